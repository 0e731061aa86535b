"""Who is paged for a severity: the one that a ticket has, and one that a person has to decide on."""

from __future__ import annotations

from dial2.database import Work
from dial2.events.ticket import RULES, SeverityAssigned, SeverityProposed
from dial2.profile.model import Paging as PagingRules
from dial2.vocabulary import SEVERITIES, Severity
from notifier.adapters import pages, tickets
from notifier.incidents import Incidents
from notifier.notices import Notices
from notifier.paging import Paging
from notifier.ticket import Ticket


class Severities:
    """`rules` is what the profile says of paging."""

    def __init__(self, *, rules: PagingRules, paging: Paging, incidents: Incidents, notices: Notices) -> None:
        self._rules = rules
        self._paging = paging
        self._incidents = incidents
        self._notices = notices

    async def assigned(self, event: SeverityAssigned, work: Work) -> None:
        """Opens a page, raises the one there is, or closes it."""
        connection = work.connection
        doubtful = event.by == RULES and (event.marker == "urgent" or event.needs_person)  # a person decides
        ticket = await tickets.set_severity(
            connection,
            event.ticket,
            event.severity,
            event.category,
            pages=event.severity in self._rules.severities or doubtful,
        )
        if not ticket.pages and event.previous is None:
            return
        page = await pages.newest_of(connection, event.ticket)
        live = page if page and page.state != "closed" else None
        if not ticket.pages:
            if live:
                await self._incidents.release(work, live, event.ticket, f"the severity is now {event.severity}")
            return
        why = f"severity {event.severity}: {event.why}"
        if event.severity not in self._rules.severities:
            why = f"{_claim(event)}, and the words read as {event.severity}: {event.why}"
        if live is None:
            await self._paging.open(work, ticket, event.severity, why)
        else:
            joined = event.previous is None
            await self._incidents.covers(work, live, event.ticket, why, by=event.by, joined=joined)

    async def proposed(self, event: SeverityProposed, work: Work) -> None:
        """The desk reads what differs. Where it may be severe, a person is paged to decide.

        Whoever has the ticket or is being paged for it only hears of what is worse than that was for.
        """
        ticket = await tickets.get(work.connection, event.ticket)
        if ticket.closed:
            return
        await self._notices.severity_proposed(work, ticket, event)
        if event.severity not in self._rules.severities and event.marker != "urgent" and not event.needs_person:
            return
        ticket = await tickets.set_severity(
            work.connection, ticket.ticket, ticket.severity, ticket.category, pages=True
        )
        if ticket.pages:
            await self._ask(event, ticket, work)

    async def _ask(self, event: SeverityProposed, ticket: Ticket, work: Work) -> None:
        worse: Severity = min(event.severity, ticket.severity, key=SEVERITIES.index)
        why = f"{_claim(event)}: it reads as {event.severity} and stands as {event.standing}: {event.why}"
        page = await pages.newest_of(work.connection, event.ticket)
        if page is None or page.state == "closed":
            await self._paging.open(work, ticket, worse, why)
        else:
            await self._incidents.covers(work, page, event.ticket, why, by=RULES, joined=False, asked=worse)


def _claim(event: SeverityAssigned | SeverityProposed) -> str:
    return "the subject asks for the urgent service" if event.marker == "urgent" else "what it says differs"
