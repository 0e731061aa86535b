"""Whose turn it is in one layer of a schedule."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from dial2.calendar.wall_clock import instant
from dial2.roster import windows
from dial2.roster.schedule import Layer


def person(layer: Layer, zone: ZoneInfo, at: datetime) -> str | None:
    """At most one; None outside the layer's time."""
    if layer.hours and not windows.covers(layer.hours, zone, at):
        return None
    if layer.ends and at >= moment(layer.ends, zone):
        return None
    if layer.starts and at < moment(layer.starts, zone):
        return None
    for shift in layer.shifts:
        if moment(shift.since, zone) <= at < moment(shift.until, zone):
            return shift.person
    if not layer.people or layer.every is None or layer.starts is None:
        return None
    return layer.people[_turn(layer, zone, at) % len(layer.people)]


def changes(layer: Layer, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """The instants after `since` and before `until` at which the person may change, in no order."""
    edges = [moment(edge, zone) for edge in (layer.starts, layer.ends) if edge]
    edges += [moment(edge, zone) for shift in layer.shifts for edge in (shift.since, shift.until)]
    yield from (edge for edge in edges if since < edge < until)
    if layer.hours:
        yield from windows.edges(layer.hours, zone, since, until)
    if layer.people and layer.starts and layer.every:
        number = max(_turn(layer, zone, since), 0) + 1
        while (hand_off := _hand_off(layer, zone, number)) < until:
            if hand_off > since:
                yield hand_off
            number += 1


def moment(written: datetime, zone: ZoneInfo) -> datetime:
    """The instant that a roster means by a local time; a time with an offset means itself."""
    return written if written.tzinfo else instant(written, zone)


def _turn(layer: Layer, zone: ZoneInfo, at: datetime) -> int:
    """The last turn that has begun. One whose hand-offs fall together, in a skipped hour, is nobody's."""
    assert layer.every is not None  # noqa: S101 - a rotation, as its callers have looked
    assert layer.starts is not None  # noqa: S101 - the same
    number = layer.every.turns_until(layer.starts, at.astimezone(zone).replace(tzinfo=None))
    while _hand_off(layer, zone, number) > at:
        number -= 1
    while _hand_off(layer, zone, number + 1) <= at:
        number += 1
    return number


def _hand_off(layer: Layer, zone: ZoneInfo, number: int) -> datetime:
    assert layer.every is not None  # noqa: S101 - a rotation, as its callers have looked
    assert layer.starts is not None  # noqa: S101 - the same
    return instant(layer.every.hand_off(layer.starts, number), zone)
