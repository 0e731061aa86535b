"""Which windows open on a day: the week's hours, the holidays above them, the special days above both."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta

from dial2.calendar.holidays import closed_days
from dial2.calendar.rules import WEEKDAYS, CalendarRule, Window
from dial2.calendar.wall_clock import instant

Span = tuple[datetime, datetime]  # UTC; from, inclusive, to, exclusive


class Hours:
    """The windows of each day under one calendar rule."""

    def __init__(self, rule: CalendarRule) -> None:
        self._rule = rule
        self._week: list[list[Window]] = [[] for _ in WEEKDAYS]
        for days, windows in rule.hours.items():
            for weekday in weekdays(days):
                self._week[weekday] += windows
        self._special: dict[date, list[Window]] = {}
        for special_day in rule.special_days:
            self._special.setdefault(special_day.date, []).extend(special_day.hours)
        self._closed: dict[int, AbstractSet[date]] = {}

    def on(self, day: date) -> Sequence[Window]:
        """Return the windows that open on `day`, also those that pass midnight."""
        if day in self._special:
            return self._special[day]
        if day.year not in self._closed:
            self._closed[day.year] = closed_days(self._rule, day.year)
        return [] if day in self._closed[day.year] else self._week[day.weekday()]

    def spans(self, year: int) -> Iterator[Span]:
        """Yield the open time of the windows that open in `year`, local; spans may touch and overlap."""
        day = date(year, 1, 1)
        while day.year == year:
            midnight = datetime.combine(day, time())
            for window in self.on(day):
                opens = instant(midnight + timedelta(minutes=window.opens), self._rule.zone)
                closes = instant(midnight + timedelta(minutes=window.closes), self._rule.zone, last=True)
                yield opens, closes
            day += timedelta(days=1)


def weekdays(days: str) -> list[int]:
    """Read `monday`, or `monday-friday`, as days counted from Monday; raises ValueError."""
    first, _, last = days.partition("-")
    allowed: tuple[str, ...] = WEEKDAYS
    if first not in allowed or (last or first) not in allowed:
        raise ValueError(
            f"{days!r} is no day of the week; write {', '.join(WEEKDAYS)}, or a range such as monday-friday"
        )
    start = allowed.index(first)
    return [(start + n) % 7 for n in range((allowed.index(last or first) - start) % 7 + 1)]
