"""Acknowledgement: the first who does has the page, what else is under way for it ends, the others are told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from dial2.database import Work
from dial2.events.page import PageAcknowledged, ResolutionSuggested
from notifier import bridging
from notifier.adapters import attempts, lost_contacts, pages
from notifier.page import Page
from notifier.paging import Answer
from notifier.staff import Staff
from notifier.staff_messages import StaffMessages
from notifier.ticket import Ticket

How = Literal["digit", "sms", "link", "staff", "callback"]


class Acknowledging:
    def __init__(self, *, staff: Staff, messages: StaffMessages) -> None:
        self._staff = staff
        self._messages = messages

    async def acknowledge(
        self, work: Work, page: Page, person: str, how: How, attempt: UUID | None = None
    ) -> Answer:
        """The first who acknowledges has the page; for everybody else nothing changes."""
        if not page.wanted:
            return "closed" if page.state == "closed" else "already"
        await self.acknowledge_all(work, [page], person, how, attempt)
        return "done"

    async def acknowledge_all(
        self, work: Work, wanted: Sequence[Page], person: str, how: How, attempt: UUID | None = None
    ) -> None:
        """Pages that nobody has yet; whoever else was disturbed hears of all of them in one message."""
        told: dict[str, list[Page]] = {}
        for page in wanted:
            await self._acknowledge(work, page, person, how, attempt)
            for other in await attempts.people_tried(work.connection, page.id):
                if other != person:
                    told.setdefault(other, []).append(page)
        lost = await lost_contacts.known(work.connection)
        words = [self._messages.stand_down(about, other, person, work.now, lost) for other, about in told.items()]
        await attempts.plan(work.connection, [planned for word in words for planned in word])
        if how in {"sms", "link"}:
            for page in wanted:
                await self.call_for_caller(work, page, person)

    async def remind(self, work: Work, ticket: Ticket, page: Page, by: datetime) -> None:
        """Whoever has the page hears that the client's next update is due."""
        if page.state == "acknowledged" and page.acknowledged_by:
            lost = await lost_contacts.known(work.connection)
            words = self._messages.update_due(ticket, page, page.acknowledged_by, by, lost)
            await attempts.plan(work.connection, list(words))

    async def resolve(
        self, work: Work, page: Page, person: str, how: Literal["digit", "sms"], attempt: UUID | None = None
    ) -> Answer:
        """Whoever has the page, or takes it so, says that it is resolved: the client is to be asked."""
        answer = await self.acknowledge(work, page, person, how, attempt)
        if answer == "done" or (answer == "already" and page.acknowledged_by == person):
            suggested = ResolutionSuggested(page=str(page.id), ticket=page.ticket, person=person, how=how)
            work.append(page.stream, suggested, actor=person, correlation=page.correlation)
            return "done"
        return answer

    async def _acknowledge(self, work: Work, page: Page, person: str, how: How, attempt: UUID | None) -> None:
        connection = work.connection
        await pages.acknowledge(connection, page.id, person, work.now)
        await attempts.withdraw(connection, page.id)
        await attempts.recall(connection, page.id, attempt)
        acknowledged = PageAcknowledged(
            page=str(page.id),
            ticket=page.ticket,
            person=person,
            how=how,
            attempt=str(attempt) if attempt else None,
            acknowledged_at=work.now,
        )
        work.append(page.stream, acknowledged, actor=person, correlation=page.correlation)

    async def call_for_caller(self, work: Work, page: Page, person: str) -> None:
        """Call a person who has the page but is not on the telephone, if a caller is on hold."""
        if number := self._staff.telephone(person):
            await bridging.plan_call(work, page, person, number)
