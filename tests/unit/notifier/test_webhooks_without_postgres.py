"""Webhooks while Postgres is away: a call is held, and nobody is told that something was recorded."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from twilio.request_validator import RequestValidator

from dial2 import profile, roster
from dial2.database import Database
from dial2.errors import LostRace
from dial2.process import http
from dial2.roster import LiveRoster
from dial2.service import Runtime
from dial2.settings import Settings
from dial2.wake import Wake
from notifier.app import start
from notifier.phrases import PHRASES
from notifier.twiml import Script
from notifier.voice import Voice
from tests.integration.notifier.site import ROSTER

PUBLIC = "https://support.example.com"
ATTEMPT = "01a20217-4d9a-7aef-b258-95e2bbcbfb6c"
NOBODY = "postgresql://nobody@127.0.0.1:9/nothing"
TOKEN = "token"


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    for name, value in {
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "new-token",
        "TWILIO_PREVIOUS_AUTH_TOKEN": TOKEN,
        "TWILIO_NUMBER": "+15145550100",
        "SUPPORT_ADDRESS": "support@example.com",
    }.items():
        monkeypatch.setenv(f"DIAL2_{name}", value)
    path = tmp_path / "roster.toml"
    path.write_text(ROSTER)
    runtime = Runtime(
        settings=Settings(
            database_url=SecretStr(NOBODY), secret=SecretStr("s" * 32), roster=path, public_url=PUBLIC
        ),
        profile=profile.load("tracktik"),
        roster=LiveRoster(roster.load(path)),
        database=Database(NOBODY),
        wake=Wake(NOBODY),
    )
    async with start(runtime) as parts:
        assert parts.router is not None
        transport = httpx.ASGITransport(http.public_app({"notifier": parts.router}))
        async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8080") as client:
            yield client


async def post(client: httpx.AsyncClient, path: str, **params: str) -> httpx.Response:
    """As the provider does: signed over the public address, whatever the request itself was sent to."""
    return await client.post(
        path,
        content=urlencode(params),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": str(RequestValidator(TOKEN).compute_signature(PUBLIC + path, params)),
        },
    )


async def test_a_key_is_kept_while_the_line_is_held(client: httpx.AsyncClient) -> None:
    answer = await post(client, f"/page/{ATTEMPT}/key?loop=0", Digits="4", CallSid="CA1")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith(
        '<Response><Say language="en-CA">One moment, please.</Say><Pause length="4" />'
        f'<Redirect method="POST">{PUBLIC}/page/{ATTEMPT}/key?loop=0&amp;held=1&amp;key=4</Redirect></Response>'
    )


async def test_after_three_holds_the_person_hears_that_nothing_was_recorded(client: httpx.AsyncClient) -> None:
    answer = await post(client, f"/page/{ATTEMPT}/key?loop=0&held=3&key=4", CallSid="CA1")
    assert "Nothing could be recorded" in answer.text
    assert answer.text.endswith("<Hangup /></Response>")


async def test_a_call_that_is_answered_is_held_too(client: httpx.AsyncClient) -> None:
    answer = await post(client, f"/page/{ATTEMPT}/voice", CallSid="CA1", Empty="")
    assert f"{PUBLIC}/page/{ATTEMPT}/voice?held=1</Redirect>" in answer.text


@pytest.mark.parametrize("path", ["status", "sms", "answered-by"])
async def test_a_status_is_let_go(client: httpx.AsyncClient, path: str) -> None:
    answer = await post(client, f"/page/{ATTEMPT}/{path}", CallStatus="busy", MessageStatus="failed")
    assert (answer.status_code, answer.content) == (204, b"")


async def test_a_signature_over_another_address_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post(f"/page/{ATTEMPT}/key", headers={"X-Twilio-Signature": "x"}, content="Digits=4")
    assert answer.status_code == 403


async def test_a_key_whose_work_was_undone_for_somebody_elses_is_acted_on_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys: list[str] = []

    async def pressed(_voice: Voice, _attempt: UUID, key: str, *, loop: int) -> Script:
        keys.append(key)
        if len(keys) == 1:
            raise LostRace("rows were locked in a circle")
        return Script(PHRASES["en"].voice).say(f"Prompt {loop} is over.")

    monkeypatch.setattr(Voice, "pressed", pressed)
    answer = await post(client, f"/page/{ATTEMPT}/key?loop=0", Digits="4", CallSid="CA1")
    assert keys == ["4", "4"]
    assert "Prompt 0 is over." in answer.text
