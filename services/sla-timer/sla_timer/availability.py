"""Availability over a period, counted around the clock (contract: 99.5 % in any 30 days).

A service interruption is a time of unavailability. What the client's own connection caused does not count, and
neither does planned maintenance within what the contract allows of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

Span = tuple[datetime, datetime]


class Availability(NamedTuple):
    """`share` of the `measured` time in which the service was up; excluded time is not measured."""

    share: float
    down: timedelta
    measured: timedelta


class Worst(NamedTuple):
    """The worst of all windows of a length; `start` is the earliest such."""

    start: datetime
    end: datetime
    availability: Availability


def availability(period: Span, interruptions: Iterable[Span], excluded: Iterable[Span] = ()) -> Availability:
    """Return it for one client, or for all; spans may overlap, and lie outside the period."""
    left_out = union(excluded, within=period)
    down = without(union(interruptions, within=period), left_out)
    measured = period[1] - period[0] - length(left_out)
    share = 1 - length(down) / measured if measured else 1.0
    return Availability(share, length(down), measured)


def worst(over: Span, window: timedelta, interruptions: Sequence[Span], excluded: Sequence[Span] = ()) -> Worst:
    """Return the window of that length within `over` in which availability was lowest.

    Its share changes its slope only where a span begins or ends at one of the window's edges, so that these places
    are all there is to look at.
    """
    edges = [edge for span in (*interruptions, *excluded) for edge in span]
    first, last = over[0], max(over[0], over[1] - window)
    starts = {first, last} | {at for edge in edges for at in (edge, edge - window) if first <= at <= last}
    found = [
        Worst(start, start + window, availability((start, start + window), interruptions, excluded))
        for start in sorted(starts)
    ]
    return min(found, key=lambda each: each.availability.share)


def union(spans: Iterable[Span], *, within: Span) -> list[Span]:
    """Put spans in order, join those that touch, and cut off what lies outside."""
    joined: list[Span] = []
    for since, until in sorted(spans):
        start, end = max(since, within[0]), min(until, within[1])
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """Cut `holes` out of `spans`; both in order and disjoint."""
    rest: list[Span] = []
    for since, until in spans:
        start = since
        for hole_start, hole_end in holes:
            if hole_end <= start or hole_start >= until:
                continue
            if start < hole_start:
                rest.append((start, hole_start))
            start = hole_end
        if start < until:
            rest.append((start, until))
    return rest


def length(spans: Iterable[Span]) -> timedelta:
    return sum((end - start for start, end in spans), timedelta())
