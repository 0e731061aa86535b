"""When the events of an iCalendar feed (RFC 5545) happen: recurrences, exceptions, moved and cancelled ones."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import takewhile
from typing import NamedTuple

import icalendar
from dateutil.rrule import rrulestr

_LAST_YEAR = 2100  # a recurrence without an end stops there
_MOST_RECURRENCES = 50_000


class Occurrence(NamedTuple):
    """From, inclusive, to, exclusive: dates for whole days."""

    event: icalendar.Event
    start: date
    end: date


def occurrences(feed: str) -> Iterator[Occurrence]:
    """Every time that an event of the feed happens, cancelled ones left out; raises ValueError."""
    calendars = icalendar.Calendar.from_ical(feed, multiple=True)
    if not calendars:
        raise ValueError("there is no VCALENDAR in it")
    events = [event for component in calendars for event in component.events]
    moved = {(event.get("UID"), event.RECURRENCE_ID) for event in events}
    for event in events:
        if event.get("STATUS") == "CANCELLED":
            continue
        for start, end in _times(event):
            if event.RECURRENCE_ID or (event.get("UID"), start) not in moved:
                yield Occurrence(event, start, end)


def _times(event: icalendar.Event) -> Iterator[tuple[date, date]]:
    length = event.end - event.start
    starts = {start for rule in event.rrules for start in _recurrences(event.start, rule.to_ical().decode())}
    times = {start: start + length for start in starts or {event.start}}
    times |= {start: end or start + length for start, end in event.rdates}
    yield from ((start, end) for start, end in times.items() if start not in event.exdates)


def _recurrences(first: date, rule: str) -> Iterator[date]:
    whole_days = not isinstance(first, datetime)
    starts = rrulestr(rule, dtstart=datetime.combine(first, time()) if whole_days else first)
    for count, start in enumerate(takewhile(lambda at: at.year <= _LAST_YEAR, starts)):
        if count == _MOST_RECURRENCES:
            raise ValueError(f"the rule {rule} recurs more than {_MOST_RECURRENCES:,} times")
        yield start.date() if whole_days else start
