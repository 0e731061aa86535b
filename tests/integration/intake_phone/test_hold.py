"""Out of hours: on hold while somebody is paged, and every way out of it."""

import httpx
import pytest

from dial2.events.ticket import TicketLinked
from dial2_sandbox.handset.held_call import HeldCall
from tests.integration.intake_phone.office import CALLER, DESIGNATE, NEIGHBOUR, STRANGER, SUPPORT, Office


@pytest.fixture
def office(closed_office: Office) -> Office:
    return closed_office


async def holds(office: Office, number: str = CALLER) -> HeldCall:
    """A caller whose system is down."""
    caller = await office.sandbox.handset(number).dials(SUPPORT)
    await caller.hears("press 2")
    await caller.presses("2")
    await caller.hears("press 1")
    await caller.presses("1")
    await caller.hears("your request is recorded")
    await caller.hears("press star to leave a message or to be called back")
    return caller


async def holds_with_ticket(office: Office) -> HeldCall:
    caller = await holds(office)
    await office.open_ticket(1042, (await office.the("request.received")).payload["request"])
    await office.ticket_known(1042)
    return caller


async def next_update(caller: HeldCall, text: str) -> None:
    await caller.stays_silent()
    await caller.hears(text)


async def test_the_caller_holds_is_told_the_truth_and_reaches_who_accepts(office: Office) -> None:
    caller = await holds_with_ticket(office)
    assert [event.type for event in await office.sees("call.waiting")][:5] == [
        "call.started",
        "call.choice",
        "request.received",
        "call.choice",
        "call.waiting",
    ]
    request = (await office.the("request.received")).payload
    assert (request["choice"], request["client"]) == ("undecided", "acme")

    await office.tries("designate")
    await next_update(caller, "we are trying to reach the first person on call")
    await office.advance_clock(minutes=2)
    await office.tries("director", level=1)
    await next_update(caller, "so far 1 of our people did not answer")
    await caller.hears("at level 2 of those on call")
    await caller.hears("you are the first in line")
    await caller.hears("you have been waiting for 2 min")

    director = await office.calls_for_the_caller(DESIGNATE, "director", request["request"])
    await caller.hears("you are connected with the person on call")
    await caller.is_connected()
    await caller.says("All kiosks are dark.")
    await director.hears("all kiosks are dark")
    await director.hangs_up()
    await caller.hears("your ticket number is 1 0 4 2")
    await caller.ends()

    await office.sees("call.connected", "call.ended")
    assert (await office.the("call.connected")).payload["person"] == "director"
    assert (await office.the("call.waited")).payload["why"] == "bridged"
    assert "call.missed" not in await office.types()
    await office.sandbox.expect_quiet()


async def test_a_talk_from_hold_is_known_while_it_lasts(office: Office) -> None:
    caller = await holds(office)
    request = (await office.the("request.received")).payload["request"]
    await office.calls_for_the_caller(DESIGNATE, "designate", request)
    await caller.is_connected()
    await office.accepted()
    await office.advance_clock(minutes=1)
    await office.sees("call.connected")
    assert "call.ended" not in await office.types()
    await caller.hangs_up()
    await office.sees("call.ended")
    assert (await office.types()).count("call.connected") == 1


async def test_two_callers_hear_their_places_in_line(office: Office) -> None:
    first = await holds(office)
    second = await office.sandbox.handset(NEIGHBOUR).dials(SUPPORT)
    await second.presses("2")
    await second.presses("1")
    await second.hears("you are number 2 in line")
    await first.hangs_up()
    await office.sees("call.waited")
    await next_update(second, "you are the first in line")
    await second.hangs_up()


async def test_a_star_leaves_a_message(office: Office) -> None:
    caller = await holds(office)
    await caller.presses("*")
    await caller.hears("to leave a message, press 1")
    await caller.presses("1")
    await caller.hears("leave a message after the tone")
    await caller.records("The gate is stuck.", seconds=8)
    await caller.hears("the person on call is being paged")
    await caller.ends()

    await office.sees("voicemail.transcribed", "call.ended")
    assert (await office.the("call.waited")).payload["why"] == "message"
    choices = [event.payload for event in await office.log() if event.type == "call.choice"]
    assert [choice["meaning"] for choice in choices] == ["support", "down", "message"]
    await office.sandbox.expect_quiet()


async def test_a_star_asks_for_a_call_back(office: Office) -> None:
    caller = await holds(office)
    await caller.presses("*")
    await caller.presses("2")
    await caller.hears("support has your request and will call you back")
    await caller.ends()

    await office.sees("call.ended")
    assert (await office.the("call.waited")).payload["why"] == "callback"
    choices = [event.payload["meaning"] for event in await office.log() if event.type == "call.choice"]
    assert choices == ["support", "down", "callback"]


async def test_after_a_star_the_caller_can_go_on_holding_in_the_same_place(office: Office) -> None:
    caller = await holds(office)
    await caller.presses("*")
    await caller.hears("to go on holding, stay on the line")
    await caller.stays_silent()
    await caller.hears("you are the first in line")
    await caller.hangs_up()
    await office.sees("call.ended")
    assert (await office.types()).count("call.waiting") == 1


