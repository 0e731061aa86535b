"""How many promises of a period were kept, from the log.

A promise counts in the period in which it was decided: when it was met in time, or at the deadline that it missed.
One that was missed counts there once, whenever it was met in the end. Of a ticket that reopens, the last agreement
counts. Each update interval is a promise of its own. A clock that runs at the end of the period and has missed
nothing is open. Silent tickets promise nothing; a merged ticket decides nothing more.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from dial2.events import Payload
from dial2.events.client import ClientAssigned
from dial2.events.clock import ClockBreached, ClockMet, ClocksMoved, ClocksStarted, Promise
from dial2.events.ticket import ResolutionAgreed, SeverityAssigned, TicketMerged, TicketOpened, TicketReopened
from dial2.vocabulary import CLOCKS, SEVERITIES, ClockName, Severity


class Period(NamedTuple):
    """`start` inclusive, `end` exclusive."""

    start: datetime
    end: datetime

    def __contains__(self, at: object) -> bool:
        return isinstance(at, datetime) and self.start <= at < self.end


class Happened(NamedTuple):
    at: datetime
    event: Payload


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """One promise that was kept, or `missed` ones."""

    clock: ClockName
    severity: Severity
    at: datetime
    missed: int = 0  # 0: it was met in time


class Used(NamedTuple):
    """What an ended clock had counted, in its own calendar and without its pauses."""

    clock: ClockName
    severity: Severity
    at: datetime
    seconds: float


class TicketRecord(msgspec.Struct, kw_only=True):
    """What a ticket's stream says of its promises before an instant."""

    client: str | None = None
    decided: list[Decided] = []
    used: list[Used] = []
    running: dict[ClockName, Severity] = {}  # and not missed


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Times are in seconds of the clock's calendar; None where nothing ended."""

    client: str | None
    severity: Severity
    clock: ClockName
    met: int
    breached: int
    open: int
    percent: float | None
    median_used: float | None
    p90_used: float | None
    missed_updates: int


def record(stream: Iterable[Happened], until: datetime) -> TicketRecord:
    """Read one ticket's events, in the order of its stream."""
    reader = _Reader(until)
    for happened in stream:
        reader.read(happened)
    return reader.record


def rows(records: Iterable[TicketRecord], period: Period, *, by_client: bool = True) -> list[Row]:
    """By client, severity and clock, those that have anything to count."""
    groups: dict[tuple[str | None, Severity, ClockName], _Group] = {}
    for ticket in records:
        client = ticket.client if by_client else None
        for decided in ticket.decided:
            if decided.at in period:
                groups.setdefault((client, decided.severity, decided.clock), _Group()).decide(decided)
        for used in ticket.used:
            if used.at in period:
                groups.setdefault((client, used.severity, used.clock), _Group()).used.append(used.seconds)
        for clock, severity in ticket.running.items():
            groups.setdefault((client, severity, clock), _Group()).open += 1
    ordered = sorted(groups, key=lambda key: (key[0] or "", SEVERITIES.index(key[1]), CLOCKS.index(key[2])))
    return [groups[key].row(*key) for key in ordered]


class _Group:
    def __init__(self) -> None:
        self.met = self.breached = self.open = 0
        self.used: list[float] = []

    def decide(self, decided: Decided) -> None:
        self.met += not decided.missed
        self.breached += decided.missed

    def row(self, client: str | None, severity: Severity, clock: ClockName) -> Row:
        decided = self.met + self.breached
        return Row(
            client=client,
            severity=severity,
            clock=clock,
            met=self.met,
            breached=self.breached,
            open=self.open,
            percent=round(100 * self.met / decided, 2) if decided else None,
            median_used=statistics.median(self.used) if self.used else None,
            p90_used=_nearest_rank(self.used, 0.9) if self.used else None,
            missed_updates=self.breached if clock == "update" else 0,
        )


def _nearest_rank(values: Sequence[float], share: float) -> float:
    return sorted(values)[math.ceil(share * len(values)) - 1]


class _Reader:
    def __init__(self, until: datetime) -> None:
        self.record = TicketRecord()
        self._until = until
        self._severity: Severity = "no"
        self._missed: set[ClockName] = set()  # of the promise now running
        self._standing: set[ClockName] = set()

    def read(self, happened: Happened) -> None:
        match happened.event:
            case TicketOpened(client=client) | ClientAssigned(client=client):
                self.record.client = client
            case ClockBreached(clock=clock, deadline=deadline) as event if deadline < self._until:
                self._miss(clock, event.severity, deadline, event.missed)
            case ClockMet(met_at=met_at) as event if met_at < self._until:
                self._meet(event)
            case event if happened.at < self._until:
                self._live(event)
        self.record.running = dict.fromkeys(self._standing - self._missed, self._severity)

    def _live(self, event: Payload) -> None:
        match event:
            case SeverityAssigned(severity=severity):
                self._severity = severity
            case ClocksStarted(promises=promises):
                self._promise(promises)
            case ClocksMoved(promises=promises, withdrawn=withdrawn):
                self._promise(promises)
                self._standing -= set(withdrawn)
            case ResolutionAgreed() | TicketMerged():
                self._standing.clear()
            case TicketReopened():
                self._take_back_the_agreement()

    def _promise(self, promises: Iterable[Promise]) -> None:
        self._standing |= {promise.clock for promise in promises}

    def _miss(self, clock: ClockName, severity: Severity, deadline: datetime, missed: int) -> None:
        self.record.decided.append(Decided(clock=clock, severity=severity, at=deadline, missed=missed))
        if clock != "update":  # its next interval runs already
            self._missed.add(clock)

    def _meet(self, event: ClockMet) -> None:
        severity = event.severity or self._severity
        if event.used_seconds is not None:
            self.record.used.append(Used(event.clock, severity, event.met_at, event.used_seconds))
        if event.breached and event.clock not in self._missed:  # met before the breach was said
            self._miss(event.clock, severity, event.deadline, 1)
        elif not event.breached:
            self.record.decided.append(Decided(clock=event.clock, severity=severity, at=event.met_at))
        self._standing.discard(event.clock)

    def _take_back_the_agreement(self) -> None:
        agreed = [each for each in self.record.decided if each.clock == "resolution" and not each.missed]
        self.record.decided = [each for each in self.record.decided if each not in agreed]
        self.record.used = [each for each in self.record.used if each.clock != "resolution"]
