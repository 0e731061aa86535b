"""Hanging up at any step after the choice loses nothing."""

from tests.integration.intake_phone.office import ANALYST, CALLER, DISPATCHER, SUPPORT, Office


async def test_at_the_menu_there_is_a_call_and_no_request(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("press 2")
    await caller.hangs_up()
    await office.sees("call.ended")
    assert await office.types() == ["call.started", "call.ended"]


async def test_while_telephones_ring(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    analyst = await office.sandbox.handset(ANALYST).rings()
    await caller.hangs_up()
    await dispatcher.ends()
    await analyst.ends()
    await office.sees("request.received", "call.ended")
    assert (await office.the("call.missed")).payload["why"] == "caller-hung-up"


async def test_during_the_whisper(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.hears("press 1")
    await caller.hangs_up()
    await dispatcher.ends()
    await office.sees("request.received", "call.missed", "call.ended")


async def test_at_the_question_out_of_hours(closed_office: Office) -> None:
    caller = await closed_office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("support is closed")
    await caller.hangs_up()
    await closed_office.sees("request.received", "call.ended")


async def test_before_the_tone(closed_office: Office) -> None:
    caller = await closed_office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("support is closed")
    await caller.stays_silent()
    await caller.hears("leave a message")
    await caller.hangs_up()
    await closed_office.sees("request.received", "call.ended")
    assert "voicemail.recorded" not in await closed_office.types()


async def test_in_the_middle_of_a_message(closed_office: Office) -> None:
    caller = await closed_office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("support is closed")
    await caller.stays_silent()
    await caller.records("The kiosk", seconds=3, ends="hangup")
    await closed_office.sees("voicemail.recorded", "voicemail.transcribed", "call.ended")
    assert (await closed_office.the("voicemail.transcribed")).payload["text"] == "The kiosk"
