"""Pages, from their opening until somebody acknowledges or nobody is left: each act is one transaction's part.

Whoever acts on a page holds its row, so that acknowledgement, escalation and callbacks take turns.
"""

from typing import Literal
from uuid import UUID

import structlog
from prometheus_client import Counter

from dial2.database import Work
from dial2.events import Payload
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageClosed,
    PageEscalated,
    PageExhausted,
    PageOpened,
    PageSkipped,
)
from dial2.ids import uuid7
from dial2.roster.model import Roster
from dial2.vocabulary import SEVERITIES, Severity
from notifier import ladder
from notifier.adapters import attempts, pages, tickets
from notifier.ladder import Climb, Exhausted, Rung, Stay, Turn
from notifier.notices import Notices
from notifier.page import Page
from notifier.plan import Planned
from notifier.staff_messages import StaffMessages
from notifier.ticket import Ticket

How = Literal["digit", "sms", "link", "staff"]
Answer = Literal["done", "already", "closed", "went-on"]

EXHAUSTED = Counter("dial2_pages_exhausted_total", "Pages that nobody on the ladder acknowledged")

log = structlog.get_logger(__name__)


class Paging:
    def __init__(self, *, roster: Roster, notices: Notices, messages: StaffMessages) -> None:
        self._roster = roster
        self._route = ladder.rungs(roster.ladder)
        self._notices = notices
        self._messages = messages

    async def open(self, work: Work, ticket: Ticket, severity: Severity, why: str, *, rung: int = 0) -> None:
        """A new page, which begins at `rung`; the ticket has no live one."""
        page = uuid7()
        opened = PageOpened(page=str(page), ticket=ticket.ticket, severity=severity, why=why)
        work.append(f"page:{page}", opened, correlation=ticket.correlation)
        step = ladder.start(
            self._route,
            rounds=self._roster.ladder.rounds,
            reachable=self._reachable(severity),
            now=work.now,
            rung=rung,
        )
        match step:
            case Turn(climb=climb, skipped=skipped):
                await pages.add(work.connection, page, ticket, severity, climb, self._route[climb.rung])
                await self._begin_turn(work, page, climb, skipped, why, first=True)
            case Exhausted():
                catch_all = self._roster.ladder.catch_all
                await pages.add_exhausted(work.connection, page, ticket, severity, catch_all, work.now)
                await self._exhausted(work, page, step)

    async def page_again(self, work: Work, page: Page, why: str, *, rung: int) -> None:
        """An acknowledged or exhausted page is open again, from `rung` on."""
        step = ladder.start(
            self._route,
            rounds=self._roster.ladder.rounds,
            reachable=self._reachable(page.severity),
            now=work.now,
            rung=rung,
        )
        await self._step(work, page, step, why)

    async def proceed(self, work: Work, page: Page, *, given_up: bool = False) -> None:
        """Go on to the next person, if it is time for that."""
        if page.state != "open" or page.due_at is None:
            return
        climb = Climb(round=page.round, rung=page.rung, round_began_at=page.round_began_at, due_at=page.due_at)
        tried = await attempts.tried(work.connection, page.id, page.step)
        step = ladder.proceed(
            climb,
            tried,
            self._route,
            rounds=self._roster.ladder.rounds,
            reachable=self._reachable(page.severity),
            now=work.now,
            given_up=given_up,
        )
        in_time = work.now < page.due_at
        why = "passed on" if given_up else "every channel failed" if in_time else "no acknowledgement in time"
        await self._step(work, page, step, why)

    async def acknowledge(
        self, work: Work, page: Page, person: str, how: How, attempt: UUID | None = None
    ) -> Answer:
        """The first who acknowledges has the page; for everybody else nothing changes."""
        if not page.wanted:
            return "closed" if page.state == "closed" else "already"
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
        disturbed = await attempts.people_tried(connection, page.id)
        await attempts.plan(
            connection,
            [
                planned
                for other in disturbed
                if other != person
                for planned in self._messages.stand_down(page, other, person, work.now)
            ],
        )
        return "done"

    async def pass_on(self, work: Work, page: Page, person: str, step: int | None = None) -> Answer:
        """Escalate by hand; refused where the page has gone on since (`step`), or is somebody else's turn."""
        if not page.wanted:
            return "closed" if page.state == "closed" else "already"
        if page.state != "open" or page.person != person or step not in {None, page.step}:
            return "went-on"
        await self.proceed(work, page, given_up=True)
        return "done"

    async def close(self, work: Work, page: Page, why: str) -> None:
        if page.state == "closed":
            return
        await pages.close(work.connection, page.id)
        await attempts.withdraw(work.connection, page.id)
        await attempts.recall(work.connection, page.id, None)
        _tell(work, page, PageClosed(page=str(page.id), ticket=page.ticket, why=why))

    def rung_of(self, person: str | None) -> int:
        """Where a person stands on the ladder; its foot for somebody who does not."""
        return next((number for number, rung in enumerate(self._route) if rung.person == person), 0)

    def rung_above(self, level: int) -> int:
        return ladder.level_above(self._route, level)

    def _reachable(self, severity: Severity) -> set[str]:
        return {name for name, person in self._roster.people.items() if ladder.channels(person, severity)}

    async def _step(self, work: Work, page: Page, step: Stay | Turn | Exhausted, why: str) -> None:
        match step:
            case Stay(until=until):
                await pages.stay(work.connection, page.id, until)
            case Turn(climb=climb, skipped=skipped):
                await attempts.withdraw(work.connection, page.id)
                await pages.turn(work.connection, page.id, climb, self._route[climb.rung])
                await self._begin_turn(work, page.id, climb, skipped, why)
            case Exhausted():
                await attempts.withdraw(work.connection, page.id)
                await pages.exhaust(work.connection, page.id, self._roster.ladder.catch_all)
                await self._exhausted(work, page.id, step)

    async def _begin_turn(
        self, work: Work, id_: UUID, climb: Climb, skipped: tuple[Rung, ...], why: str, *, first: bool = False
    ) -> None:
        page = await pages.get(work.connection, id_)
        assert page is not None  # noqa: S101 - the row was written in this transaction
        rung = self._route[climb.rung]
        self._tell_skipped(work, page, skipped)
        if not first:
            escalated = PageEscalated(
                page=str(page.id), ticket=page.ticket, level=rung.level, person=rung.person, why=why
            )
            _tell(work, page, escalated)
        await self._try_everything(work, page, rung.level, why)

    async def _exhausted(self, work: Work, id_: UUID, step: Exhausted) -> None:
        page = await pages.get(work.connection, id_)
        assert page is not None  # noqa: S101 - the row was written in this transaction
        ticket = await tickets.get(work.connection, page.ticket)
        self._tell_skipped(work, page, step.skipped)
        rounds = self._roster.ladder.rounds
        _tell(work, page, PageExhausted(page=str(page.id), ticket=page.ticket, rounds=rounds))
        EXHAUSTED.inc()
        log.critical("nobody_acknowledged", page=str(page.id), ticket=page.ticket, catch_all=page.person)
        await self._notices.nobody_acknowledged(work, ticket, page)
        await self._try_everything(work, page, len(self._roster.ladder.levels), "nobody acknowledged")

    async def _try_everything(self, work: Work, page: Page, level: int, why: str) -> None:
        """All the person's channels at once."""
        ticket = await tickets.get(work.connection, page.ticket)
        person = self._roster.people[page.person]
        planned: list[Planned] = []
        for channel, destination in ladder.channels(person, page.severity):
            attempt = uuid7()
            planned.append(
                Planned(
                    id=attempt,
                    kind="page",
                    channel=channel,
                    destination=destination,
                    message=self._messages.page(ticket, page, attempt, channel),
                    urgency=SEVERITIES.index(page.severity),
                    ticket=page.ticket,
                    page=page.id,
                    person=page.person,
                    level=level,
                    step=page.step,
                    correlation=page.correlation,
                )
            )
            attempted = PageAttempted(
                page=str(page.id),
                ticket=page.ticket,
                attempt=str(attempt),
                person=page.person,
                channel=channel,
                level=level,
                why=why,
            )
            _tell(work, page, attempted)
        await attempts.plan(work.connection, planned)

    def _tell_skipped(self, work: Work, page: Page, skipped: tuple[Rung, ...]) -> None:
        for rung in skipped:
            skip = PageSkipped(
                page=str(page.id),
                ticket=page.ticket,
                level=rung.level,
                person=rung.person,
                why=f"no way to reach this person for severity {page.severity}",
            )
            _tell(work, page, skip)


def _tell(work: Work, page: Page, event: Payload) -> None:
    work.append(page.stream, event, correlation=page.correlation)
