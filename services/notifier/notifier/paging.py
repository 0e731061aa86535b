"""Pages, from their opening until somebody acknowledges or nobody is left: each act is one transaction's part.

Whoever acts on a page holds its row, so that acknowledgement, escalation and callbacks take turns.
"""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import structlog
from msgspec.structs import replace
from prometheus_client import Counter

from dial2.database import Work
from dial2.events import Payload
from dial2.events.page import (
    PageClosed,
    PageEscalated,
    PageExhausted,
    PageOpened,
    PageSkipped,
)
from dial2.ids import uuid7
from dial2.vocabulary import Severity
from notifier import ladder
from notifier.adapters import attempts, callers, pages, tickets, turns
from notifier.ladder import Climb, Exhausted, Hasten, Policy, Present, Skipped, Stay, Turn
from notifier.notices import Notices
from notifier.page import Page
from notifier.staff import Staff
from notifier.staff_messages import StaffMessages
from notifier.ticket import Ticket
from notifier.trying import try_steps

Answer = Literal["done", "already", "closed", "went-on"]

EXHAUSTED = Counter("dial2_pages_exhausted_total", "Pages that nobody on the ladder acknowledged")

log = structlog.get_logger(__name__)


class Paging:
    def __init__(self, *, staff: Staff, notices: Notices, messages: StaffMessages) -> None:
        self._staff = staff
        self._notices = notices
        self._messages = messages

    async def open(
        self, work: Work, ticket: Ticket, severity: Severity, why: str, *, above: int | None = None
    ) -> None:
        """A new page, which begins at the ladder's foot, or `above` a level; the ticket has no live one.

        None for a probe's ticket once the roster names no test contact.
        """
        policy = self._staff.policy(severity) if ticket.probe is None else self._staff.probe_policy()
        if policy is None:
            return
        page = uuid7()
        opened = PageOpened(page=str(page), ticket=ticket.ticket, severity=severity, why=why)
        work.append(f"page:{page}", opened, correlation=ticket.correlation)
        present = await self._staff.present(work.connection, policy, severity, ticket.client, work.now)
        rung = 0 if above is None else ladder.level_above(policy.route, above)
        step = ladder.start(policy, present, now=work.now, rung=rung)
        match step:
            case Turn():
                await pages.add(work.connection, page, ticket, severity, policy, step)
                await self._begin_turn(work, page, step, why, first=True)
            case Exhausted():
                catch_all = self._staff.catch_all(policy)
                await pages.add_exhausted(work.connection, page, ticket, severity, policy, catch_all, work.now)
                await self._exhausted(work, page, step)

    async def page_again(self, work: Work, page: Page, why: str, *, above: int | None = None) -> None:
        """Climb anew, by the ladder that the page's severity has now.

        It begins with whoever acknowledged it, or at the ladder's foot; or else `above` a level.
        """
        policy = self._staff.policy(page.severity)
        await pages.keep(work.connection, page.id, policy)
        page = replace(page, policy=policy)
        present = await self._present(work, page, policy)
        if above is None:
            rung = ladder.rung_of(policy.route, present, page.acknowledged_by)
        else:
            rung = ladder.level_above(policy.route, above)
        await attempts.withdraw(work.connection, page.id)
        await self._step(work, page, ladder.start(policy, present, now=work.now, rung=rung), why)

    def has_another_ladder(self, page: Page) -> bool:
        """Whether the page climbs by another ladder than a new one of its severity would."""
        return self._policy(page) != self._staff.policy(page.severity)

    async def proceed(self, work: Work, page: Page, *, given_up: bool = False) -> None:
        """Go on to the next person, if it is time for that."""
        if page.state != "open" or page.due_at is None:
            return
        climb = Climb(round=page.round, rung=page.rung, round_began_at=page.round_began_at, due_at=page.due_at)
        tried = await attempts.tried(work.connection, page.id, page.step)
        policy = self._policy(page)
        present = await self._present(work, page, policy)
        waits = await callers.first_on_hold(work.connection, page.ticket) is not None
        step = ladder.proceed(climb, tried, policy, present, now=work.now, given_up=given_up, caller_waits=waits)
        in_time = work.now < page.due_at
        why = "passed on" if given_up else "every channel failed" if in_time else "no acknowledgement in time"
        await self._step(work, page, step, why, passed_on=given_up)

    async def insist(self, work: Work, page: Page) -> None:
        """Still nobody has acknowledged: the last who can be told hears of it again."""
        await attempts.withdraw(work.connection, page.id)
        await attempts.recall(work.connection, page.id, None)
        policy = self._policy(page)
        await pages.exhaust(work.connection, page.id, self._staff.catch_all(policy), work.now + policy.insist)
        await self._tell_catch_all(work, page.id, "still nobody has acknowledged")

    async def pass_on(self, work: Work, page: Page, person: str, step: int | None = None) -> Answer:
        """Escalate by hand; refused where the page has gone on since (`step`), or is somebody else's turn.

        Of several who have the turn together, the page stays with the others.
        """
        if not page.wanted:
            return "closed" if page.state == "closed" else "already"
        connection = work.connection
        if page.state != "open" or step not in {None, page.step}:
            return "went-on"
        theirs = await turns.people(connection, page.id, page.step)
        if person not in theirs:
            return "went-on"
        alone = theirs == {person}
        if not alone:
            await turns.leave(connection, page.id, page.step, person)
        await self.proceed(work, page, given_up=alone)
        return "done"

    async def close(self, work: Work, page: Page, why: str) -> None:
        if page.state == "closed":
            return
        await pages.close(work.connection, page.id)
        await attempts.withdraw(work.connection, page.id)
        await attempts.recall(work.connection, page.id, None)
        _tell(work, page, PageClosed(page=str(page.id), ticket=page.ticket, why=why))

    def _policy(self, page: Page) -> Policy:
        return page.policy or self._staff.policy(page.severity)

    async def _present(self, work: Work, page: Page, policy: Policy) -> Present:
        ticket = await tickets.get(work.connection, page.ticket)
        return await self._staff.present(work.connection, policy, page.severity, ticket.client, work.now)

    async def _step(
        self, work: Work, page: Page, step: Stay | Hasten | Turn | Exhausted, why: str, *, passed_on: bool = False
    ) -> None:
        match step:
            case Stay(until=until):
                await pages.stay(work.connection, page.id, until)
            case Hasten():
                await attempts.hasten(work.connection, page.id, page.step)
            case Turn():
                await attempts.end_turn(work.connection, page.id, page.step, passed_on=passed_on)
                await pages.turn(work.connection, page.id, step)
                await self._begin_turn(work, page.id, step, why)
            case Exhausted():
                await attempts.end_turn(work.connection, page.id, page.step, passed_on=passed_on)
                policy = self._policy(page)
                again_at = work.now + policy.insist
                await pages.exhaust(work.connection, page.id, self._staff.catch_all(policy), again_at)
                await self._exhausted(work, page.id, step)

    async def _begin_turn(self, work: Work, id_: UUID, turn: Turn, why: str, *, first: bool = False) -> None:
        page = await pages.get(work.connection, id_)
        assert page is not None  # noqa: S101 - the row was written in this transaction
        self._tell_skipped(work, page, turn.skipped)
        if not first:
            first_of_them, *others = turn.people
            escalated = PageEscalated(
                page=str(page.id),
                ticket=page.ticket,
                level=turn.rung.level,
                person=first_of_them,
                together_with=others,
                why=why,
            )
            _tell(work, page, escalated)
        steps = {person: await self._staff.steps(work.connection, person, page.severity) for person in turn.people}
        await try_steps(work, page, steps, self._messages, level=turn.rung.level, why=why)

    async def _exhausted(self, work: Work, id_: UUID, step: Exhausted) -> None:
        page = await pages.get(work.connection, id_)
        assert page is not None  # noqa: S101 - the row was written in this transaction
        self._tell_skipped(work, page, step.skipped)
        if (await tickets.get(work.connection, page.ticket)).probe:
            await self.close(work, page, "the test contact was not reached")
            return
        rounds = self._policy(page).rounds
        _tell(work, page, PageExhausted(page=str(page.id), ticket=page.ticket, rounds=rounds))
        EXHAUSTED.inc()
        await self._tell_catch_all(work, id_, "nobody acknowledged")

    async def _tell_catch_all(self, work: Work, id_: UUID, why: str) -> None:
        page = await pages.get(work.connection, id_)
        assert page is not None  # noqa: S101 - the row was written in this transaction
        ticket = await tickets.get(work.connection, page.ticket)
        log.critical("nobody_acknowledged", page=str(page.id), ticket=page.ticket, catch_all=page.person)
        await self._notices.nobody_acknowledged(work, ticket, page)
        above = self._policy(page).route[-1].level + 1
        steps = {page.person: self._staff.every_step(page.person)}
        await try_steps(work, page, steps, self._messages, level=above, why=why)

    def _tell_skipped(self, work: Work, page: Page, skipped: Sequence[Skipped]) -> None:
        for each in skipped:
            skip = PageSkipped(
                page=str(page.id),
                ticket=page.ticket,
                level=each.level,
                person=each.target,
                why=each.why,
            )
            _tell(work, page, skip)


def _tell(work: Work, page: Page, event: Payload) -> None:
    work.append(page.stream, event, correlation=page.correlation)
