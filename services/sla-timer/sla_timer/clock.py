"""One clock of one ticket: what happens to it, and what there is to say about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from dial2.events import Payload
from dial2.events.clock import ClockBreached, ClocksMoved, ClockWarned, Promise
from dial2.vocabulary import ClockName, Severity
from sla_timer.deadlines import Deadlines, Interval


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """`started_at` is the request's arrival; for the update clock, the last update or missed deadline.

    `breached` is of the promise now running; one that was breached stays so until it restarts.
    """

    name: ClockName
    severity: Severity
    started_at: datetime
    deadline: datetime
    warn_at: datetime
    latest: datetime | None
    warned: bool = False
    breached: bool = False
    ended: bool = False
    paused_at: datetime | None = None
    pauses: list[Interval] = []

    @property
    def breach_at(self) -> datetime:
        return self.latest or self.deadline

    @property
    def next_due(self) -> datetime | None:
        """When there is something to say about it; None while paused and when all is said."""
        if self.ended or self.paused_at or self.breached:
            return None
        return self.breach_at if self.warned else min(self.warn_at, self.breach_at)

    def promise(self, calendar: str) -> Promise:
        return Promise(
            clock=self.name,
            calendar=calendar,
            started_at=self.started_at,
            deadline=self.deadline,
            warn_at=self.warn_at,
            latest=self.latest,
        )


def start(deadlines: Deadlines, name: ClockName, severity: Severity, at: datetime) -> Clock:
    due = deadlines.due(severity, name, at)
    return Clock(
        name=name, severity=severity, started_at=at, deadline=due.deadline, warn_at=due.warn, latest=due.latest
    )


def recompute(deadlines: Deadlines, clock: Clock, severity: Severity, now: datetime) -> Clock:
    """Under another severity or contract, from the original start and with the same pauses.

    What was breached stays breached; what is already past now will breach at once.
    """
    due = deadlines.due(severity, clock.name, clock.started_at, clock.pauses)
    return replace(
        clock,
        severity=severity,
        deadline=due.deadline,
        warn_at=due.warn,
        latest=due.latest,
        warned=clock.warned and due.warn <= now,
    )


def count_from(deadlines: Deadlines, clock: Clock, at: datetime, now: datetime) -> Clock:
    """As if it had started `at`, which is before it did."""
    return recompute(deadlines, replace(clock, started_at=at), clock.severity, now)


def restart(deadlines: Deadlines, clock: Clock, at: datetime) -> Clock:
    """A new interval from `at`: an update was given, or one was missed."""
    fresh = start(deadlines, clock.name, clock.severity, at)
    return replace(fresh, paused_at=clock.paused_at)


def pause(clock: Clock, at: datetime) -> Clock:
    return clock if clock.ended or clock.paused_at else replace(clock, paused_at=at)


def resume(deadlines: Deadlines, clock: Clock, at: datetime) -> Clock:
    """The deadline moves by the counted time that the pause held; a pause outside open hours moves nothing."""
    if clock.paused_at is None:
        return clock
    pause = Interval(clock.paused_at, max(at, clock.paused_at))
    running = replace(clock, paused_at=None, pauses=[*clock.pauses, pause])
    return recompute(deadlines, running, running.severity, at)


def end(deadlines: Deadlines, clock: Clock, at: datetime) -> Clock:
    """It stops where it is; one that was paused has stood still until now."""
    return replace(resume(deadlines, clock, at), ended=True)


def reopen(deadlines: Deadlines, clock: Clock, closed_at: datetime, at: datetime) -> Clock:
    """Goes on from where it was: the time that the ticket was closed does not count."""
    open_again = replace(clock, ended=False, paused_at=closed_at)
    return resume(deadlines, open_again, at)


def used(deadlines: Deadlines, clock: Clock, until: datetime) -> timedelta:
    """The time that it has counted, in its own calendar and without its pauses."""
    counted = deadlines.used(clock.severity, clock.name, clock.started_at, until, clock.pauses)
    return max(counted, timedelta())


def fire(deadlines: Deadlines, clock: Clock, ticket: int, now: datetime) -> tuple[Clock, list[Payload]]:
    """What is due by `now`, in order: the warning, then the breach; each says how late it is said.

    An update interval that was missed runs on from the missed deadline. However many were missed by now, one
    breach counts them.
    """
    said: list[Payload] = []
    if not clock.warned and clock.warn_at <= now and clock.warn_at < clock.breach_at:
        clock = replace(clock, warned=True)
        said.append(
            ClockWarned(
                ticket=ticket,
                clock=clock.name,
                severity=clock.severity,
                deadline=clock.deadline,
                late_seconds=(now - clock.warn_at).total_seconds(),
            )
        )
    if clock.breached or clock.breach_at > now:
        return clock, said
    goes_on = clock.name == "update" and clock.name in deadlines.promised(clock.severity)
    missed, again = _missed(deadlines, clock, now) if goes_on else (1, None)
    said.append(
        ClockBreached(
            ticket=ticket,
            clock=clock.name,
            severity=clock.severity,
            deadline=clock.breach_at,
            late_seconds=(now - clock.breach_at).total_seconds(),
            missed=missed,
        )
    )
    if again is None:
        return replace(clock, warned=True, breached=True), said
    promise = again.promise(deadlines.calendar_name(again.severity, again.name))
    why = "an update was missed: the next interval runs from the missed deadline"
    return again, [*said, ClocksMoved(ticket=ticket, why=why, promises=[promise])]


def _missed(deadlines: Deadlines, clock: Clock, now: datetime) -> tuple[int, Clock]:
    """How many intervals have passed without an update, and the one that runs now."""
    missed = 0
    while clock.breach_at <= now:
        missed += 1
        clock = restart(deadlines, clock, clock.breach_at)
    return missed, clock
