"""Clients called back by staff, and callers who wait for it."""

import pytest

from dial2.events.ticket import CallbackMade, ResolutionAgreed
from tests.integration.intake_phone.conftest import SATURDAY
from tests.integration.intake_phone.office import CALLER, DESIGNATE, STRANGER, SUPPORT, Office, until

REQUEST = "0199f3a1-0000-7000-8000-000000000001"
TICKET = 1042


@pytest.fixture
async def office(office: Office) -> Office:
    """With a ticket of a client's."""
    await office.open_ticket(TICKET, REQUEST, client="acme", caller=CALLER)
    await office.contact_known(TICKET)
    return office


async def test_staffs_telephone_rings_first_and_the_client_is_connected_with_our_number(office: Office) -> None:
    asked = await office.staff("POST", "/calls", ticket=TICKET)
    assert (asked.status_code, asked.json()["person"]) == (202, "designate")
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.hears("call back to Acme, about ticket 1 0 4 2")
    await designate.presses("1")
    client = await office.sandbox.handset(CALLER).rings()
    assert client.line.other == SUPPORT
    await client.hears("about your ticket 1 0 4 2. Press 1, or say yes")
    await client.presses("1")
    await designate.is_connected()
    await client.hangs_up()
    await designate.ends()
    await office.sees("callback.connected")
    connected = await office.the("callback.connected")
    assert (connected.payload["ticket"], connected.payload["person"], connected.actor) == (
        TICKET,
        "designate",
        "designate",
    )
    await office.sandbox.expect_quiet()
    assert "callback.failed" not in await office.types()


async def test_a_word_is_as_good_as_the_key(office: Office) -> None:
    await office.staff("POST", "/calls", ticket=TICKET)
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.presses("1")
    client = await office.sandbox.handset(CALLER).rings()
    await client.says("Yes, please.")
    await client.is_connected()
    await office.sees("callback.connected")


async def test_a_voicemail_box_of_the_clients_is_no_call_back(office: Office) -> None:
    office.sandbox.handset(CALLER).voicemail_answers()
    await office.staff("POST", "/calls", ticket=TICKET)
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.presses("1")
    await designate.hears("could not be reached")
    await office.sees("callback.failed")
    assert (await office.the("callback.failed")).payload["why"] == "not-accepted"
    assert "callback.connected" not in await office.types()


async def test_what_a_client_says_beside_the_word_connects_nobody(office: Office) -> None:
    await office.staff("POST", "/calls", ticket=TICKET)
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.presses("1")
    client = await office.sandbox.handset(CALLER).rings()
    await client.says("You have reached the mailbox of the security office.")
    await client.ends()
    await designate.hears("could not be reached")


async def test_without_a_key_of_staffs_the_client_is_not_called(office: Office) -> None:
    office.sandbox.handset(DESIGNATE).voicemail_answers(after=4)
    await office.staff("POST", "/calls", ticket=TICKET)
    await office.sees("callback.failed")
    assert (await office.the("callback.failed")).payload["why"] == "not-taken"
    assert office.sandbox.handset(CALLER).lines == []


async def test_a_second_call_back_of_the_same_ticket_is_refused_while_one_goes_on(office: Office) -> None:
    await office.staff("POST", "/calls", ticket=TICKET)
    again = await office.staff("POST", "/calls", ticket=TICKET)
    assert again.status_code == 409
    assert again.json()["detail"] == "The client of ticket 1042 is being called back by designate at this moment"
    await (await office.sandbox.handset(DESIGNATE).rings()).declines()
    await office.sees("callback.failed")
    assert (await office.staff("POST", "/calls", ticket=TICKET)).status_code == 202


async def test_who_cannot_be_called_is_said_at_once(office: Office) -> None:
    stranger = await office.staff("POST", "/calls", by="auditor", ticket=TICKET)
    assert (stranger.status_code, stranger.json()["detail"]) == (
        404,
        "auditor is not in the roster; say which person of it is to be called (--person)",
    )
    unknown = await office.staff("POST", "/calls", ticket=7)
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "The telephone knows no ticket 7")
    await office.open_ticket(1043, "0199f3a1-0000-7000-8000-000000000002")
    await office.contact_known(1043)
    numberless = await office.staff("POST", "/calls", ticket=1043)
    assert numberless.status_code == 409
    assert "say which one to call (--number)" in numberless.json()["detail"]
    assert (await office.staff("POST", "/calls", ticket=1043, number=STRANGER)).status_code == 202


