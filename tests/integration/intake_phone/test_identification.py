"""Who calls: by number or PIN; about an open ticket or something new; entitled or not."""

from dial2.events.client import ClientAssigned
from dial2.events.ticket import ResolutionAgreed, TicketReopened
from dial2_sandbox.handset.held_call import HeldCall
from tests.integration.intake_phone.office import ANALYST, CALLER, DISPATCHER, NEIGHBOUR, STRANGER, SUPPORT, Office


async def with_tickets(office: Office, *numbers: int) -> None:
    for number in numbers:
        await office.open_ticket(number, f"0199f3a1-0000-7000-8000-00000000{number}", client="acme")
        await office.open_ticket_known(number)


async def calls(office: Office, number: str = CALLER, *, caller_id: str | None = None) -> HeldCall:
    handset = office.sandbox.handset(number)
    caller = await handset.dials(SUPPORT, caller_id=caller_id) if caller_id else await handset.dials(SUPPORT)
    await caller.presses("2")
    return caller


async def test_a_known_client_calls_about_an_open_ticket(office: Office) -> None:
    await with_tickets(office, 1042, 1043)
    office.sandbox.handset(ANALYST).does_not_answer()
    caller = await calls(office)
    await caller.hears("hello, acme")
    await caller.hears("to speak about ticket 1 0 4 3, press 1")
    await caller.hears("to speak about ticket 1 0 4 2, press 2")
    await caller.presses("2")
    dispatcher = await office.sandbox.handset(DISPATCHER).rings()
    await dispatcher.presses("1")
    await caller.is_connected()
    await dispatcher.hangs_up()
    await caller.hears("your ticket number is 1 0 4 2")
    await caller.ends()

    await office.sees("request.received", "call.ended")
    assert (await office.the("request.received")).payload["about"] == 1042
    choices = [event.payload for event in await office.log() if event.type == "call.choice"]
    assert [(choice["meaning"], choice["ticket"]) for choice in choices] == [("support", None), ("ticket", 1042)]


async def test_a_ticket_that_staff_gave_to_a_client_is_that_clients(office: Office) -> None:
    await office.open_ticket(1042, "0199f3a1-0000-7000-8000-000000001042", caller=STRANGER)
    assigned = ClientAssigned(ticket=1042, client="acme", previous=None, by="duty-lead", why="a private telephone")
    await office.happens("ticket:1042", assigned)
    await office.open_ticket_known(1042)
    caller = await calls(office)
    await caller.hears("to speak about ticket 1 0 4 2, press 1")
    await caller.hangs_up()
    await office.sees("call.ended")


async def test_a_known_client_calls_about_something_new(office: Office) -> None:
    await with_tickets(office, 1042)
    caller = await calls(office)
    await caller.hears("for anything else, press 0 or stay on the line")
    await caller.says("Something else, please")
    await caller.hears("connecting you with support")
    await caller.hangs_up()
    await office.sees("request.received", "call.ended")
    assert (await office.the("request.received")).payload["about"] is None


async def test_a_ticket_that_is_closed_is_not_named_and_a_reopened_one_is(office: Office) -> None:
    await with_tickets(office, 1042, 1043)
    await office.happens("ticket:1042", ResolutionAgreed(ticket=1042, by="client", default=False))
    await office.happens("ticket:1043", ResolutionAgreed(ticket=1043, by="client", default=False))
    await office.happens("ticket:1043", TicketReopened(ticket=1043, by="client", why="again"))
    await office.open_ticket(1044, "0199f3a1-0000-7000-8000-000000001044", client="acme")
    await office.open_ticket_known(1044)
    caller = await calls(office)
    await caller.hears("for anything else")
    heard = " ".join(utterance.text for utterance in caller.heard)
    assert ("1 0 4 2" in heard, "1 0 4 3" in heard) == (False, True)
    await caller.hangs_up()


async def test_hanging_up_while_tickets_are_named_is_a_request(office: Office) -> None:
    await with_tickets(office, 1042)
    caller = await calls(office)
    await caller.hears("to speak about ticket")
    await caller.hangs_up()
    await office.sees("request.received", "call.ended")
    assert (await office.types()).count("request.received") == 1


async def test_a_withheld_number_is_a_caller_as_well_and_hears_no_ticket(office: Office) -> None:
    await with_tickets(office, 1042)
    caller = await calls(office, caller_id="Restricted")
    await caller.hears("connecting you with support")
    await caller.hangs_up()
    await office.sees("request.received", "call.ended")
    request = (await office.the("request.received")).payload
    assert (request["contact"]["number"], request["client"]) == (None, None)


