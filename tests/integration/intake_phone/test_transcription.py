"""Messages written down by a transcriber of one's own, instead of the provider's."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI, Request, Response

from dial2.process import http
from tests.integration.intake_phone.conftest import working
from tests.integration.intake_phone.office import CALLER, SUPPORT, Office
from tests.polling import eventually
from tests.ports import free_port
from tests.servers.postgres import Database


class Transcriber:
    """Answers with the length of what it hears; `away`, it refuses."""

    def __init__(self) -> None:
        self.away = False
        self.asked: list[tuple[str, str]] = []
        self.app = FastAPI(openapi_url=None)
        self.app.add_api_route("/transcribe", self.transcribe, methods=["POST"])

    async def transcribe(self, request: Request) -> Response:
        self.asked.append((request.headers["content-type"], request.headers["accept-language"]))
        if self.away:
            return Response(status_code=503)
        sound = await request.body()
        seconds = (len(sound) - 44) // 8000
        return Response(f'{{"text": "{seconds} seconds of silence"}}', media_type="application/json")


@pytest.fixture
async def transcriber(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Transcriber]:
    transcriber, port, stop = Transcriber(), free_port(), asyncio.Event()
    monkeypatch.setenv("DIAL2_TRANSCRIBER_URL", f"http://127.0.0.1:{port}/transcribe")
    serving = asyncio.create_task(http.serve(transcriber.app, http.listen("127.0.0.1", port), stop))
    yield transcriber
    stop.set()
    await serving


@pytest.fixture
async def office(
    transcriber: Transcriber,  # noqa: ARG001 - it is there before the office
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Office]:
    async with working(database, tmp_path, monkeypatch, "tracktik") as office:
        for number in ("+15145550101", "+15145550102"):
            office.sandbox.handset(number).does_not_answer()
        yield office


async def leaves_a_message(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.records("The kiosk is down.", seconds=7)
    await caller.ends()


async def test_a_message_is_written_down_in_the_callers_language_and_once(
    office: Office, transcriber: Transcriber
) -> None:
    await leaves_a_message(office)
    await office.advance_clock(minutes=1)
    await office.sees("voicemail.transcribed", "call.ended")
    transcribed = (await office.the("voicemail.transcribed")).payload
    assert transcribed["text"] == "7 seconds of silence"  # not the provider's own transcript
    assert transcribed["recording"] == (await office.the("voicemail.recorded")).payload["recording"]
    assert transcriber.asked == [("audio/wav", "en")]


async def test_a_transcriber_that_is_away_is_asked_again(office: Office, transcriber: Transcriber) -> None:
    transcriber.away = True
    await leaves_a_message(office)
    await office.sees("voicemail.recorded")
    await office.advance_clock(minutes=1)
    await eventually(lambda: transcriber.asked)
    transcriber.away = False
    await office.advance_clock(minutes=2)
    await office.sees("voicemail.transcribed")
