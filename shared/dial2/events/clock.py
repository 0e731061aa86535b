"""A ticket's clocks; only the SLA timer appends these, on the ticket's stream."""

from datetime import datetime

import msgspec

from dial2.events.envelope import Payload
from dial2.vocabulary import ClockName, Severity


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What one clock promises. `latest`, where the profile has one, is the breach in place of `deadline`."""

    clock: ClockName
    calendar: str
    started_at: datetime
    deadline: datetime
    warn_at: datetime
    latest: datetime | None = None


class ClocksStarted(Payload, frozen=True, kw_only=True, tag="clocks.started"):
    """All clocks of a ticket at once: one event, because they start for one reason."""

    ticket: int
    severity: Severity
    promises: list[Promise]


class ClocksMoved(Payload, frozen=True, kw_only=True, tag="clocks.moved"):
    """`promises` replace those that stood; what is `withdrawn` is no longer promised at all."""

    ticket: int
    why: str
    promises: list[Promise]
    withdrawn: list[ClockName] = []


class ClockWarned(Payload, frozen=True, kw_only=True, tag="clock.warned"):
    ticket: int
    clock: ClockName
    severity: Severity
    deadline: datetime
    late_seconds: float = 0.0  # how long after the warning was due this was said


class ClockBreached(Payload, frozen=True, kw_only=True, tag="clock.breached"):
    """`missed` update intervals in a row were found at once; `deadline` is the first of them."""

    ticket: int
    clock: ClockName
    severity: Severity
    deadline: datetime
    late_seconds: float = 0.0
    missed: int = 1


class ClockMet(Payload, frozen=True, kw_only=True, tag="clock.met"):
    ticket: int
    clock: ClockName
    met_at: datetime
    deadline: datetime
    by: str  # the event type that stopped it
    breached: bool
    severity: Severity | None = None  # None: before this was recorded
    used_seconds: float | None = None  # counted in the clock's calendar, pauses left out; None: the same


class ClockPaused(Payload, frozen=True, kw_only=True, tag="clock.paused"):
    ticket: int
    clock: ClockName
    why: str


class ClockResumed(Payload, frozen=True, kw_only=True, tag="clock.resumed"):
    ticket: int
    clock: ClockName
    why: str
    promise: Promise
