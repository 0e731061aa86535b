"""What on-call systems in use today get wrong, as it must be here. Numbers are of our own reading.

GoAlert 1-9 and Grafana OnCall a-e; those that are not here have been tried elsewhere:

* GoAlert 1 (temporary failures of texts are final): `test_lost_contacts`, a carrier that fails is tried once more
* GoAlert 3 (voicemail is a delivery): `test_failures`, a machine acknowledges nothing
* GoAlert 5 (a crash while sending drops or repeats the page): `test_failures`, `test_any_order`
* GoAlert 7 (withheld numbers): `test_calls` of intake-phone, a withheld caller is a request
* GoAlert 9 (one fixed pace): `test_lanes`, all processes together keep one pace; `DIAL2_CALLS_PER_SECOND`
* OnCall b (no order among callbacks): `test_failures`, callbacks twice or in the wrong order change nothing
* OnCall c (a worker that dies takes its task along): `test_faults`, kill minus nine at any moment
* OnCall e (the next step cuts off one's own): `test_who_is_paged`, rules do not stop when others have it
"""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator

from dial2.events.page import PageAcknowledged, PageAttempted, PageDelivered, PageEscalated, PageFailed
from dial2_sandbox.server import Sandbox
from notifier.adapters.twilio import Exchange
from tests.integration.notifier.site import DISPATCHER, ROSTER, Site, running
from tests.polling import eventually
from tests.servers.postgres import Database

RULES = ROSTER.replace(
    'email = "dispatcher@example.com"\n',
    'email = "dispatcher@example.com"\n'
    'rules.critical = [{ channel = "sms" }, { channel = "voice", after = "10 minutes" }]\n',
)
ID = UUID("01a20000-0000-7000-8000-000000000001")


class TestTextsThatDoNotArrive:
    @pytest.fixture
    async def site(
        self, sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
    ) -> AsyncIterator[Site]:
        async with running(sandbox, database, tmp_path, environment, people=RULES) as site:
            yield site

    async def test_a_text_that_the_carrier_rejects_is_a_failure_and_the_telephone_rings_at_once(
        self, site: Site
    ) -> None:
        """GoAlert 2: `undelivered` counts as sent, and nothing tries another channel."""
        site.dispatcher.receives_no_sms(error_code=30007)
        await site.ticket()
        call = await site.dispatcher.rings()
        failed = await site.event(PageFailed)
        assert (failed.channel, failed.code) == ("sms", "30007")
        await call.presses("4")
        assert (await site.event(PageAcknowledged)).how == "digit"
        assert await site.events(PageDelivered) != []


async def test_a_call_that_nobody_answers_leads_to_the_next_person_at_once(site: Site) -> None:
    """GoAlert 4: no answer is final for the method, and only the user's next delayed rule goes on."""
    site.dispatcher.does_not_answer()
    site.dispatcher.receives_no_sms(error_code=30007)
    site.engineer.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).person == "engineer"
    assert (await site.event(PageEscalated)).why == "every channel failed"


async def test_a_text_may_wait_for_hours_at_the_provider_and_a_call_has_no_such_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """GoAlert 6: texts are given up after ten seconds in the provider's queue; calls are sent the same."""
    asked: dict[str, Mapping[str, object]] = {}

    async def request(_self: object, _method: str, url: str, data: Mapping[str, object], **_: object) -> Response:
        asked[url.rpartition("/")[2]] = data
        return Response(201, '{"sid": "SM1"}')

    monkeypatch.setattr(AsyncTwilioHttpClient, "request", request)
    exchange = Exchange(
        account_sid="AC1",
        auth_token="token",
        number="+15145550100",
        base_url=None,
        address="https://support.example.com/page",
        ring_seconds=30,
    )
    await exchange.text(ID, DISPATCHER, "1042")
    await exchange.call(ID, DISPATCHER)
    await exchange.close()
    assert asked["Messages.json"]["ValidityPeriod"] == 4 * 60 * 60
    assert "ValidityPeriod" not in asked["Calls.json"]


async def test_a_provider_may_name_its_messages_as_it_likes(site: Site, sandbox: Sandbox) -> None:
    """GoAlert 8: names of picture messages (MM...) are refused, and so is what is told about them."""
    sandbox.exchange.faults.plan("callback:sent", "drop")
    sandbox.exchange.faults.plan("callback:delivered", "drop")
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    (attempt,) = await eventually(lambda: accepted_texts(site))
    await told(site, sandbox, f"/page/{attempt}/sms", MessageSid=f"MM{'0' * 32}", MessageStatus="delivered")
    assert (await site.event(PageDelivered)).channel == "sms"


async def test_a_key_that_is_pressed_before_the_provider_has_answered_us_counts(
    site: Site, sandbox: Sandbox
) -> None:
    """OnCall a: the call's row is written after the provider's answer, and what comes before it is dropped."""
    sandbox.exchange.faults.plan("calls.create", "hang-after", seconds=3)
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.presses("4")
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("dispatcher", "digit")
    await call.ends()
    assert len(sandbox.exchange.board.calls) == 1


async def test_a_restart_neither_loses_the_next_turn_nor_repeats_what_went_out(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> None:
    """OnCall d: the time of the next step lives in a worker's memory or in the broker, and goes with it."""
    async with running(sandbox, database, tmp_path, environment) as site:
        site.dispatcher.does_not_answer()
        await site.ticket()
        await site.dispatcher.receives_sms("1042")
        await site.event(PageDelivered)
    await site.passes(timedelta(minutes=5))
    site.engineer.answers_and_presses("4")
    async with running(sandbox, database, tmp_path, environment) as site:
        assert (await site.event(PageAcknowledged)).person == "engineer"
        tried = [attempt.person for attempt in await site.events(PageAttempted)]
        assert tried.count("dispatcher") == 3  # each channel once


async def accepted_texts(site: Site) -> list[UUID]:
    async with site.log.connection() as connection:
        rows = await connection.fetch(
            "SELECT id FROM notifier.attempts WHERE channel = 'sms' AND state = 'accepted'"
        )
    return [row["id"] for row in rows]


async def told(site: Site, sandbox: Sandbox, path: str, **params: str) -> None:
    """As the provider does, signed."""
    url = f"{site.public_url}{path}"
    validator = RequestValidator(sandbox.settings.auth_token.get_secret_value())
    signature = validator.compute_signature(url, params)
    async with httpx.AsyncClient() as client:
        answer = await client.post(url, data=params, headers={"X-Twilio-Signature": signature})
    assert answer.status_code == 204
