"""Tickets are merged, split and linked."""

from datetime import UTC, datetime, timedelta

import pytest

from dial2.errors import NotFound, Permanent
from dial2.events.merge import TicketAbsorbed
from dial2.events.request import Thread
from dial2.events.ticket import (
    SeverityAssigned,
    SeverityProposed,
    TicketFollowedUp,
    TicketMerged,
    TicketOpened,
    TicketRelated,
    TicketSplit,
    TicketUnrelated,
)
from tests.integration.triage.office import CLIENT, OUTAGE, STRANGER, Office, answers, mail
from triage.lifecycle import Refused

STAFF = "duty-lead"


async def two(office: Office) -> tuple[int, int]:
    return await office.opens(request="1"), await office.opens(request="2")


async def test_a_merge_ends_one_ticket_and_names_the_other(office: Office) -> None:
    first, second = await two(office)
    await office.arranging.merge(first, by=STAFF, into=second)
    assert (await office.only(TicketMerged)).into == second
    assert (await office.ticket(first)).merged_into == second
    assert (await office.ticket(second)).status == "open"


async def test_a_merge_needs_a_ticket_that_goes_on(office: Office) -> None:
    first, second = await two(office)
    with pytest.raises(Permanent, match="cannot be merged into itself"):
        await office.arranging.merge(first, by=STAFF, into=first)
    with pytest.raises(NotFound, match="There is no ticket 7"):
        await office.arranging.merge(first, by=STAFF, into=7)
    await office.arranging.merge(first, by=STAFF, into=second)
    with pytest.raises(Refused, match=f"Ticket {first} is merged"):
        await office.arranging.merge(second, by=STAFF, into=first)


async def test_a_split_follow_up_is_a_ticket_that_was_received_when_it_was(office: Office) -> None:
    ticket = await office.opens()
    received = datetime.now(UTC) - timedelta(hours=3)
    await office.receives(mail("2", OUTAGE, thread=answers("1"), received_at=received))
    done = await office.arranging.split(ticket, by=STAFF, request="2", why="another matter")
    opened = (await office.all_of(TicketOpened))[1]
    assert (opened.ticket, opened.request, opened.linked) == (done.ticket, "2", ticket)
    assert opened.received_at == received
    assert (await office.all_of(SeverityAssigned))[-1].severity == "critical"
    assert (await office.types(ticket))[-1] == "ticket.split"
    assert (await office.only(TicketSplit)).into == done.ticket


