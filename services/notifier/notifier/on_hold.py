"""A caller on hold hastens the page for the ticket."""

from dial2.database import Work
from dial2.events.call import CallWaited, CallWaiting
from dial2.vocabulary import Severity
from notifier.acknowledging import Acknowledging
from notifier.adapters import callers, pages, tickets
from notifier.paging import Paging


class OnHold:
    """`severity` is that of a page opened for nobody but the caller."""

    def __init__(self, *, paging: Paging, acknowledging: Acknowledging, severity: Severity) -> None:
        self._acknowledging = acknowledging
        self._paging = paging
        self._severity = severity

    async def waiting(self, work: Work, event: CallWaiting) -> None:
        """What there is of a page goes on with somebody waiting for it; a new ticket's opens by its severity."""
        connection = work.connection
        number = await callers.hold(connection, event.request, event.ticket, work.now)
        page = await pages.newest_of(connection, number) if number else None
        if page and page.state == "acknowledged" and page.acknowledged_by:
            await self._acknowledging.call_for_caller(work, page, page.acknowledged_by)
        elif page and page.state == "exhausted":
            await self._paging.page_again(work, page, "a caller is on hold")
        elif page and page.state == "open":
            await self._paging.proceed(work, page)
        elif event.ticket:
            ticket = await tickets.get(connection, event.ticket)
            await self._paging.open(work, ticket, self._severity, "a caller about this ticket is on hold")

    async def waited(self, work: Work, event: CallWaited) -> None:
        await callers.release(work.connection, event.request)
