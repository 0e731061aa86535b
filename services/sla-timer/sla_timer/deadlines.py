"""When a clock warns and breaches, from its target, its start and its pauses."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

import msgspec

from dial2.calendar import Calendar
from dial2.profile import Profile, calendars
from dial2.profile.model import ClockTarget
from dial2.vocabulary import ClockName, Severity


class Interval(NamedTuple):
    """A pause that has ended; `start` inclusive, `end` exclusive."""

    start: datetime
    end: datetime


class Due(NamedTuple):
    """The instants of one clock, UTC: its target, the warning before it, and the end where that is later."""

    deadline: datetime
    warn: datetime
    latest: datetime | None

    @property
    def breach(self) -> datetime:
        return self.latest or self.deadline


class Deadlines:
    """The clocks of one profile.

    A change of severity asks again with the original start and the same pauses, so nothing counted is lost.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._calendars = calendars(profile)

    @property
    def title(self) -> str:
        return f"{self._profile.name} version {self._profile.version}"

    @property
    def digest(self) -> str:
        """A hash of all that deadlines follow from: another one means that some may have moved."""
        clocks = {severity: rule.targets for severity, rule in self._profile.severities.items()}
        said = (self.title, clocks, self._profile.calendars, self._profile.warn_fraction)
        return sha256(msgspec.json.encode(said, enc_hook=str, order="deterministic")).hexdigest()[:16]

    def promised(self, severity: Severity) -> list[ClockName]:
        return list(self._profile.severities[severity].targets)

    def due(self, severity: Severity, clock: ClockName, started: datetime, paused: Sequence[Interval] = ()) -> Due:
        """Return when the clock is due that stood still while `paused`; KeyError where it is not promised."""
        target = self._profile.severities[severity].clock(clock)
        return due(target, self._calendars[target.calendar], started, paused, self._profile.warn_fraction)

    def pauses(self, clock: ClockName) -> bool:
        """Whether waiting for the client stops this clock."""
        return clock in self._profile.lifecycle.pause_while_waiting

    def used(
        self, severity: Severity, clock: ClockName, started: datetime, until: datetime, paused: Sequence[Interval]
    ) -> timedelta:
        """Return the time of its calendar that the clock has counted from `started` to `until`."""
        return elapsed(self._calendars[self.calendar_name(severity, clock)], started, until, paused)

    def calendar_name(self, severity: Severity, clock: ClockName) -> str:
        return self._profile.severities[severity].clock(clock).calendar


def due(
    target: ClockTarget,
    calendar: Calendar,
    started: datetime,
    paused: Sequence[Interval],
    warn_fraction: float,
) -> Due:
    """Return when a clock `started` then meets its target, all counted in `calendar`, pauses left out."""
    within = target.within.time(calendar.business_day)
    latest = target.latest.time(calendar.business_day) if target.latest else None
    usual_warn = within if latest else within * warn_fraction
    warn = target.warn.time(calendar.business_day) if target.warn else usual_warn
    running = _merged(paused, started)
    return Due(
        deadline=_after(calendar, started, within, running),
        warn=_after(calendar, started, warn, running),
        latest=_after(calendar, started, latest, running) if latest else None,
    )


def elapsed(calendar: Calendar, started: datetime, until: datetime, paused: Sequence[Interval] = ()) -> timedelta:
    """Return the time counted from `started` to `until`, pauses left out."""
    pauses = (Interval(pause.start, min(pause.end, until)) for pause in paused if pause.start < until)
    standing = (calendar.elapsed(pause.start, pause.end) for pause in _merged(list(pauses), started))
    return calendar.elapsed(started, until) - sum(standing, timedelta())


def _after(calendar: Calendar, started: datetime, length: timedelta, pauses: Sequence[Interval]) -> datetime:
    """Return the earliest instant at which `length` has been counted."""
    since, left = started, length
    for pause in pauses:
        counted = calendar.elapsed(since, pause.start)
        if left <= counted:
            break
        since, left = pause.end, left - counted
    return calendar.add(since, left)


def _merged(pauses: Sequence[Interval], started: datetime) -> list[Interval]:
    """Put pauses in order, join those that overlap, and cut off what lies before the start."""
    merged: list[Interval] = []
    for start, end in sorted(pauses):
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, end))
        elif end > started:
            merged.append(Interval(max(start, started), end))
    return merged
