"""What a request, a call and a transcript do to tickets."""

import asyncio

import pytest

from dial2.bus.embedded import EmbeddedBus
from dial2.bus.protocol import Delivery, Done, Retry
from dial2.consumer import Consumer, Handler
from dial2.events import Payload
from dial2.events.call import CallChoice, CallConnected, VoicemailTranscribed
from dial2.events.ticket import (
    CallbackMade,
    DetailsMissing,
    SeverityAssigned,
    SeverityProposed,
    TicketFollowedUp,
    TicketOpened,
    TicketResumed,
)
from dial2.wake import Wake
from tests.integration.triage.office import OUTAGE, SMALL, Office, answers, call, mail

ANSWERS_MOST = (
    "It happens to agent 12 at the north site since yesterday 3 pm. "
    "We restarted the browser and nothing was installed or changed recently."
)


def consumer(office: Office, handlers: dict[type[Payload], Handler]) -> Consumer:
    return Consumer("triage", office.database, EmbeddedBus(office.database, Wake(office.scratch.url)), handlers)


def delivery(stream: str, version: int = 1, kind: str = "request.received") -> Delivery:
    return Delivery(event="e", stream=stream, version=version, type=kind)


def pressed_down(request: str) -> CallChoice:
    return CallChoice(call=f"CA{request}", digit="1", meaning="down", request=request)


def transcript(request: str, text: str) -> VoicemailTranscribed:
    return VoicemailTranscribed(call=f"CA{request}", request=request, recording="RE1", text=text)


async def severities(office: Office) -> list[str]:
    return [assigned.severity for assigned in await office.all_of(SeverityAssigned)]


async def test_a_request_opens_a_ticket_with_a_severity_its_reason_and_what_is_missing(office: Office) -> None:
    await office.receives(mail("1", OUTAGE))
    opened, assigned = await office.only(TicketOpened), await office.only(SeverityAssigned)
    assert (opened.request, opened.profile, opened.linked, opened.silent) == ("1", "tracktik", None, False)
    assert (assigned.severity, assigned.previous, assigned.by) == ("critical", None, "rules")
    assert assigned.why
    assert [one.words for one in assigned.evidence if one.effect == "decides"]
    assert "steps_tried" in (await office.only(DetailsMissing)).items
    assert (await office.types(opened.ticket))[0] == "ticket.opened"


async def test_the_same_request_heard_twice_opens_one_ticket(office: Office) -> None:
    await office.receives(mail("1"))
    await office.follower.catch_up(["request:1"])
    assert len(await office.tickets()) == 1


async def test_two_consumers_at_once_open_one_ticket_for_each_request(office: Office) -> None:
    streams = [f"request:{n}" for n in range(20)]
    for n, stream in enumerate(streams):
        await office.recorded(stream, mail(str(n)))
    await asyncio.gather(*[office.follower.catch_up(order) for order in (streams, streams[::-1], streams)])
    assert sorted(ticket.request for ticket in await office.tickets()) == sorted(str(n) for n in range(20))


async def test_a_machines_mail_opens_a_silent_ticket_without_impact(office: Office) -> None:
    await office.receives(mail("1", OUTAGE, auto="Auto-Submitted: auto-generated"))
    (ticket,) = await office.tickets()
    assert (ticket.silent, ticket.severity, ticket.missing) == (True, "no", [])
    assert (await office.only(TicketOpened)).silent