async def test_what_answers_a_split_follow_up_continues_the_new_ticket(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", thread=answers("1")))
    done = await office.arranging.split(ticket, by=STAFF, request="2", why="another matter")
    await office.receives(mail("3", thread=answers("2")), mail("4", thread=answers("1")))
    followed = await office.all_of(TicketFollowedUp)
    assert [event.ticket for event in followed] == [ticket, done.ticket, ticket]


async def test_a_machines_follow_up_that_staff_splits_is_a_ticket_that_somebody_looks_at(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", OUTAGE, thread=answers("1"), auto="Auto-Submitted: auto-generated"))
    done = await office.arranging.split(ticket, by=STAFF, request="2", why="an alarm that matters")
    assert done.ticket is not None
    assert not (await office.ticket(done.ticket)).silent


async def test_only_a_follow_up_of_the_ticket_is_split_and_only_once(office: Office) -> None:
    ticket, other = await two(office)
    await office.receives(mail("3", thread=answers("1")))
    with pytest.raises(Refused, match=f"Ticket {ticket} has no follow-up 9. Its follow-ups: 3"):
        await office.arranging.split(ticket, by=STAFF, request="9", why="x")
    with pytest.raises(Refused, match="Its follow-ups: it has none"):
        await office.arranging.split(other, by=STAFF, request="3", why="x")
    done = await office.arranging.split(ticket, by=STAFF, request="3", why="x")
    with pytest.raises(Refused, match=f"split from ticket {ticket} before: it is {done.ticket}"):
        await office.arranging.split(ticket, by=STAFF, request="3", why="x")


async def test_linked_tickets_name_each_other_until_they_are_unlinked(office: Office) -> None:
    first, second = await two(office)
    await office.arranging.link(second, by=STAFF, to=first, why="the same release")
    assert [(e.ticket, e.other) for e in await office.all_of(TicketRelated)] == [(second, first), (first, second)]
    with pytest.raises(Refused, match=f"Tickets {first} and {second} are linked already"):
        await office.arranging.link(first, by=STAFF, to=second, why="x")
    await office.arranging.unlink(first, by=STAFF, to=second, why="another release")
    assert len(await office.all_of(TicketUnrelated)) == 2
    with pytest.raises(Refused, match=f"Tickets {first} and {second} are not linked"):
        await office.arranging.unlink(first, by=STAFF, to=second, why="x")


async def test_a_ticket_is_linked_to_another_that_is_there(office: Office) -> None:
    ticket = await office.opens()
    with pytest.raises(Permanent, match="cannot be linked to itself"):
        await office.arranging.link(ticket, by=STAFF, to=ticket, why="x")
    with pytest.raises(NotFound, match="There is no ticket 7"):
        await office.arranging.link(ticket, by=STAFF, to=7, why="x")


async def merged(office: Office) -> tuple[int, int]:
    await office.receives(mail("1"), mail("2", sender=STRANGER, subject="gate camera", client="acme"))
    first, second = [ticket.ticket for ticket in await office.tickets()]
    await office.arranging.merge(first, by=STAFF, into=second)
    return first, second


def numbered(ticket: int) -> Thread:
    return Thread(subject_tag=ticket)


async def test_the_histories_of_both_tickets_tell_of_a_merge_and_both_are_new_versions(office: Office) -> None:
    first, second = await two(office)
    before = (await office.ticket(second)).version
    await office.arranging.merge(first, by=STAFF, into=second)
    absorbed = await office.only(TicketAbsorbed)
    assert (absorbed.ticket, absorbed.merged, absorbed.by) == (second, first, STAFF)
    assert absorbed.received_at == (await office.ticket(first)).received_at
    assert (await office.types(second))[-1] == "ticket.absorbed"
    assert (await office.ticket(second)).version == before + 1


async def test_whoever_wrote_to_either_ticket_takes_part_in_the_one_that_goes_on(office: Office) -> None:
    first, second = await merged(office)
    await office.receives(
        mail("3", thread=numbered(second)),
        mail("4", sender=STRANGER, thread=numbered(first)),
        mail("5", sender="night@acme.example", client="acme", thread=numbered(second)),
    )
    assert [event.ticket for event in await office.all_of(TicketFollowedUp)] == [second, second]
    assert (await office.all_of(TicketOpened))[-1].linked == second  # a number proves less than a message


async def test_whoever_takes_part_in_neither_opens_a_ticket_that_is_linked(office: Office) -> None:
    first, second = await merged(office)
    await office.receives(mail("3", sender="third@elsewhere.example", thread=numbered(first)))
    assert (await office.all_of(TicketOpened))[-1].linked == second


async def test_a_ticket_that_was_merged_again_leads_to_the_last_one(office: Office) -> None:
    _, second = await merged(office)
    third = await office.opens(request="3")
    await office.arranging.merge(second, by=STAFF, into=third)
    await office.receives(
        mail("4", thread=answers("1")),
        mail("5", sender=STRANGER, subject="Re: gate camera", thread=answers("2")),
        mail("6", sender=STRANGER, thread=numbered(third)),
    )
    assert [event.ticket for event in await office.all_of(TicketFollowedUp)] == [third] * 3


async def test_what_came_after_a_merge_is_split_from_the_ticket_that_goes_on(office: Office) -> None:
    _, second = await merged(office)
    await office.receives(mail("3", OUTAGE, thread=answers("1")))
    done = await office.arranging.split(second, by=STAFF, request="3", why="another matter")
    assert done.ticket is not None
    assert (await office.ticket(done.ticket)).contact.email == CLIENT
    await office.receives(mail("4", thread=answers("3")), mail("5", thread=answers("1")))
    assert [event.ticket for event in (await office.all_of(TicketFollowedUp))[1:]] == [done.ticket, second]


@pytest.mark.parametrize(("merged_first", "asks"), [(True, ["critical"]), (False, [])])
async def test_what_is_merged_into_a_milder_ticket_asks_for_its_severity(
    office: Office, *, merged_first: bool, asks: list[str]
) -> None:
    severe, mild = await office.opens(OUTAGE), await office.opens(request="2")
    first, into = (severe, mild) if merged_first else (mild, severe)
    await office.arranging.merge(first, by=STAFF, into=into)
    proposed = await office.all_of(SeverityProposed)
    assert [event.severity for event in proposed] == asks
    assert all((event.ticket, event.standing) == (mild, "low") for event in proposed)
    assert all(event.why == f"ticket {severe}, which is critical, was merged into it" for event in proposed)
