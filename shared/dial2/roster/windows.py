"""Hours of a week by the wall clock, as a roster writes them: `{ "monday-friday" = ["22:00-07:00"] }`.

Opening inclusive, closing exclusive; a window past midnight belongs to the day it opens on. On a day of
daylight-saving change, as in `dial2.calendar`: a time that is skipped is the instant of the skip; of a time shown
twice, a window opens at the first and closes at the last.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dial2.calendar.hours import Span, weekdays
from dial2.calendar.rules import Window
from dial2.calendar.wall_clock import instant

WeeklyHours = Mapping[str, Sequence[Window]]


def covers(hours: WeeklyHours, zone: ZoneInfo, at: datetime) -> bool:
    today = at.astimezone(zone).date()
    return any(opens <= at < closes for opens, closes in _spans(hours, zone, today - timedelta(days=1), today))


def edges(hours: WeeklyHours, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """When a window opens or closes between `since` and `until`."""
    first = since.astimezone(zone).date() - timedelta(days=1)
    for span in _spans(hours, zone, first, until.astimezone(zone).date()):
        yield from (edge for edge in span if since < edge < until)


def _spans(hours: WeeklyHours, zone: ZoneInfo, first: date, last: date) -> Iterator[Span]:
    week: list[list[Window]] = [[] for _ in range(7)]
    for days, windows in hours.items():
        for weekday in weekdays(days):
            week[weekday] += windows
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        midnight = datetime.combine(day, time())
        for window in week[day.weekday()]:
            opens = instant(midnight + timedelta(minutes=window.opens), zone)
            closes = instant(midnight + timedelta(minutes=window.closes), zone, last=True)
            yield opens, closes