async def test_a_wait_that_is_too_long_ends_at_the_recorder(office: Office) -> None:
    caller = await holds(office)
    await office.advance_clock(minutes=15)
    await next_update(caller, "nobody could take your call")
    await caller.records("Please call me.", seconds=4)
    await caller.hears("the person on call is being paged and will call you back")
    await caller.ends()
    await office.sees("call.ended", "call.missed", "voicemail.recorded")


async def test_a_page_that_nobody_acknowledged_is_told_as_it_is(office: Office) -> None:
    caller = await holds_with_ticket(office)
    await office.tries("designate")
    await office.tries("director", level=1)
    await office.gives_up()
    await next_update(caller, "we have tried 2 people, and nobody has answered yet")
    await caller.hangs_up()


async def test_an_acknowledgement_is_told_before_the_telephone_rings(office: Office) -> None:
    caller = await holds_with_ticket(office)
    await office.tries("designate")
    await office.acknowledges("designate")
    await next_update(caller, "somebody has accepted your call")
    await caller.hangs_up()


async def test_a_caller_whose_ticket_is_one_of_an_incident_hears_of_the_incidents_page(office: Office) -> None:
    await office.tries("designate", ticket=1001)
    await office.tries("director", level=1, ticket=1001)
    for ticket in (1001, 1042):
        linked = TicketLinked(ticket=ticket, incident=7, by="rules", why="the same words")
        await office.happens(f"ticket:{ticket}", linked)
    caller = await holds_with_ticket(office)
    await next_update(caller, "so far 1 of our people did not answer")
    await caller.hangs_up()


async def test_hanging_up_on_hold_is_missed_and_no_longer_waits(office: Office) -> None:
    caller = await holds(office)
    await caller.hangs_up()
    await office.sees("call.ended", "call.waited", "request.received")
    assert (await office.the("call.waited")).payload["why"] == "caller-hung-up"
    assert (await office.the("call.missed")).payload["why"] == "caller-hung-up"


async def test_a_caller_who_chose_french_hears_french_to_the_end(office: Office) -> None:
    caller = await office.sandbox.handset(STRANGER).dials(SUPPORT)
    await caller.hears("pour le service en français, faites le 9")
    await caller.presses("9")
    await caller.hears("pour le soutien à la clientèle, faites le 2")
    await caller.says("Le soutien, s'il vous plaît")
    await caller.hears("si votre système est en panne")
    await caller.says("Oui, tout est en panne")
    await caller.hears("veuillez rester en ligne")
    await caller.hears("vous êtes la première personne en ligne")
    await caller.presses("*")
    await caller.hears("pour laisser un message, faites le 1")
    await caller.presses("1")
    await caller.records("Tout est noir.", seconds=5)
    await caller.hears("au revoir")
    await caller.ends()
    assert {heard.language for heard in caller.heard[5:] if heard.language} == {"fr-CA"}
    assert (await office.the("request.received")).payload["language"] == "fr"


async def test_while_postgres_is_away_the_caller_holds_on_and_can_leave_a_message(office: Office) -> None:
    caller = await holds(office)
    await office.gate.close()
    await next_update(caller, "please hold the line")
    await caller.presses("*")
    await office.gate.open()
    await next_update(caller, "press star to leave a message")
    await caller.hangs_up()
    await office.sees("call.ended", "call.waited")


async def test_a_talk_from_hold_while_postgres_is_away_is_known_later(office: Office) -> None:
    caller = await holds(office)
    request = (await office.the("request.received")).payload["request"]
    await office.gate.close()
    director = await office.calls_for_the_caller(DESIGNATE, "director", request)
    await caller.is_connected()
    await caller.says("Can you hear me?")
    await director.hears("can you hear me?")
    await director.hangs_up()
    await caller.hears("thank you")
    await caller.ends()

    await office.gate.open()
    await office.sees("call.waited", "call.connected", "call.ended")
    assert (await office.the("call.connected")).payload["person"] == "director"
    assert (await office.the("call.waited")).payload["why"] == "bridged"


async def test_a_key_that_comes_twice_or_late_changes_nothing(office: Office) -> None:
    caller = await holds(office)
    form = {"CallSid": caller.sid, "From": CALLER, "To": SUPPORT, "Digits": "*"}
    first = await office.posts("/voice/held?turn=3", **form)
    again = await office.posts("/voice/held?turn=3", **form)
    late = await office.posts("/voice/held?turn=2", **form | {"Digits": "1"})
    assert first.text == again.text
    assert "press 1" in first.text
    assert "<Redirect>/voice/waiting</Redirect>" in late.text
    await caller.hangs_up()


async def test_the_music_is_served_to_whoever_plays_it(office: Office) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{office.url}/voice/music.wav")
    assert (answer.headers["content-type"], answer.content[:4]) == ("audio/wav", b"RIFF")
