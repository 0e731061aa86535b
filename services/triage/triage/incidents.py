"""Tickets that are about one outage are one incident: one ladder of pages, and everything else by ticket.

A wrong join would hide a second outage, so only what is alike joins, every ticket keeps its clocks and its
acknowledgement, and staff takes one out with a command.
"""

from __future__ import annotations

from dataclasses import dataclass

from dial2.database import Work
from dial2.events.incident import IncidentClosed, IncidentDescribed, IncidentOpened, IncidentReopened
from dial2.events.ticket import RULES, TicketLinked, TicketUnlinked
from dial2.profile import Profile
from dial2.profile.model import Incidents as IncidentRules
from dial2.vocabulary import Severity
from triage.adapters import incidents, store
from triage.adapters.store import Ticket
from triage.affected import Affected, Likeness, Matter, alike
from triage.lifecycle import stream


@dataclass(frozen=True)
class Incidents:
    profile: Profile

    async def take_in(
        self, ticket: Ticket, affected: Affected, severity: Severity, work: Work, *, doubtful: bool = False
    ) -> None:
        """A ticket that will page joins the incident that it is alike to, or begins one.

        It pages for its severity, or where that is `doubtful` and a person decides. One that began an incident
        without a word, such as a call, goes over to another one with its first words, unless it is in hands.

        Called before the event that assigns `severity`, so that whoever pages knows the incident by then. One
        ticket at a time decides: forty at once find the one that the first of them opened.
        """
        rules = self.profile.incidents
        pages = severity in self.profile.paging.severities or doubtful
        first_words = not ticket.affected and bool(affected)
        if rules is None or not pages or ticket.silent or (ticket.incident is not None and not first_words):
            return
        await incidents.take_turns(work)
        matter = Matter(category=ticket.category, client=ticket.client, affected=affected)
        best = await self._most_alike(ticket, matter, rules, work)
        own = ticket.incident
        if own is not None and (best is None or not await _movable(ticket, own, work)):
            await _describe(ticket.ticket, own, matter, work)
        elif best is None:
            await self.begin(ticket, affected, RULES, "no incident is like it", work)
        else:
            incident, likeness = best
            leave(ticket, RULES, likeness.why, work)
            await link(ticket.ticket, incident, RULES, likeness.why, work, likeness)
            await closed(ticket, work)

    async def _most_alike(
        self, ticket: Ticket, matter: Matter, rules: IncidentRules, work: Work
    ) -> tuple[int, Likeness] | None:
        """Of the incidents that began near it, beside its own."""
        found = [
            (one.incident, likeness)
            for one in await incidents.opened_near(work, ticket.received_at, rules.window.time())
            if one.incident != ticket.incident and (likeness := alike(matter, one.matter, rules))
        ]
        return max(found, key=lambda each: (len(each[1].functions) + len(each[1].words), each[0]), default=None)

    async def begin(self, ticket: Ticket, affected: Affected, by: str, why: str, work: Work) -> int:
        """A new incident with this ticket as its first."""
        matter = Matter(category=ticket.category, client=ticket.client, affected=affected)
        number = await incidents.add(work, ticket.ticket, ticket.received_at, matter)
        opened = IncidentOpened(
            incident=number,
            ticket=ticket.ticket,
            profile=self.profile.name,
            category=ticket.category,
            client=ticket.client,
            words=affected.words,
            functions=affected.functions,
        )
        work.append(incidents.stream(number), opened, expected=0)
        await link(ticket.ticket, number, by, why, work)
        return number


async def _movable(ticket: Ticket, incident: int, work: Work) -> bool:
    """Whether nobody has it in hands, and its incident is its own."""
    in_hands = ticket.called_back or ticket.acknowledged_by is not None
    return not in_hands and await incidents.tickets_of(work.connection, incident) == [ticket.ticket]


async def _describe(ticket: int, incident: int, matter: Matter, work: Work) -> None:
    """Later tickets are compared with what is known only now."""
    if await incidents.describe(work, incident, ticket, matter):
        described = IncidentDescribed(
            incident=incident,
            ticket=ticket,
            category=matter.category,
            words=matter.affected.words,
            functions=matter.affected.functions,
        )
        work.append(incidents.stream(incident), described)


def leave(ticket: Ticket, by: str, why: str, work: Work) -> None:
    if ticket.incident is not None:
        unlinked = TicketUnlinked(ticket=ticket.ticket, incident=ticket.incident, by=by, why=why)
        work.append(stream(ticket.ticket), unlinked)


async def link(
    ticket: int, incident: int, by: str, why: str, work: Work, likeness: Likeness | None = None
) -> None:
    await store.update(work, ticket, incident=incident)
    linked = TicketLinked(
        ticket=ticket,
        incident=incident,
        by=by,
        why=why,
        words=likeness.words if likeness else [],
        functions=likeness.functions if likeness else [],
    )
    work.append(stream(ticket), linked)


async def closed(ticket: Ticket, work: Work) -> None:
    """After a ticket was closed, or left: with the last one open the incident is over."""
    if ticket.incident is not None and await incidents.close_if_over(work, ticket.incident):
        over = IncidentClosed(
            incident=ticket.incident, ticket=ticket.ticket, why="no ticket of it is open any more"
        )
        work.append(incidents.stream(ticket.incident), over)


async def opened_again(ticket: Ticket, work: Work) -> None:
    """After a ticket was reopened: so is its incident."""
    if ticket.incident is not None and await incidents.reopen(work, ticket.incident):
        again = IncidentReopened(
            incident=ticket.incident, ticket=ticket.ticket, why=f"ticket {ticket.ticket} was reopened"
        )
        work.append(incidents.stream(ticket.incident), again)
