"""One ladder for all tickets of an incident: its page stays until none of them needs anybody."""

from __future__ import annotations

from dial2.database import Work
from dial2.events.page import PageMoved
from dial2.events.ticket import TicketLinked, TicketUnlinked
from dial2.vocabulary import SEVERITIES, Severity
from notifier.adapters import incidents, pages, tickets
from notifier.page import Page
from notifier.paging import Paging


class Incidents:
    def __init__(self, paging: Paging) -> None:
        self._paging = paging

    async def linked(self, work: Work, event: TicketLinked) -> None:
        """The incident's page is the ticket's from now on, in place of its own; where there is none, it opens."""
        connection = work.connection
        await incidents.put(connection, event.ticket, event.incident)
        ticket = await tickets.get(connection, event.ticket)
        if not ticket.wanted:
            return
        why = f"linked to incident {event.incident}: {event.why}"
        await incidents.take_turns(connection, event.ticket)
        live = await incidents.live_pages(connection, event.ticket)
        if not live:
            await self._paging.open(work, ticket, ticket.severity, why)
            return
        for page_id in live[1:]:
            if page := await pages.lock(connection, page_id):
                await self._paging.close(work, page, why)
        if page := await pages.lock(connection, live[0]):
            await self.covers(work, page, ticket.ticket, why, by=event.by, joined=True)

    async def unlinked(self, work: Work, event: TicketUnlinked) -> None:
        """The page stays with the others; without others, it is the ticket's own."""
        connection = work.connection
        page = await pages.newest_of(connection, event.ticket)
        if page and page.state != "closed" and (other := await incidents.another(connection, event.ticket)):
            why = f"ticket {event.ticket} was taken out of incident {event.incident}: {event.why}"
            await self._move(work, page, event.ticket, other, why)
        await incidents.put(connection, event.ticket, None)

    async def release(self, work: Work, page: Page, ticket: int, why: str) -> None:
        """`ticket` needs nobody any more: its page closes, unless others of its incident still do."""
        if page.state == "closed":
            return
        other = await incidents.another(work.connection, ticket)
        if other is None:
            await self._paging.close(work, page, why)
        else:
            await self._move(work, page, ticket, other, why)

    async def covers(
        self,
        work: Work,
        page: Page,
        ticket: int,
        why: str,
        *,
        by: str,
        joined: bool,
        asked: Severity = "no",
    ) -> None:
        """The live page stands for the ticket as well: its severity is that of the most severe.

        That may be one that a person is `asked` to decide on.

        Raised, whoever acknowledged is paged again, unless it was that one who raised it, and an open page goes
        over to the ladder of its new severity. A page that nobody acknowledged begins again when a ticket joins
        it, which would be told to nobody else.
        """
        stands = await incidents.severity(work.connection, ticket)
        severity: Severity = min(stands, asked, key=SEVERITIES.index)
        await pages.set_severity(work.connection, page.id, severity)
        raised = SEVERITIES.index(severity) < SEVERITIES.index(page.severity)
        now = await pages.lock(work.connection, page.id)
        if now is None:
            return
        again = {
            "acknowledged": raised and by != page.acknowledged_by,
            "exhausted": raised or joined,
            "open": raised and self._paging.has_another_ladder(now),
        }
        if again.get(page.state):
            await self._paging.page_again(work, now, why)

    async def _move(self, work: Work, page: Page, ticket: int, other: int, why: str) -> None:
        """The page is about the other ticket, if it was about this one."""
        if page.ticket != ticket:
            return
        await incidents.move(work.connection, page.id, other)
        moved = PageMoved(page=str(page.id), ticket=other, moved_from=ticket, why=why)
        work.append(page.stream, moved, correlation=page.correlation)
