import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.conftest import CALLER, SUPPORT
from tests.unit.sandbox.application import Application


async def test_a_recording_is_fetched_under_the_address_that_the_webhook_gave(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    application.url("/voice", '<Record action="/recorded"/>')
    application.url("/recorded", "<Hangup/>")
    call = await sandbox.handset(CALLER).dials(SUPPORT)
    await call.records("The kiosk is down.", seconds=3)
    await call.ends()
    recorded = application.asked["/recorded"][0]

    account = (sandbox.settings.account_sid, sandbox.settings.auth_token.get_secret_value())
    async with httpx.AsyncClient(auth=account, trust_env=False) as http:
        sound = await http.get(recorded["RecordingUrl"] + ".wav")
        without_token = await http.get(recorded["RecordingUrl"] + ".wav", auth=("", ""))

    assert (sound.headers["content-type"], sound.content[:4]) == ("audio/x-wav", b"RIFF")
    assert without_token.status_code == 401
    recordings = await client.recordings.list_async(call_sid=call.sid)
    assert [(recording.sid, recording.duration) for recording in recordings] == [(recorded["RecordingSid"], "3")]
    assert await client.recordings(recorded["RecordingSid"]).delete_async()
    with pytest.raises(TwilioRestException) as gone:
        await client.recordings(recorded["RecordingSid"]).fetch_async()
    assert gone.value.code == 20404


async def test_a_number_is_pointed_at_another_address(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    (number,) = await client.incoming_phone_numbers.list_async(phone_number=SUPPORT)
    assert number.voice_url == application.base + "/voice"

    await client.incoming_phone_numbers(str(number.sid)).update_async(
        voice_url=application.url("/moved", "<Say>We have moved.</Say>")
    )

    call = await sandbox.handset(CALLER).dials(SUPPORT)
    await call.hears("we have moved")


async def test_an_address_that_is_none_is_refused(sandbox: Sandbox, client: Client) -> None:
    sid = sandbox.exchange.board.numbers[SUPPORT].sid

    with pytest.raises(TwilioRestException) as refused:
        await client.incoming_phone_numbers(sid).update_async(voice_url="ftp://app.test/voice")

    assert refused.value.code == 21205
