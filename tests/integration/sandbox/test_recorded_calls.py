"""Calls that are recorded as a whole, as the provider's own library orders and finds them."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.conftest import PHONE, SUPPORT
from tests.unit.sandbox.application import Application


async def test_a_recorded_call_is_told_of_when_it_begins_and_when_it_is_there(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    phone = sandbox.handset(PHONE)
    created = await client.calls.create_async(
        to=PHONE,
        from_=SUPPORT,
        twiml="<Response><Say>Ticket 1042.</Say><Pause length='30'/></Response>",
        record=True,
        recording_channels="dual",
        recording_status_callback=application.url("/recording"),
        recording_status_callback_event=["in-progress", "completed"],
    )
    call = await phone.rings()
    await call.hears("ticket 1042")
    await call.ends()
    await sandbox.expect_quiet()

    begun, done = application.asked["/recording"]
    assert (begun["RecordingStatus"], done["RecordingStatus"]) == ("in-progress", "completed")
    assert (begun["CallSid"], done["RecordingSid"]) == (created.sid, begun["RecordingSid"])
    assert (done["RecordingSource"], done["RecordingChannels"]) == ("OutboundAPI", "2")
    assert int(done["RecordingDuration"]) >= 30

    (recording,) = await client.calls(str(created.sid)).recordings.list_async()
    assert (recording.sid, recording.duration) == (done["RecordingSid"], done["RecordingDuration"])
    assert (recording.status, recording.source, recording.channels) == ("completed", "OutboundAPI", 2)


async def test_only_the_finished_recording_is_told_of_unless_more_was_asked_for(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    sandbox.handset(PHONE).answers_and_presses()
    await client.calls.create_async(
        to=PHONE,
        from_=SUPPORT,
        twiml="<Response><Pause length='20'/></Response>",
        record=True,
        recording_status_callback=application.url("/recording"),
    )
    await sandbox.expect_quiet()
    assert [told["RecordingStatus"] for told in application.asked["/recording"]] == ["completed"]


async def test_a_call_that_nobody_answers_is_not_recorded(
    sandbox: Sandbox, client: Client, application: Application
) -> None:
    sandbox.handset(PHONE).does_not_answer()
    await client.calls.create_async(
        to=PHONE,
        from_=SUPPORT,
        twiml="<Response><Say>Ticket 1042.</Say></Response>",
        record=True,
        recording_status_callback=application.url("/recording"),
        recording_status_callback_event=["in-progress", "completed", "absent"],
    )
    await sandbox.expect_quiet()
    assert application.asked["/recording"] == []
    assert await client.recordings.list_async() == []


async def test_channels_that_there_are_not_are_refused(client: Client) -> None:
    with pytest.raises(TwilioRestException, match="mono and dual are possible"):
        await client.calls.create_async(
            to=PHONE, from_=SUPPORT, twiml="<Response/>", record=True, recording_channels="stereo"
        )
