"""Postgres away or hanging, and this service away: callers reach the designate, and nothing is lost."""

from tests.integration.intake_phone.office import (
    ANALYST,
    CALLER,
    DESIGNATE,
    DISPATCHER,
    STRANGER,
    SUPPORT,
    Office,
)

NOWHERE = "http://127.0.0.1:9/voice/answer"


async def test_while_postgres_is_away_the_caller_reaches_the_designate_and_is_a_request_later(
    office: Office,
) -> None:
    await office.gate.close()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("connecting you with the person on call")
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.hears("press 1 to take it")
    await designate.presses("1")
    await caller.is_connected()
    await designate.hangs_up()
    await caller.ends()

    await office.gate.open()
    await office.sees("call.started", "request.received", "call.connected", "call.ended")
    request = (await office.the("request.received")).payload
    assert (request["contact"]["number"], request["client"]) == (CALLER, "acme")
    assert (await office.the("call.connected")).payload["person"] == "designate"
    await office.sandbox.expect_quiet()


async def test_while_postgres_hangs_webhooks_are_answered_in_time(hasty_office: Office) -> None:
    office = hasty_office
    office.gate.block()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("connecting you with the person on call")
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.presses("1")
    await caller.is_connected()
    await caller.hangs_up()
    await designate.ends()
    await office.sandbox.exchange.settled()
    assert list(office.sandbox.exchange.board.alerts) == []

    office.gate.unblock()
    await office.sees("request.received", "call.ended")


async def test_a_message_left_while_postgres_is_away_is_recorded_later(office: Office) -> None:
    office.sandbox.handset(DESIGNATE).voicemail_answers()
    await office.gate.close()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("leave a message")
    await caller.records("Nobody can log in.", seconds=8)
    await caller.hears("will call you back")
    await caller.ends()
    await office.sandbox.exchange.settled()

    await office.gate.open()
    await office.sees("request.received", "voicemail.recorded", "voicemail.transcribed", "call.ended")
    assert (await office.the("voicemail.transcribed")).payload["text"] == "Nobody can log in."


async def test_a_choice_made_while_postgres_is_away_is_a_request(office: Office) -> None:
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("press 2")
    await office.gate.close()
    await caller.presses("2")
    await caller.hears("connecting you with the person on call")
    await caller.hangs_up()

    await office.gate.open()
    await office.sees("request.received", "call.ended")
    started = (await office.the("call.started")).payload["started_at"]
    assert (await office.the("request.received")).payload["received_at"] == started


async def test_what_a_caller_chose_is_kept_where_the_answer_came_from_memory(closed_office: Office) -> None:
    office = closed_office
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    await caller.hears("if your system is down")
    await office.gate.close()
    await caller.presses("1")
    await caller.hears("connecting you with the person on call")
    await caller.hangs_up()

    await office.gate.open()
    events = await office.sees("request.received", "call.ended")
    chosen = [event.payload["meaning"] for event in events if event.type == "call.choice"]
    assert chosen == ["support", "down"]
    assert "call.waiting" not in await office.types()  # nobody may look for the caller in a queue


async def test_a_talk_that_ends_while_postgres_is_away_is_known_later(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.presses("1")
    await caller.is_connected()
    await office.gate.close()
    await dispatcher.hangs_up()
    await caller.ends()

    await office.gate.open()
    await office.sees("call.connected", "call.ended")
    assert (await office.the("call.connected")).payload["person"] == "dispatcher"


async def test_a_call_that_nobody_here_answered_is_found_in_the_providers_list(office: Office) -> None:
    number = office.sandbox.exchange.board.numbers[SUPPORT]
    number.voice_url, number.voice_fallback_url, number.status_callback = NOWHERE, NOWHERE, ""
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("an application error has occurred")
    await caller.ends()

    await office.advance_clock(minutes=1)
    await office.sees("call.started", "request.received", "call.ended")
    assert (await office.the("request.received")).payload["contact"]["number"] == CALLER
    assert (await office.the("call.ended")).payload["status"] == "completed"


async def test_a_call_whose_end_we_were_not_told_is_ended_and_a_request(office: Office) -> None:
    office.sandbox.exchange.board.numbers[SUPPORT].status_callback = NOWHERE
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("press 2")
    await caller.hangs_up()
    await office.sandbox.exchange.settled()

    await office.reads_lists()
    assert await office.types() == ["call.started"]  # its end may be on its way
    await office.reads_lists()
    await office.sees("call.ended", "request.received")


async def test_a_text_that_nobody_here_took_is_found_in_the_providers_list(office: Office) -> None:
    office.sandbox.exchange.board.numbers[SUPPORT].sms_url = NOWHERE
    await office.sandbox.handset(STRANGER).texts(SUPPORT, "Our kiosk is dark.")
    await office.sandbox.exchange.settled()

    await office.advance_clock(minutes=1)
    await office.sees("request.received")
    assert (await office.the("request.received")).payload["text"] == "Our kiosk is dark."


async def test_the_fallback_address_reaches_the_designate_and_makes_a_request(office: Office) -> None:
    office.sandbox.exchange.board.numbers[SUPPORT].voice_url = NOWHERE
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.hears("connecting you with the person on call")
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.declines()
    await caller.hears("leave a message")
    await caller.hangs_up()
    await office.sees("call.started", "request.received", "call.ended")


async def test_a_person_who_accepts_while_postgres_is_away_has_talked_with_the_caller(office: Office) -> None:
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await office.sandbox.handset(CALLER).dials(SUPPORT)
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.hears("press 1 to take it")
    await office.gate.close()
    await dispatcher.presses("1")
    await caller.is_connected()
    await office.gate.open()
    await office.accepted()
    await dispatcher.hangs_up()
    await caller.ends()

    await office.sees("call.connected", "call.ended")
    assert "call.missed" not in await office.types()
