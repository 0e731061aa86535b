"""Saying what is due: warnings and breaches, in order, once, late ones marked late."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

import structlog

from dial2.database import Database, Work
from dial2.errors import Transient
from dial2.events.clock import ClocksMoved
from sla_timer import clock as clocks_
from sla_timer.adapters import store
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines
from sla_timer.handlers import stream

_AT_ONCE = 500
_LOOK_AGAIN_SECONDS = 1.0

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

    async def step(self) -> float:
        """Fire some; returns the seconds until the next is due, or until it is worth another look."""
        async with self.database.work("sla-timer") as work:
            due = await store.claim_due(work, _AT_ONCE)
            unheard = await store.unheard(work, [ticket for ticket, _ in due]) if due else set()
            await self._say(work, [(ticket, clock) for ticket, clock in due if ticket not in unheard])
            seconds = None if due else await store.seconds_until_next(work)
        await self._hear(unheard)
        if due:
            return 0.0
        return _LOOK_AGAIN_SECONDS if seconds is None else min(max(seconds, 0.0), _LOOK_AGAIN_SECONDS)

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
                    await self._say(work, await store.claim_due(work, _AT_ONCE, of=ticket))

    async def _say(self, work: Work, due: Iterable[tuple[int, Clock]]) -> None:
        await store.save(work, [(ticket, self._fire(work, ticket, clock)) for ticket, clock in due])

    def _fire(self, work: Work, ticket: int, clock: Clock) -> Clock:
        """One step of it; an update interval that was missed runs on from the missed deadline."""
        clock, said = clocks_.fire(clock, ticket, work.now)
        work.append(stream(ticket), *said)
        if clock.name == "update" and clock.breached:
            clock = clocks_.restart(self.deadlines, clock, clock.breach_at)
            promise = clock.promise(self.deadlines.calendar_name(clock.severity, clock.name))
            why = "an update was missed: the next interval runs from the missed deadline"
            work.append(stream(ticket), ClocksMoved(ticket=ticket, why=why, promises=[promise]))
        return clock