async def test_what_the_provider_refuses_is_told_and_recorded(office: Office) -> None:
    office.sandbox.exchange.faults.plan("calls.create", "refuse-429")
    refused = await office.staff("POST", "/calls", ticket=TICKET)
    assert refused.status_code == 409
    assert "20429" in (await office.the("callback.failed")).payload["why"]


async def test_a_call_that_was_placed_though_the_provider_said_that_it_failed_goes_on(office: Office) -> None:
    office.sandbox.exchange.faults.plan("calls.create", "fail-after")
    asked = await office.staff("POST", "/calls", ticket=TICKET)
    assert (asked.status_code, asked.json()["state"]) == (202, "sending")
    designate = await office.sandbox.handset(DESIGNATE).rings()
    await designate.presses("1")
    client = await office.sandbox.handset(CALLER).rings()
    await client.presses("1")
    await designate.is_connected()
    await office.sees("callback.connected")


async def test_a_call_that_was_never_placed_is_over_after_two_minutes(office: Office) -> None:
    office.sandbox.exchange.faults.plan("calls.create", "fail-before")
    await office.staff("POST", "/calls", ticket=TICKET)
    await office.advance_clock(minutes=3)
    await office.sees("callback.failed")
    assert (await office.the("callback.failed")).payload["why"] == "not-placed"


async def leaves_a_hold_to_be_called_back(office: Office) -> None:
    await office.set_clock(SATURDAY)
    caller = await office.sandbox.handset(STRANGER).dials(SUPPORT)
    await caller.presses("2")
    await caller.presses("1")
    await caller.presses("*")
    await caller.hears("to be called back")
    await caller.presses("2")
    await caller.ends()
    await office.sees("call.waited", "call.ended")
    request = (await office.the("request.received")).payload["request"]
    await office.open_ticket(1050, request, caller=STRANGER)
    await office.ticket_known(1050)


async def waiting(office: Office) -> list[tuple[int, str, bool, int]]:
    listed = (await office.staff("GET", "/calls/waiting")).json()
    return [(each["ticket"], each["number"], each["overdue"], each["attempts"]) for each in listed]


async def test_who_asked_for_a_call_back_is_listed_until_it_is_made(office: Office) -> None:
    await leaves_a_hold_to_be_called_back(office)
    assert await waiting(office) == [(1050, STRANGER, False, 0)]
    await office.staff("POST", "/calls", ticket=1050)
    designate = await office.sandbox.handset(DESIGNATE).rings()
    assert await waiting(office) == [(1050, STRANGER, False, 1)]
    await designate.presses("1")
    await (await office.sandbox.handset(STRANGER).rings()).presses("1")
    await office.sees("callback.connected")
    assert await waiting(office) == []


async def test_a_call_back_that_is_overdue_is_told_once(office: Office) -> None:
    await leaves_a_hold_to_be_called_back(office)
    await office.advance_clock(minutes=29)
    assert await waiting(office) == [(1050, STRANGER, False, 0)]
    await office.advance_clock(minutes=2)
    await office.sees("callback.overdue")
    overdue = await office.the("callback.overdue")
    assert (overdue.payload["ticket"], overdue.stream) == (1050, f"call:{overdue.payload['call']}")
    assert await waiting(office) == [(1050, STRANGER, True, 0)]
    await office.advance_clock(minutes=10)
    await office.the("callback.overdue")


@pytest.mark.parametrize("ending", ["made", "agreed"])
async def test_a_call_back_made_otherwise_or_a_ticket_agreed_ends_the_waiting(office: Office, ending: str) -> None:
    await leaves_a_hold_to_be_called_back(office)
    made = CallbackMade(ticket=1050, by="designate", how="email", made_at=SATURDAY)
    agreed = ResolutionAgreed(ticket=1050, by="client", default=False)
    await office.happens("ticket:1050", made if ending == "made" else agreed)

    async def nobody() -> bool:
        return await waiting(office) == []

    await until(nobody)
