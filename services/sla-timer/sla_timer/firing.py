"""Saying what is due: warnings and breaches, in order, once, late ones marked late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog
from prometheus_client import Histogram

from dial2.database import Database, Work
from dial2.errors import Transient
from dial2.fence import STANDS_ASIDE_SECONDS, Fence
from sla_timer import clock as clocks_
from sla_timer.adapters import store
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines
from sla_timer.renewal import Renewal
from sla_timer.ticket import stream

_AT_ONCE = 1000
_LOOK_AGAIN_SECONDS = 1.0
_HELD_SECONDS = 0.05  # what is due is another copy's, or its ticket is just being told of something

LATE = Histogram(
    "dial2_clock_late_seconds",
    "From when a clock came due to when its warning or breach is said",
    ["clock"],
    buckets=(0.1, 0.3, 1, 3, 10, 30, 60, 300, 3600),
)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Firing:
    """Any number of copies may run: a due row is locked by the one that fires it.

    `catch_up` tells streams' clocks what has happened: a call-back whose wake-up is still on its way has stopped
    its clock all the same.
    """

    database: Database
    deadlines: Deadlines
    catch_up: Callable[[Sequence[str]], Awaitable[None]]
    fence: Fence
    renewal: Renewal

    async def step(self) -> float:
        """Fire some; returns the seconds until the next is due, or until it is worth another look."""
        async with self.database.work("sla-timer") as work:
            next_due = await store.next_due(work)
            due = [severity for severity, at in next_due.items() if at <= work.now]
            if not due:
                seconds = min(
                    ((at - work.now).total_seconds() for at in next_due.values()), default=_LOOK_AGAIN_SECONDS
                )
                return min(seconds, _LOOK_AGAIN_SECONDS)
            if not await self.fence.holds(work):
                log.warning("stands_aside", loop="sla-timer", due=due)
                return STANDS_ASIDE_SECONDS
            claimed: list[tuple[int, Clock]] = []
            for severity in due:
                claimed += await store.claim_due(work, severity, _AT_ONCE - len(claimed))
            tickets = [ticket for ticket, _ in claimed]
            unheard = await store.unheard(work, tickets)
            left = unheard | await self.renewal.among(work, tickets)
            await self._say(work, [(ticket, clock) for ticket, clock in claimed if ticket not in left])
        await self._hear(unheard)
        return 0.0 if claimed else _HELD_SECONDS

    async def _hear(self, tickets: Iterable[int]) -> None:
        """Catch up on these first. Where that fails they are fired as they stand: nothing due goes unsaid."""
        for ticket in sorted(tickets):
            try:
                await self.catch_up([stream(ticket)])
            except Transient:
                raise
            except Exception:
                log.exception("fired_unheard", stream=stream(ticket))
                async with self.database.work("sla-timer") as work:
                    await self._say(work, await store.claim_due_of(work, ticket))

    async def _say(self, work: Work, due: Iterable[tuple[int, Clock]]) -> None:
        fired: list[tuple[int, Clock]] = []
        for ticket, clock in due:
            if clock.next_due:
                LATE.labels(clock.name).observe((work.now - clock.next_due).total_seconds())
            after, said = clocks_.fire(self.deadlines, clock, ticket, work.now)
            work.append(stream(ticket), *said)
            fired.append((ticket, after))
        await store.save(work, fired)
