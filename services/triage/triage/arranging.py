"""What staff does where tickets have to do with each other: merge, split, link; and which incident they are of."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from dial2.database import Database, Work
from dial2.errors import Permanent
from dial2.events import decode
from dial2.events.merge import TicketAbsorbed
from dial2.events.request import RequestReceived
from dial2.events.ticket import (
    Difference,
    SeverityProposed,
    TicketFollowedUp,
    TicketMerged,
    TicketRelated,
    TicketSplit,
    TicketUnrelated,
)
from dial2.log import read
from dial2.profile import Profile
from dial2.vocabulary import SEVERITIES
from triage import incidents
from triage.adapters import incidents as incident_store
from triage.adapters import store, threads
from triage.adapters.commands import Done
from triage.adapters.store import Ticket
from triage.command import ANY, NoSuchTicket, Terms, command
from triage.incidents import Incidents
from triage.intake import Intake
from triage.lifecycle import Refused, possible, stream


@dataclass(frozen=True, kw_only=True)
class Arranging:
    """Each command returns what it came to; `terms` bind it to a version and make it happen once."""

    database: Database
    profile: Profile
    intake: Intake

    async def merge(self, number: int, *, by: str, into: int, terms: Terms = ANY) -> Done:
        """This ticket ends: what anybody writes to either continues the other, and both are told of it."""
        if number == into:
            raise Permanent(f"Ticket {number} cannot be merged into itself")
        async with command(self.database, number, "merge", by, terms) as act:
            target = await _other(act.work, into)
            if not possible("merge", target.status):
                raise Refused(f"Ticket {into} is {target.status}: merge {number} into one that goes on.")
            await store.update(
                act.work, number, status=act.status, answer_by=None, closed_at=act.work.now, merged_into=into
            )
            await store.update(act.work, into)
            act.work.append(stream(number), TicketMerged(ticket=number, into=into, by=by))
            received = act.ticket.received_at
            absorbed = TicketAbsorbed(ticket=into, merged=number, received_at=received, by=by)
            act.work.append(stream(into), absorbed)
            if SEVERITIES.index(act.ticket.severity) < SEVERITIES.index(target.severity):
                act.work.append(stream(into), _as_severe(act.ticket, target))
            await incidents.closed(act.ticket, act.work)
        return act.result

    async def split(self, number: int, *, by: str, request: str, why: str, terms: Terms = ANY) -> Done:
        """A follow-up that is about something else becomes a ticket, received when the follow-up was."""
        async with command(self.database, number, "split", by, terms) as act:
            followed = [
                event
                for recorded in await read.stream(act.work.connection, stream(number))
                if isinstance(event := decode(recorded), TicketFollowedUp)
            ]
            if request not in {event.request for event in followed}:
                known = ", ".join(event.request for event in followed) or "it has none"
                raise Refused(f"Ticket {number} has no follow-up {request}. Its follow-ups: {known}.")
            if (already := await store.of_request(act.work, request)) is not None:
                raise Refused(f"The follow-up {request} was split from ticket {number} before: it is {already}.")
            received = await _received(act.work, request)
            await store.update(act.work, number)
            act.created = await self.intake.open(received, act.work, linked=number)
            await threads.hand_over(act.work, received.message_id, act.created)
            split = TicketSplit(ticket=number, request=request, into=act.created, by=by, why=why)
            act.work.append(stream(number), split)
        return act.result

    async def link(self, number: int, *, by: str, to: int, why: str, terms: Terms = ANY) -> Done:
        """Both tickets' histories say that they have to do with each other."""
        if number == to:
            raise Permanent(f"Ticket {number} cannot be linked to itself")
        async with command(self.database, number, "link", by, terms) as act:
            await _other(act.work, to)
            if not await store.relate(act.work, number, to):
                raise Refused(f"Tickets {number} and {to} are linked already.")
            for one, other in ((number, to), (to, number)):
                await store.update(act.work, one)
                act.work.append(stream(one), TicketRelated(ticket=one, other=other, by=by, why=why))
        return act.result

    async def unlink(self, number: int, *, by: str, to: int, why: str, terms: Terms = ANY) -> Done:
        async with command(self.database, number, "unlink", by, terms) as act:
            await _other(act.work, to)
            if not await store.part(act.work, number, to):
                raise Refused(f"Tickets {number} and {to} are not linked by staff.")
            for one, other in ((number, to), (to, number)):
                await store.update(act.work, one)
                act.work.append(stream(one), TicketUnrelated(ticket=one, other=other, by=by, why=why))
        return act.result

    async def attach(self, number: int, *, by: str, incident: int, why: str, terms: Terms = ANY) -> Done:
        """The ticket is about the same outage as those of the incident: one ladder of pages for all."""
        async with command(self.database, number, "attach", by, terms) as act:
            if act.ticket.incident == incident:
                raise Refused(f"Ticket {number} is of incident {incident} already.")
            await incident_store.take_turns(act.work)
            if await incident_store.going_on(act.work, incident) is None:
                raise Refused(
                    f"There is no incident {incident} that goes on: `dial2 ticket incidents` lists them."
                )
            incidents.leave(act.ticket, by, why, act.work)
            await incidents.link(number, incident, by, why, act.work)
            await incidents.closed(act.ticket, act.work)
        return act.result

    async def detach(self, number: int, *, by: str, why: str, terms: Terms = ANY) -> Done:
        """The ticket is about something else than its incident: it begins one of its own, and pages at once."""
        async with command(self.database, number, "detach", by, terms) as act:
            ticket, work = act.ticket, act.work
            if ticket.incident is None:
                raise Refused(f"Ticket {number} is of no incident.")
            await incident_store.take_turns(work)
            if await incident_store.tickets_of(work.connection, ticket.incident) == [number]:
                raise Refused(f"Ticket {number} is the only one of incident {ticket.incident}.")
            incidents.leave(ticket, by, why, work)
            await Incidents(self.profile).begin(ticket, ticket.affected, by, why, work)
            await incidents.closed(ticket, work)
        return act.result


def _as_severe(merged: Ticket, into: Ticket) -> SeverityProposed:
    """Nothing severe ends in a milder ticket without anybody being asked."""
    return SeverityProposed(
        ticket=into.ticket,
        severity=merged.severity,
        standing=into.severity,
        why=f"ticket {merged.ticket}, which is {merged.severity}, was merged into it",
        difference=Difference(source=f"ticket {merged.ticket}", by=into.severity_by),
    )


async def _other(work: Work, number: int) -> Ticket:
    ticket = await store.locked(work, number)
    if ticket is None:
        raise NoSuchTicket(f"There is no ticket {number}")
    return ticket


async def _received(work: Work, request: str) -> RequestReceived:
    recorded = await read.stream(work.connection, f"request:{request}")
    received = next(event for event in map(decode, recorded) if isinstance(event, RequestReceived))
    return msgspec.structs.replace(received, auto=None)  # a person says that it matters
