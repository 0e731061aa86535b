"""Messages after the tone: ours to keep, and nobody else's."""

import hashlib
from importlib.metadata import EntryPoint

import pytest

from dial2.errors import Permanent
from dial2.vocabulary import Language
from intake_phone import transcription
from tests.integration.intake_phone.office import ANALYST, CALLER, DISPATCHER, SUPPORT, Office, until


async def leaves_a_message(office: Office, *, seconds: int = 7) -> str:
    """The provider's id of the recording."""
    for number in (DISPATCHER, ANALYST):
        office.sandbox.handset(number).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.records("The kiosk is down.", seconds=seconds)
    await caller.ends()
    [recording] = office.sandbox.exchange.board.recordings
    return recording


async def test_a_message_is_fetched_kept_by_its_digest_and_removed_at_the_provider(office: Office) -> None:
    recording = await leaves_a_message(office)
    sound = office.sandbox.exchange.board.recordings[recording].wav()
    await office.advance_clock(minutes=1)
    await office.sees("recording.kept", "recording.removed")
    kept = (await office.the("recording.kept")).payload
    assert (kept["recording"], kept["seconds"], kept["size"]) == (recording, 7, len(sound))
    assert kept["blob"] == hashlib.sha256(sound).hexdigest()
    assert kept["request"] == (await office.the("request.received")).payload["request"]
    assert office.sandbox.exchange.board.recordings == {}
    heard = await office.staff("GET", f"/calls/recordings/{recording}")
    assert (heard.headers["content-type"], heard.content) == ("audio/wav", sound)


async def test_a_message_without_a_transcript_stays_at_the_provider_for_an_hour(office: Office) -> None:
    recording = await leaves_a_message(office, seconds=1)  # too short to be transcribed
    await office.advance_clock(minutes=1)
    await office.sees("recording.kept", "call.ended")
    assert recording in office.sandbox.exchange.board.recordings
    await office.advance_clock(minutes=60)
    await office.sees("recording.removed")


async def test_a_message_that_cannot_be_fetched_yet_is_asked_for_again(office: Office) -> None:
    await office.posts("/voice/answer", CallSid="CA1", From=CALLER, To=SUPPORT, CallStatus="ringing")
    await office.posts("/voice/recording", CallSid="CA1", RecordingSid="RE1", RecordingDuration="3")

    async def tried() -> bool:
        [row] = await office.rows("SELECT fetch_tries FROM intake_phone.recordings")
        return bool(row["fetch_tries"] >= 1)

    await until(tried)
    not_yet = await office.staff("GET", "/calls/recordings/RE1")
    assert (not_yet.status_code, not_yet.json()["detail"]) == (
        404,
        "Recording RE1 has not been fetched from the provider yet; try again in a minute",
    )
    office.sandbox.exchange.add_recording("RE1", call="CA1", seconds=3)
    await office.advance_clock(minutes=2)
    await office.sees("recording.kept")


async def test_there_is_no_recording_for_whoever_is_not_of_the_staff(office: Office) -> None:
    assert (await office.staff("GET", "/calls/recordings/RE9")).status_code == 404
    nobody = await office.posts("/api/calls/recordings/RE9")
    assert nobody.status_code == 405


class Engine:
    async def transcribe(self, sound: bytes, language: Language | None) -> str:
        return f"{len(sound)} bytes in {language}"


async def test_a_transcriber_of_ones_own_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    point = EntryPoint("own", f"{__name__}:Engine", "dial2.transcribers")
    monkeypatch.setattr(EntryPoint, "load", lambda _self: Engine)
    monkeypatch.setattr(transcription, "entry_points", lambda group: [point] if group == point.group else [])
    assert await transcription.plug_in("own").transcribe(b"1234", "fr") == "4 bytes in fr"
    with pytest.raises(Permanent, match=r"DIAL2_TRANSCRIBER is 'other', .* there are: own"):
        transcription.plug_in("other")
