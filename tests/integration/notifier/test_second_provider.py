"""A second telephone account stands in while the first is down: two exchanges, of which one fails."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from dial2.events.page import PageAcknowledged, PageFailed
from dial2.events.ticket import CallbackMade
from dial2_sandbox.handset.handset import Handset
from dial2_sandbox.pace import Pace
from dial2_sandbox.server import Sandbox
from dial2_sandbox.settings import SandboxSettings
from notifier import attempt
from tests.integration.notifier.site import DISPATCHER, RECEIVED, running
from tests.polling import eventually
from tests.ports import free_port
from tests.servers.postgres import Database

SPARE_NUMBER = "+15145550190"
SPARE_ACCOUNT = "AC" + "5" * 32
SPARE_TOKEN = "the-token-of-the-second-account"


@pytest.fixture
async def spare(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Sandbox]:
    """The second account, with telephones of its own on the same numbers."""
    settings = SandboxSettings(
        http_port=0, smtp_port=0, account_sid=SPARE_ACCOUNT, auth_token=SecretStr(SPARE_TOKEN)
    )
    async with Sandbox(settings, pace=Pace.fast()) as spare:
        spare.exchange.add_number(SPARE_NUMBER)
        for name, value in {
            "DIAL2_SPARE_ACCOUNT_SID": SPARE_ACCOUNT,
            "DIAL2_SPARE_AUTH_TOKEN": SPARE_TOKEN,
            "DIAL2_SPARE_NUMBER": SPARE_NUMBER,
            "DIAL2_SPARE_BASE_URL": spare.base_url,
        }.items():
            monkeypatch.setenv(name, value)
        yield spare


def telephone(sandbox: Sandbox) -> Handset:
    return sandbox.handset(DISPATCHER)


async def test_what_the_first_cannot_be_given_goes_out_by_the_second_at_once(
    sandbox: Sandbox,
    spare: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its answers, signed by the second account, count as the first one's do."""
    monkeypatch.setenv("DIAL2_TWILIO_BASE_URL", f"http://127.0.0.1:{free_port()}")
    async with running(sandbox, database, tmp_path, environment) as site:
        await site.ticket()
        await telephone(spare).receives_sms("[#1042]")
        call = await telephone(spare).rings()
        await call.presses("4")
        acknowledged = await site.event(PageAcknowledged)
        assert (acknowledged.person, acknowledged.how) == ("dispatcher", "digit")
        assert await site.events(PageFailed) == []


async def test_a_call_that_rings_by_the_second_is_ended_there(
    sandbox: Sandbox,
    spare: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DIAL2_TWILIO_BASE_URL", f"http://127.0.0.1:{free_port()}")
    async with running(sandbox, database, tmp_path, environment) as site:
        await site.ticket()
        call = await telephone(spare).rings()
        async with site.log.connection() as connection:
            await eventually(
                lambda: connection.fetchval(
                    "SELECT count(*) FROM notifier.attempts WHERE provider_id ~ '^fallback:CA'"
                )
            )
        made = CallbackMade(ticket=1042, by="engineer", how="phone", made_at=RECEIVED)
        await site.happens("ticket:1042", made)
        await site.event(PageAcknowledged)
        await call.ends()


async def test_what_the_first_keeps_to_itself_is_looked_for_and_then_goes_out_by_the_second(
    sandbox: Sandbox,
    spare: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempt, "_SEARCH_SECONDS", (0.01, 0.01))
    sandbox.exchange.faults.plan("calls.create", "fail-before")
    async with running(sandbox, database, tmp_path, environment) as site:
        site.dispatcher.receives_no_sms(error_code=30007)
        telephone(spare).answers_and_presses("4")
        await site.ticket()
        assert (await site.event(PageAcknowledged)).how == "digit"
        assert len(sandbox.exchange.board.calls) == 0
        assert len(spare.exchange.board.calls) == 1
