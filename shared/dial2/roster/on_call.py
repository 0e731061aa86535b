"""Who is on call: a schedule's layers, and the overrides above them."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from itertools import pairwise

import msgspec

from dial2.roster import turns
from dial2.roster.schedule import Schedule


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """From `since`, inclusive, to `until`, exclusive: `person` is on call.

    With `instead_of`, only where that person would be, and then `person` may be None: whoever stands in the next
    layer below is on call, or nobody.
    """

    id: str
    schedule: str
    since: datetime
    until: datetime
    person: str | None = None
    instead_of: str | None = None


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """From, inclusive, to, exclusive; `person` None is a gap."""

    since: datetime
    until: datetime
    person: str | None


def on_call(schedule: Schedule, at: datetime, overrides: Sequence[Override] = ()) -> str | None:
    """At most one person. Of several overrides for one instant, the last of `overrides` stands.

    An override looks at whom the layers name, never at another override: two of them can swap two people.
    """
    standing = [each for each in reversed(overrides) if each.since <= at < each.until]
    for each in standing:
        if each.instead_of is None:
            return each.person
    for layer in reversed(schedule.layers):
        person = turns.person(layer, schedule.zone, at)
        if person is None:
            continue
        taken_by = next((each.person for each in standing if each.instead_of == person), person)
        if taken_by is not None:
            return taken_by
    return None


def shifts(
    schedule: Schedule, since: datetime, until: datetime, overrides: Sequence[Override] = ()
) -> list[Shift]:
    """Everything from `since` to `until`, in order and without holes: gaps are shifts of nobody. Times in UTC."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)  # a local time that is skipped equals nothing
    edges = {since, until}
    for layer in schedule.layers:
        edges.update(turns.changes(layer, schedule.zone, since, until))
    for override in overrides:
        edges.update(edge for edge in (override.since, override.until) if since < edge < until)
    found: list[Shift] = []
    in_order = sorted(edge.astimezone(UTC) for edge in edges)
    for begins, ends in pairwise(in_order):
        person = on_call(schedule, begins, overrides)
        if found and found[-1].person == person:
            begins = found.pop().since  # noqa: PLW2901 - one shift with the one before
        found.append(Shift(since=begins, until=ends, person=person))
    return found


def unanswered(found: Sequence[Shift], out_of_reach: Collection[str] = ()) -> list[Shift]:
    """The shifts of nobody, and of people whom nothing reaches."""
    return [shift for shift in found if shift.person is None or shift.person in out_of_reach]
