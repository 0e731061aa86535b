"""An iCalendar feed (RFC 5545) of closures becomes special days.

A whole-day event closes the windows that open on its days; a timed one cuts its minutes out of them.
Cancelled events and those marked free (transparent) close nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dial2.calendar.hours import Hours
from dial2.calendar.occurrences import occurrences
from dial2.calendar.rules import DAY, CalendarRule, SpecialDay, Window

_MINUTE = timedelta(minutes=1)


class _Closure(NamedTuple):
    """What one event closes, in minutes of wall time counted from a day zero, as `date.toordinal` counts."""

    since: int
    until: int
    whole_days: bool
    name: str

    def days(self) -> range:
        return range(self.since // DAY, (self.until - 1) // DAY + 1)


def special_days(feed: str, rule: CalendarRule) -> list[SpecialDay]:
    """Return the days whose windows the feed changes; raises ValueError where the feed cannot be read.

    An endless recurrence counts up to the year 2100.
    """
    closures = [
        _closure(each.start, each.end, str(each.event.get("SUMMARY", "")), rule.zone)
        for each in occurrences(feed)
        if each.event.get("TRANSP") != "TRANSPARENT"
    ]
    return list(_changed_days([closure for closure in closures if closure.since < closure.until], Hours(rule)))


def _closure(start: date, end: date, name: str, zone: ZoneInfo) -> _Closure:
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return _Closure(start.toordinal() * DAY, end.toordinal() * DAY, whole_days=True, name=name)
    last_minute = end + _MINUTE - end.resolution
    return _Closure(_minute(start, zone), _minute(last_minute, zone), whole_days=False, name=name)


def _minute(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone) if at.tzinfo else at
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def _changed_days(closures: Iterable[_Closure], hours: Hours) -> Iterator[SpecialDay]:
    closing: dict[int, list[_Closure]] = defaultdict(list)
    for closure in closures:
        for day in closure.days():
            closing[day].append(closure)
    affected = sorted({near for day in closing for near in (day - 1, day, day + 1)})
    left: dict[int, list[Window]] = {day: [] for day in affected}
    for day in affected:
        if any(closure.whole_days for closure in closing.get(day, [])):
            continue
        cuts = [cut for near in (day, day + 1) for cut in closing.get(near, []) if not cut.whole_days]
        for window in hours.on(date.fromordinal(day)):
            for since, until in _without(cuts, day * DAY + window.opens, day * DAY + window.closes):
                # What is left of a window past midnight may open on the next day.
                opens_on = since // DAY
                left[opens_on].append(Window(since - opens_on * DAY, until - opens_on * DAY))
    for day, windows in left.items():
        on = date.fromordinal(day)
        if windows != list(hours.on(on)):
            name = ", ".join(dict.fromkeys(closure.name for closure in closing.get(day, [])))
            yield SpecialDay(date=on, hours=windows, name=name)


def _without(cuts: Iterable[_Closure], since: int, until: int) -> Iterator[tuple[int, int]]:
    for cut in sorted(cuts):
        if cut.since >= until:
            break
        if cut.since > since:
            yield since, cut.since
        since = max(since, cut.until)
    if since < until:
        yield since, until
