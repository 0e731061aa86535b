"""The after-hours service: who is paged for what was registered, and what the client is told."""

from collections.abc import Mapping
from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.after_hours import AfterHoursRuled, VouchersCharged
from dial2.profile.model import Paging as PagingRules
from notifier.adapters import pages, tickets
from notifier.notices import Notices
from notifier.paging import Paging

_MINUTES_AN_HOUR = 60


class AfterHours:
    def __init__(self, *, rules: PagingRules, paging: Paging, notices: Notices) -> None:
        self._rules = rules
        self._paging = paging
        self._notices = notices

    async def ruled(self, event: AfterHoursRuled, work: Work) -> None:
        """A ruling on a new ticket precedes its severity, which then opens the page or leaves it."""
        ticket = await tickets.set_ruling(work.connection, event.ticket, event.ruling)
        if ticket.assigned and event.ruling in {"registered", "opened"}:
            known = await tickets.set_severity(
                work.connection,
                event.ticket,
                ticket.severity,
                ticket.category,
                pages=ticket.severity in self._rules.severities,
            )
            page = await pages.newest_of(work.connection, event.ticket)
            if known.wanted and (page is None or page.state == "closed"):
                await self._paging.open(work, known, known.severity, f"after hours: {event.why}")
        if event.ruling in {"waits", "excluded"} or event.asks:
            await self._notices.after_hours(work, ticket, event)

    async def charged(self, event: VouchersCharged, work: Work) -> None:
        """Below zero is never silent."""
        if event.balance_minutes < 0:
            hours = f"{event.balance_minutes / _MINUTES_AN_HOUR:g} h"
            await self._notices.overdrawn(work, event, hours)

    def registry(self) -> Mapping[type[Payload], Handler]:
        handlers = {AfterHoursRuled: self.ruled, VouchersCharged: self.charged}
        return cast("Mapping[type[Payload], Handler]", handlers)
