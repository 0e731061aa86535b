import io
import wave

import httpx

from dial2_sandbox.exchange.exchange import Exchange
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import CALLER, SUPPORT

BOX = (
    "<Say>Leave a message.</Say>"
    '<Record maxLength="120" action="/recorded" recordingStatusCallback="/recording"'
    ' transcribe="true" transcribeCallback="/transcript"/><Say>We heard nothing.</Say>'
)


def open_box(application: Application) -> None:
    application.url("/voice", BOX)
    application.url("/recorded", "<Say>Thank you.</Say>")
    application.url("/recording")
    application.url("/transcript")


async def test_a_message_reaches_the_action_the_callback_and_the_transcript(
    exchange: Exchange, application: Application
) -> None:
    open_box(application)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.hears("beep")
    await call.records("The kiosk is down.", seconds=12)
    await call.hears("thank you")
    await call.ends()
    await exchange.expect_quiet()

    recorded = application.asked["/recorded"][0]
    recording = application.asked["/recording"][0]
    transcript = application.asked["/transcript"][0]
    assert recorded["RecordingDuration"] == recording["RecordingDuration"] == "12"
    assert recorded["RecordingSid"] == recording["RecordingSid"] == transcript["RecordingSid"]
    assert recording["RecordingStatus"] == "completed"
    assert transcript["TranscriptionText"] == "The kiosk is down."


async def test_a_recording_is_as_long_as_what_was_said_and_can_be_deleted(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    open_box(application)
    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.records("The kiosk is down.", seconds=12, ends="#")
    await call.ends()
    await exchange.expect_quiet()
    sid = application.asked["/recorded"][0]["RecordingSid"]
    assert application.asked["/recorded"][0]["Digits"] == "#"

    fetched = await api.get(f"/Recordings/{sid}.wav")
    with wave.open(io.BytesIO(fetched.content)) as sound:
        assert sound.getnframes() / sound.getframerate() == 12
    assert (await api.delete(f"/Recordings/{sid}.json")).status_code == 204
    gone = await api.get(f"/Recordings/{sid}.wav")
    assert (gone.status_code, gone.json()["code"]) == (404, 20404)


async def test_a_message_longer_than_allowed_is_cut_off(exchange: Exchange, application: Application) -> None:
    open_box(application)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.records("It began on Monday.", seconds=500)
    await call.ends()

    assert application.asked["/recorded"][0]["RecordingDuration"] == "120"


async def test_a_caller_who_hangs_up_mid_message_has_left_it_all_the_same(
    exchange: Exchange, application: Application
) -> None:
    open_box(application)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.records("Down ag...", seconds=3, ends="hangup")
    await exchange.expect_quiet()

    assert application.asked["/recording"][0]["RecordingDuration"] == "3"
    assert application.asked["/recorded"][0]["Digits"] == "hangup"
    assert "Thank you." not in [heard.text for heard in call.heard]


async def test_silence_leaves_no_recording(exchange: Exchange, application: Application) -> None:
    open_box(application)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.stays_silent()
    await call.hears("we heard nothing")
    await call.ends()
    await exchange.expect_quiet()

    assert application.asked["/recording"] == []


async def test_a_message_of_one_second_is_too_short_for_a_transcript(
    exchange: Exchange, application: Application
) -> None:
    open_box(application)

    call = await exchange.handset(CALLER).dials(SUPPORT)
    await call.records("Hi.", seconds=1)
    await call.ends()
    await exchange.expect_quiet()

    transcript = application.asked["/transcript"][0]
    assert (transcript["TranscriptionStatus"], transcript["TranscriptionText"]) == ("failed", "")
