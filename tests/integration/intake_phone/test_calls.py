"""Calls as callers and staff have them."""

from tests.integration.intake_phone.office import ANALYST, CALLER, DISPATCHER, SUPPORT, Office


async def test_in_support_hours_the_caller_reaches_who_accepts_first(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("for client support, press 2")
    await caller.presses("2")
    await caller.hears("connecting you with support")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.hears("press 1 to take it")
    await dispatcher.presses("1")
    await caller.is_connected()
    await caller.says("The kiosk is down.")
    await dispatcher.hears("the kiosk is down")
    await dispatcher.hangs_up()
    await caller.hears("thank you for calling")
    await caller.ends()

    await office.sees("call.connected", "call.ended")
    assert await office.types() == [
        "call.started",
        "call.choice",
        "request.received",
        "call.connected",
        "call.ended",
    ]
    request = (await office.the("request.received")).payload
    assert request["channel"] == "phone"
    assert request["contact"] == {"name": "", "email": None, "number": CALLER}
    assert (request["call"], request["choice"], request["client"]) == (caller.sid, "support", "acme")
    assert request["received_at"] == (await office.the("call.started")).payload["started_at"]
    connected = (await office.the("call.connected")).payload
    assert (connected["person"], connected["request"]) == ("dispatcher", request["request"])
    assert {event.correlation for event in await office.log()} == {request["request"]}
    await office.sandbox.expect_quiet()


async def test_where_nobody_accepts_the_caller_leaves_a_message(office: Office) -> None:
    office.sandbox.handset(DISPATCHER).voicemail_answers()
    office.sandbox.handset(ANALYST).is_busy()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("nobody could take your call")
    await caller.hears("leave a message")
    await caller.records("All our kiosks are offline.", seconds=12)
    await caller.hears("will call you back")
    await caller.ends()

    await office.sees("voicemail.recorded", "voicemail.transcribed", "call.ended")
    assert "call.connected" not in await office.types()
    missed = [event.payload["why"] for event in await office.log() if event.type == "call.missed"]
    assert missed == ["not-accepted", "not-accepted", "busy"]  # both at once, then each alone
    recorded = (await office.the("voicemail.recorded")).payload
    transcribed = (await office.the("voicemail.transcribed")).payload
    assert recorded["seconds"] == 12
    assert transcribed["recording"] == recorded["recording"]
    assert transcribed["text"] == "All our kiosks are offline."
    await office.sandbox.expect_quiet()


async def test_out_of_hours_silence_leads_to_the_recorder_and_the_next_opening(closed_office: Office) -> None:
    caller = await closed_office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("support is closed")
    await caller.stays_silent()
    await caller.records("One report looks odd.", seconds=9)
    await caller.hears("support opens again on monday at 7:30")
    await caller.ends()

    await closed_office.sees("voicemail.recorded", "request.received", "call.ended")
    await closed_office.sandbox.expect_quiet()


async def test_a_withheld_caller_is_a_request_without_a_number_and_is_asked_for_one(office: Office) -> None:
    office.sandbox.handset(DISPATCHER).does_not_answer()
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT, caller_id="Anonymous")
    await caller.presses("2")
    await caller.hears("your number is withheld")
    await caller.records("Call me at 555-0123.", seconds=6)
    await caller.ends()

    await office.sees("request.received", "call.ended")
    request = (await office.the("request.received")).payload
    assert (request["contact"]["number"], request["client"]) == (None, None)
    assert (await office.the("call.started")).payload["caller"] is None


async def test_silence_at_the_menu_leads_to_support_after_one_repetition(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.stays_silent()
    await caller.hears("for client support, press 2")
    await caller.stays_silent()
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await caller.hangs_up()
    await dispatcher.ends()
    assert (await office.sees("request.received", "call.ended"))[1].payload["digit"] == ""


async def test_wrong_digits_lead_to_support_after_one_repetition(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("7")
    await caller.hears("for client support, press 2")
    await caller.presses("#")
    await caller.hears("connecting you with support")
    await caller.hangs_up()
    await office.sees("request.received", "call.ended")
    assert (await office.the("call.choice")).payload["digit"] == "#"


async def test_the_ticket_is_named_to_the_caller_once_it_is_known(office: Office) -> None:
    office.sandbox.handset(DISPATCHER).does_not_answer()
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await office.sees("request.received")
    await office.open_ticket(1042, (await office.the("request.received")).payload["request"])
    await caller.hears("leave a message")
    await office.ticket_known(1042)
    await caller.records("The report is empty.", seconds=4)
    await caller.hears("your ticket number is 1 0 4 2")
    await caller.ends()


async def test_who_accepts_too_late_is_told_so(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.hears("press 1")
    analyst = await office.sandbox.handset(ANALYST).rings()
    await analyst.hears("press 1")
    await analyst.presses("1")
    await caller.is_connected()
    await dispatcher.ends()
    await analyst.hangs_up()
    await caller.ends()
    await office.sees("call.connected", "call.ended")
    assert (await office.the("call.connected")).payload["person"] == "analyst"


async def test_a_talk_is_known_to_be_one_while_it_lasts(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.presses("1")
    await caller.is_connected()
    await office.advance_clock(minutes=1)
    await office.sees("call.connected")
    assert "call.ended" not in await office.types()

    await dispatcher.hangs_up()
    await caller.ends()
    await office.sees("call.ended")
    assert (await office.types()).count("call.connected") == 1


async def test_a_caller_who_hangs_up_first_after_a_talk_was_connected(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.presses("1")
    await caller.is_connected()
    await office.advance_clock(minutes=1)
    await caller.hangs_up()
    await dispatcher.ends()
    await office.sees("call.ended", "call.connected")
    assert "call.missed" not in await office.types()


async def test_the_service_is_ready_while_the_number_points_at_it(office: Office) -> None:
    assert (await office.readiness())["intake-phone number"] == "ready"