async def test_a_machines_mail_never_reopens(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.receives(mail("2", OUTAGE, thread=answers("1"), auto="Auto-Submitted: auto-replied"))
    assert (await office.ticket(ticket)).status == "proposed"
    await office.desk.agree(ticket, by="client")
    await office.receives(mail("3", OUTAGE, thread=answers("1"), auto="Auto-Submitted: auto-replied"))
    assert (await office.ticket(ticket)).status == "agreed"
    assert len(await office.all_of(TicketFollowedUp)) == 2


async def test_a_machines_mail_never_resumes(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.wait(ticket, by="duty-lead", why="asked for the site")
    await office.receives(mail("2", thread=answers("1"), auto="Auto-Submitted: auto-replied"))
    assert (await office.ticket(ticket)).status == "waiting"


async def test_the_clients_answer_ends_the_wait(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.wait(ticket, by="duty-lead", why="asked for the site")
    answer = mail("2", "The north site.", thread=answers("1"))
    await office.receives(answer)
    assert (await office.ticket(ticket)).status == "open"
    assert (await office.only(TicketResumed)).by == "client"
    resumed = next(event for event in await office.history(ticket) if event.type == "ticket.resumed")
    assert resumed.happened_at == answer.received_at


async def test_thanks_do_not_reopen(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")
    await office.receives(mail("2", "Thank you!", subject="Re: Overtime report", thread=answers("1")))
    assert (await office.ticket(ticket)).status == "agreed"


async def test_a_call_without_words_gets_what_the_profile_assumes(office: Office) -> None:
    await office.receives(call("1"))
    assert await severities(office) == ["major"]


async def test_a_caller_who_pressed_down_gets_the_profiles_severity(office: Office) -> None:
    await office.receives(call("1", choice="down"))
    assert await severities(office) == ["critical"]


async def test_pressing_down_during_the_call_raises(office: Office) -> None:
    await office.receives(call("1"))
    await office.hears("call:CA1", pressed_down("1"))
    assert await severities(office) == ["major", "critical"]


async def test_pressing_down_does_not_overrule_staff(office: Office) -> None:
    await office.receives(call("1"))
    (ticket,) = await office.tickets()
    await office.desk.assign_severity(ticket.ticket, by="duty-lead", severity="low", why="one user only")
    await office.hears("call:CA1", pressed_down("1"))
    assert (await office.ticket(ticket.ticket)).severity == "low"


@pytest.mark.parametrize(
    "event",
    [
        pressed_down("1"),
        transcript("1", OUTAGE),
        CallConnected(call="CA1", request="1", person="engineer", connected_at=call("1").received_at),
    ],
)
async def test_what_overtakes_its_request_is_tried_again_and_then_counts(office: Office, event: Payload) -> None:
    await office.recorded("call:CA1", event)
    waits = consumer(office, office.handlers)
    (outcome,) = await waits.handle([delivery("call:CA1")])
    assert isinstance(outcome, Retry)
    assert "request 1 has not reached triage yet" in outcome.reason
    await office.receives(call("1"))
    assert await waits.handle([delivery("call:CA1")]) == [Done()]
    (ticket,) = await office.tickets()
    assert ticket.severity == "critical" or ticket.called_back


async def test_a_transcript_raises(office: Office) -> None:
    await office.receives(call("1"))
    await office.hears("call:CA1", transcript("1", OUTAGE))
    assert await severities(office) == ["major", "critical"]
    assert (await office.all_of(SeverityAssigned))[-1].why.startswith("the voicemail's transcript: ")


async def test_a_transcript_lowers_what_was_only_assumed(office: Office) -> None:
    await office.receives(call("1"))
    await office.hears("call:CA1", transcript("1", "Could you change the colour of a label?"))
    assert await severities(office) == ["major", "no"]


async def test_a_transcript_does_not_lower_what_the_caller_pressed(office: Office) -> None:
    await office.receives(call("1", choice="down"))
    await office.hears("call:CA1", transcript("1", "Could you change the colour of a label?"))
    assert await severities(office) == ["critical"]


async def test_words_that_confirm_the_assumption_are_words_and_later_ones_lower_nothing(office: Office) -> None:
    await office.receives(call("1"))
    await office.hears("call:CA1", transcript("1", "Several dispatchers cannot see the schedule."))
    await office.hears("call:CA1", transcript("1", "Could you change the colour of a label?"))
    assert await severities(office) == ["major"]


async def test_an_empty_transcript_changes_nothing(office: Office) -> None:
    await office.receives(call("1"))
    await office.hears("call:CA1", transcript("1", "  "))
    assert await severities(office) == ["major"]


async def test_a_worse_follow_up_raises_and_a_milder_one_does_not_lower(office: Office) -> None:
    await office.opens()
    await office.receives(mail("2", OUTAGE, thread=answers("1")), mail("3", SMALL, thread=answers("1")))
    assert await severities(office) == ["low", "critical"]


async def test_against_what_staff_chose_the_rules_only_propose(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.assign_severity(ticket, by="duty-lead", severity="low", why="heard from the client")
    await office.receives(mail("2", OUTAGE, thread=answers("1")))
    proposed = await office.only(SeverityProposed)
    assert (proposed.severity, proposed.standing) == ("critical", "low")
    assert (await office.ticket(ticket)).severity == "low"


async def test_what_is_missing_shrinks_as_answers_come(office: Office) -> None:
    await office.opens()
    first = (await office.only(DetailsMissing)).items
    assert "steps_tried" in first
    await office.receives(mail("2", ANSWERS_MOST, thread=answers("1")))
    assert [event.items for event in await office.all_of(DetailsMissing)] == [first, []]
    await office.receives(mail("3", SMALL, thread=answers("1")))
    assert len(await office.all_of(DetailsMissing)) == 2


async def test_a_caller_who_speaks_with_a_person_was_called_back_then(office: Office) -> None:
    await office.receives(call("1"))
    at = call("1").received_at
    connected = CallConnected(call="CA1", request="1", person="engineer", connected_at=at)
    await office.hears("call:CA1", connected)
    await office.hears("call:CA1", connected)
    made = await office.only(CallbackMade)
    assert (made.by, made.how, made.made_at) == ("engineer", "phone", at)
