"""Saying what is due: warnings and breaches, in order, once, late ones marked late."""

from __future__ import annotations

from dataclasses import dataclass

from dial2.database import Database, Work
from dial2.events.clock import ClocksMoved
from sla_timer import clock as clocks_
from sla_timer.adapters import store
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines
from sla_timer.handlers import stream

_AT_ONCE = 500
_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Firing:
    """Any number of copies may run: a due row is locked by the one that fires it."""

    database: Database
    deadlines: Deadlines

    async def step(self) -> float:
        """Fire some; returns the seconds until the next is due, or until it is worth another look."""
        async with self.database.work("sla-timer") as work:
            due = await store.claim_due(work, _AT_ONCE)
            await store.save(work, [(ticket, self._fire(work, ticket, clock)) for ticket, clock in due])
            if due:
                return 0.0
            seconds = await store.seconds_until_next(work)
        return _LOOK_AGAIN_SECONDS if seconds is None else min(max(seconds, 0.0), _LOOK_AGAIN_SECONDS)

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
