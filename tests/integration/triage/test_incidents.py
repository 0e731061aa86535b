"""Tickets that are about one outage are one incident; each stays a ticket of its own."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from dial2.events.call import VoicemailTranscribed
from dial2.events.incident import IncidentClosed, IncidentDescribed, IncidentOpened, IncidentReopened
from dial2.events.page import PageAcknowledged
from dial2.events.ticket import DetailsMissing, SeverityAssigned, TicketLinked, TicketUnlinked
from dial2.profile import load
from tests.integration.triage.office import OUTAGE, SMALL, Office, answers, call, mail
from triage.adapters import incidents
from triage.lifecycle import Refused

STAFF = "duty-lead"
NOW = datetime.now(UTC)
PHONES = "All our phones are dead, no calls come in at all and callers hear silence."


async def of(office: Office) -> list[int | None]:
    return [ticket.incident for ticket in await office.tickets()]


async def two_outages(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE), mail("3", PHONES, subject="phones dead"))


async def test_mails_about_one_outage_are_one_incident_from_whichever_client(office: Office) -> None:
    await office.receives(*[mail(str(n), OUTAGE, sender=f"desk@client-{n}.example") for n in range(5)])
    assert await of(office) == [1, 1, 1, 1, 1]
    opened = await office.only(IncidentOpened)
    first = (await office.tickets())[0]
    assert (opened.incident, opened.ticket, opened.functions) == (1, first.ticket, ["access"])
    linked = await office.all_of(TicketLinked)
    assert linked[0].why == "no incident is like it"
    assert linked[1].why.endswith("; the same function, access; the same words, overtime")


async def test_whoever_pages_knows_the_incident_before_the_severity(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    for ticket in await office.tickets():
        assert (await office.types(ticket.ticket))[:3] == ["ticket.opened", "ticket.linked", "severity.assigned"]


async def test_each_ticket_keeps_its_own_severity_and_what_it_still_must_tell(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    assert len(await office.all_of(SeverityAssigned)) == 2
    assert len(await office.all_of(DetailsMissing)) == 2


async def test_another_outage_is_another_incident(office: Office) -> None:
    await two_outages(office)
    assert await of(office) == [1, 1, 2]


async def test_small_matters_and_machines_are_of_no_incident(office: Office) -> None:
    await office.receives(
        mail("1", OUTAGE), mail("2", SMALL), mail("3", OUTAGE, auto="Auto-Submitted: auto-generated")
    )
    assert await of(office) == [1, None, None]


async def test_a_call_without_words_joins_nothing(office: Office) -> None:
    """Nobody knows yet what it is about: it might be the second outage."""
    await office.receives(mail("1", OUTAGE), call("2"), call("3"))
    assert await of(office) == [1, 2, 3]


async def test_what_comes_after_the_window_is_another_incident(office: Office) -> None:
    """The profile: 30 minutes from the first ticket, whatever came between."""
    minutes = (0, 20, 30, 31)
    for n, minute in enumerate(minutes):
        await office.receives(mail(str(n), OUTAGE, received_at=NOW + timedelta(minutes=minute)))
    assert await of(office) == [1, 1, 1, 2]


async def test_a_ticket_that_becomes_severe_joins_then(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2"))
    assert await of(office) == [1, None]
    await office.receives(mail("3", OUTAGE, thread=answers("2")))
    assert await of(office) == [1, 1]
    (_, ticket) = await office.tickets()
    types = await office.types(ticket.ticket)
    assert types[types.index("ticket.linked") + 1] == "severity.assigned"


async def test_staff_who_raises_a_ticket_makes_it_join(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.assign_severity(ticket, by=STAFF, severity="major", why="heard from the client")
    assert await of(office) == [1]


@pytest.mark.parametrize("consumers", [1, 4])
async def test_forty_at_once_are_one_incident(office: Office, consumers: int) -> None:
    """Whichever consumer takes which mail, and however they overlap."""
    streams = [f"request:{n}" for n in range(40)]
    for n, stream in enumerate(streams):
        await office.recorded(stream, mail(str(n), OUTAGE, sender=f"desk@client-{n}.example"))
    await asyncio.gather(*[office.follower.catch_up([stream]) for stream in streams for _ in range(consumers)])
    assert await of(office) == [1] * 40
    assert len(await office.all_of(IncidentOpened)) == 1


async def test_a_detached_ticket_begins_an_incident_of_its_own(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    second = (await office.tickets())[1].ticket
    await office.arranging.detach(second, by=STAFF, why="another site")
    assert await of(office) == [1, 2]
    assert (await office.types(second))[-2:] == ["ticket.unlinked", "ticket.linked"]
    assert (await office.only(TicketUnlinked)).why == "another site"


async def test_the_only_ticket_of_an_incident_cannot_be_detached(office: Office) -> None:
    ticket = await office.opens(OUTAGE)
    with pytest.raises(Refused, match="is the only one of incident 1"):
        await office.arranging.detach(ticket, by=STAFF, why="x")
    with pytest.raises(Refused, match="is of no incident"):
        await office.arranging.detach(await office.opens(SMALL, request="2"), by=STAFF, why="x")


async def test_an_attached_ticket_leaves_its_incident_which_is_over_without_it(office: Office) -> None:
    await two_outages(office)
    third = (await office.tickets())[2].ticket
    await office.arranging.attach(third, by=STAFF, incident=1, why="the same power cut")
    assert await of(office) == [1, 1, 1]
    closed = await office.only(IncidentClosed)
    assert (closed.incident, closed.ticket) == (2, third)
    with pytest.raises(Refused, match="There is no incident 2 that goes on"):
        await office.arranging.attach(third, by=STAFF, incident=2, why="x")
    with pytest.raises(Refused, match="is of incident 1 already"):
        await office.arranging.attach(third, by=STAFF, incident=1, why="x")


async def test_an_incident_is_over_with_its_last_ticket_and_goes_on_when_one_is_reopened(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    first, second = [ticket.ticket for ticket in await office.tickets()]
    await office.arranging.merge(first, by=STAFF, into=second)
    assert await office.all_of(IncidentClosed) == []
    await office.desk.propose(second, by=STAFF, kind="fix", text="Mended.")
    await office.desk.agree(second, by="client")
    assert (await office.only(IncidentClosed)).ticket == second
    await office.desk.reopen(second, by="client", why="again")
    assert (await office.only(IncidentReopened)).ticket == second
    async with office.database.connection() as connection:
        (listed,) = await incidents.listed(connection, every=False, limit=10)
    assert (listed.incident, listed.closed_at) == (1, None)


async def test_nothing_joins_an_incident_that_is_over(office: Office) -> None:
    ticket = await office.opens(OUTAGE)
    await office.desk.propose(ticket, by=STAFF, kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")
    await office.receives(mail("2", OUTAGE))
    assert await of(office) == [1, 2]


async def test_the_last_two_that_close_at_once_close_the_incident(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), mail("2", OUTAGE))
    numbers = [ticket.ticket for ticket in await office.tickets()]
    for number in numbers:
        await office.desk.propose(number, by=STAFF, kind="fix", text="Mended.")
    await asyncio.gather(*[office.desk.agree(number, by="client") for number in numbers])
    assert (await office.only(IncidentClosed)).incident == 1


def test_both_contracts_join_what_is_alike() -> None:
    for name in ("tracktik", "cytrack"):
        assert load(name).incidents is not None


def says(request: str, text: str) -> VoicemailTranscribed:
    return VoicemailTranscribed(call=f"CA{request}", request=request, recording="RE1", text=text)


async def test_a_call_joins_the_incident_that_its_transcript_is_about(office: Office) -> None:
    """Its own incident is over, and whoever pages hears why before the severity."""
    await office.receives(call("1"), mail("2", OUTAGE))
    assert await of(office) == [1, 2]
    await office.hears("call:CA1", says("1", OUTAGE))
    assert await of(office) == [2, 2]
    ticket = (await office.tickets())[0].ticket
    types = await office.types(ticket)
    said = types.index("transcript.attached")
    assert types[said + 1 : said + 4] == ["ticket.unlinked", "ticket.linked", "severity.assigned"]
    unlinked = await office.only(TicketUnlinked)
    assert (unlinked.incident, unlinked.by) == (1, "rules")
    assert "the same function, access" in unlinked.why
    assert (await office.only(IncidentClosed)).incident == 1


async def test_a_call_that_was_critical_by_a_digit_joins_as_well(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), call("2", choice="down"))
    assert await of(office) == [1, 2]
    await office.hears("call:CA2", says("2", OUTAGE))
    assert await of(office) == [1, 1]


async def test_a_call_that_somebody_has_stays_by_itself(office: Office) -> None:
    await office.receives(mail("1", OUTAGE), call("2"))
    ticket = (await office.tickets())[1].ticket
    acknowledged = PageAcknowledged(
        page="p1", ticket=ticket, person="engineer", how="sms", attempt=None, acknowledged_at=NOW
    )
    await office.hears("page:p1", acknowledged)
    await office.hears("call:CA2", says("2", OUTAGE))
    assert await of(office) == [1, 2]
    assert (await office.ticket(ticket)).acknowledged_by == "engineer"


async def test_a_call_about_something_else_is_what_later_mails_are_compared_with(office: Office) -> None:
    await office.receives(mail("1", PHONES, subject="phones dead"), call("2"))
    await office.hears("call:CA2", says("2", OUTAGE))
    assert await of(office) == [1, 2]
    described = await office.only(IncidentDescribed)
    assert (described.incident, described.functions) == (2, ["access"])
    await office.receives(mail("3", OUTAGE))
    assert await of(office) == [1, 2, 2]


async def test_more_words_of_a_call_move_nothing(office: Office) -> None:
    await office.receives(mail("1", PHONES, subject="phones dead"), call("2"))
    await office.hears("call:CA2", says("2", OUTAGE))
    await office.hears("call:CA2", says("2", PHONES))
    assert await of(office) == [1, 2]
    assert len(await office.all_of(IncidentDescribed)) == 1