async def test_a_pin_proves_the_client_from_any_telephone(assured_office: Office) -> None:
    office = assured_office
    await with_tickets(office, 1042)
    caller = await calls(office, STRANGER)
    await caller.hears("please enter your client pin")
    await caller.presses("0000#")
    await caller.hears("this pin is not known")
    await caller.presses("4711#")
    await caller.hears("hello, acme")
    await caller.hears("to speak about ticket 1 0 4 2")
    await caller.hangs_up()
    await office.sees("request.received", "call.ended")
    assert (await office.the("request.received")).payload["client"] == "acme"


async def test_who_has_bought_the_service_asks_for_it_and_is_put_on_hold(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office)
    await caller.presses("4711#")
    await caller.hears("if your system is down")
    await caller.presses("1")
    await caller.hears("double time")
    await caller.presses("1")
    await caller.hears("we are calling the person on call")
    await caller.hangs_up()
    await office.sees("call.waiting", "call.ended")
    down = [event.payload for event in await office.log() if event.type == "call.choice"][-1]
    assert (down["meaning"], down["after_hours"]) == ("down", "requested")


async def test_who_leaves_the_hold_for_a_message_is_asked_for_internet_access(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office)
    await caller.presses("4711#")
    await caller.presses("1")
    await caller.hears("double time")
    await caller.presses("1")
    await caller.hears("we are calling the person on call")
    await caller.presses("*")
    await caller.presses("1")
    await caller.hears("for a telephone issue, press 1")
    await caller.presses("1")
    await caller.hears("please tell us whether the computers have internet access for a remote session.")
    await caller.says("Yes, they have.")
    await caller.hears("please tell us")
    await caller.hangs_up()
    await office.sees("detail.given", "call.ended")
    given = (await office.the("detail.given")).payload
    assert (given["item"], given["text"]) == ("internet_access", "Yes, they have.")


async def test_who_has_the_service_and_does_not_ask_for_it_waits_for_the_opening(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office)
    await caller.presses("4711#")
    await caller.presses("1")
    await caller.hears("double time")
    await caller.stays_silent()
    await caller.hears("waits for the opening on monday at 9:00")
    await caller.hangs_up()
    await office.sees("call.ended")
    assert "call.waiting" not in await office.types()


async def test_who_has_not_bought_the_service_is_told_so_and_waits_for_the_opening(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office, NEIGHBOUR)
    await caller.hears("hello, globex")
    await caller.presses("1")
    await caller.hears("we find no after-hours service for you")
    await caller.hears("monday at 9:00")
    await caller.hangs_up()
    await office.sees("call.ended")
    last = [event.payload for event in await office.log() if event.type == "call.choice"][-1]
    assert (last["meaning"], last["after_hours"]) == ("message", "not-entitled")


async def test_the_checklist_is_asked_by_voice_and_then_the_message(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office, NEIGHBOUR)
    await caller.presses("5")
    await caller.hears("for a telephone issue, press 1")
    await caller.says("It is about a telephone")
    await caller.hears("please tell us the steps you have already tried")
    await caller.says("We restarted the handset.")
    await caller.hears("the name of the agent")
    await caller.presses("#")
    await caller.hears("the phone number or extension")
    await caller.says("Extension 204.")
    await caller.hears("the date and time")
    await caller.presses("*")
    await caller.hears("leave a message")
    await caller.records("Calls drop after ten seconds.", seconds=9)
    await caller.hears("support opens again on")
    await caller.ends()

    await office.sees("voicemail.transcribed", "call.ended")
    given = [event.payload for event in await office.log() if event.type == "detail.given"]
    assert [(each["category"], each["item"], each["text"]) for each in given] == [
        ("phone", "steps_tried", "We restarted the handset."),
        ("phone", "extension", "Extension 204."),
    ]
    await office.sandbox.expect_quiet()


async def test_hanging_up_at_a_question_keeps_the_answers_given(assured_office: Office) -> None:
    office = assured_office
    caller = await calls(office, NEIGHBOUR)
    await caller.presses("5")
    await caller.presses("2")
    await caller.says("We reloaded the page.")
    await caller.hears("what information is missing")
    await caller.hangs_up()
    await office.sees("call.ended", "detail.given", "request.received")
