"""An iCalendar feed (RFC 5545) of closures becomes special days.

A whole-day event closes the windows that open on its days; a timed one cuts its minutes out of them.
Cancelled events and those marked free (transparent) close nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar
from dateutil.rrule import rrulestr

from dial2.calendar.hours import Hours
from dial2.calendar.rules import DAY, CalendarRule, SpecialDay, Window

_LAST_YEAR = 2100  # a recurrence without an end stops there
_MOST_RECURRENCES = 50_000
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
    calendars = icalendar.Calendar.from_ical(feed, multiple=True)
    if not calendars:
        raise ValueError("there is no VCALENDAR in it")
    events = [event for component in calendars for event in component.events]
    moved = {(event.get("UID"), event.RECURRENCE_ID) for event in events}
    closures = [
        _closure(start, end, str(event.get("SUMMARY", "")), rule.zone)
        for event in events
        if event.get("STATUS") != "CANCELLED" and event.get("TRANSP") != "TRANSPARENT"
        for start, end in _occurrences(event)
        if event.RECURRENCE_ID or (event.get("UID"), start) not in moved
    ]
    return list(_changed_days([closure for closure in closures if closure.since < closure.until], Hours(rule)))


def _occurrences(event: icalendar.Event) -> Iterator[tuple[date, date]]:
    """Yield from when to when the event lasts, each time it does: dates for whole days."""
    length = event.end - event.start
    starts = {start for rule in event.rrules for start in _recurrences(event.start, rule.to_ical().decode())}
    occurrences = {start: start + length for start in starts or {event.start}}
    occurrences |= {start: end or start + length for start, end in event.rdates}
    yield from ((start, end) for start, end in occurrences.items() if start not in event.exdates)


def _recurrences(first: date, rule: str) -> Iterator[date]:
    whole_days = not isinstance(first, datetime)
    starts = rrulestr(rule, dtstart=datetime.combine(first, time()) if whole_days else first)
    for count, start in enumerate(takewhile(lambda at: at.year <= _LAST_YEAR, starts)):
        if count == _MOST_RECURRENCES:
            raise ValueError(f"the rule {rule} recurs more than {_MOST_RECURRENCES:,} times")
        yield start.date() if whole_days else start


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
