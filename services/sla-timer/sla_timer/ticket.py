"""What the clocks need to know of a ticket, and what a severity makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from dial2.vocabulary import ClockName, Severity
from sla_timer import clock as clocks
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """`called_back_at` and `updated_at` are kept beside the clocks, which may not be promised at the time."""

    ticket: int
    received_at: datetime
    silent: bool
    severity: Severity | None = None
    called_back_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at: datetime | None = None
    terms: str = ""  # a digest of the contract that its clocks follow

    def counts_from(self, name: ClockName) -> datetime | None:
        """Where a clock that is promised from now on starts; None where its purpose is served."""
        if name == "call_back" and self.called_back_at:
            return None
        return (self.updated_at if name == "update" else None) or self.received_at


class Change(NamedTuple):
    moved: list[Clock]
    withdrawn: list[ClockName]


def judged(
    deadlines: Deadlines, ticket: Ticket, severity: Severity, standing: Mapping[ClockName, Clock], now: datetime
) -> Change:
    """What `severity` changes for an open ticket: clocks that move, that are promised only now, or no longer."""
    promised = deadlines.promised(severity)
    moved: list[Clock] = []
    for name in promised:
        if (clock := standing.get(name)) is None:
            if at := ticket.counts_from(name):
                moved.append(clocks.start(deadlines, name, severity, at))
        elif not clock.ended:
            again = clocks.recompute(deadlines, clock, severity, now)
            if again != clock:
                moved.append(again)
    withdrawn = [name for name, clock in standing.items() if name not in promised and not clock.ended]
    return Change(moved, withdrawn)


def stream(ticket: int) -> str:
    """Where its events are in the log."""
    return f"ticket:{ticket}"
