"""Arithmetic in open time: sums kept ready and searched, so that no distance costs more than another."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from typing import NamedTuple

from dial2.calendar.hours import Hours, Span
from dial2.calendar.rules import CalendarRule
from dial2.errors import Dial2Error

FIRST_YEAR, LAST_YEAR = 1900, 2300

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class CalendarError(Dial2Error):
    """A question that leads outside the years that calendars cover."""


class _Sums(NamedTuple):
    """Disjoint spans in order, in microseconds from 1970, and the open time counted before each of them.

    Right for instants from `known_from`, inclusive, to `known_to`, exclusive.
    """

    opens: list[int]
    closes: list[int]
    counted: list[int]
    first_year: int
    last_year: int
    known_from: int
    known_to: int


class Calendar:
    """When time counts, and how much of it has.

    Instants go in as aware datetimes and come out in UTC, exact to the microsecond. `spans` gives the open
    time of a year; years are worked out when a question first needs them. Raises CalendarError where a
    question leads outside the years 1900 to 2300.
    """

    def __init__(self, spans: Callable[[int], Iterable[Span]], business_day: timedelta | None = None) -> None:
        self.business_day = business_day
        self._spans = spans
        self._sums: _Sums | None = None

    def is_open(self, at: datetime) -> bool:
        instant = _microseconds(at)
        sums = self._around(instant, instant)
        place = bisect_right(sums.opens, instant) - 1
        return place >= 0 and instant < sums.closes[place]

    def next_opening(self, at: datetime) -> datetime:
        """Return `at` itself where the calendar is open then, otherwise when it opens next."""
        since = _microseconds(at)
        sums = self._around(since, since)
        while (place := bisect_right(sums.closes, since)) == len(sums.closes):
            sums = self._cover(sums.first_year, sums.last_year + 1)
        return _instant(max(since, sums.opens[place]))

    def next_closing(self, at: datetime) -> datetime | None:
        """Return the first closing after `at`, or None where the calendar never closes again."""
        since = _microseconds(at)
        sums = self._around(since, since)
        while True:
            place = bisect_right(sums.closes, since)
            if place < len(sums.closes) and sums.closes[place] < sums.known_to:
                return _instant(sums.closes[place])
            if sums.last_year == LAST_YEAR:
                return None
            sums = self._cover(sums.first_year, sums.last_year + 1)

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time from `start` to `end`; negative where `end` comes first."""
        since, until = _microseconds(start), _microseconds(end)
        sums = self._around(min(since, until), max(since, until))
        return timedelta(microseconds=_count(sums, until) - _count(sums, since))

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """Return the earliest instant at which `duration` of open time has elapsed since `start`.

        So what runs out as the calendar closes ends at that closing, not at the next opening.
        Raises ValueError for a negative duration.
        """
        since, length = _microseconds(start), _length(duration)
        if not length:
            return _instant(since)
        sums = self._around(since, since)
        while True:
            target = _count(sums, since) + length
            place = bisect_left(sums.counted, target) - 1
            end = sums.opens[place] + target - sums.counted[place]
            if end <= sums.closes[place] and end < sums.known_to:
                return _instant(end)
            sums = self._cover(sums.first_year, sums.last_year + 1)

    def subtract(self, end: datetime, duration: timedelta) -> datetime:
        """Return the latest instant from which `duration` of open time elapses until `end`.

        Raises ValueError for a negative duration.
        """
        until, length = _microseconds(end), _length(duration)
        if not length:
            return _instant(until)
        sums = self._around(until, until)
        while True:
            target = _count(sums, until) - length
            place = bisect_right(sums.counted, target) - 1
            if place >= 0:
                start = sums.opens[place] + target - sums.counted[place]
                if start >= sums.known_from:
                    return _instant(start)
            sums = self._cover(sums.first_year - 1, sums.last_year)

    def _around(self, since: int, until: int) -> _Sums:
        sums = self._sums
        if sums is not None and sums.known_from <= since and until < sums.known_to:
            return sums
        return self._cover(_instant(since).year - 1, _instant(until).year + 1)

    def _cover(self, first_year: int, last_year: int) -> _Sums:
        """Work out these years too; the sums are replaced whole, so that threads need no lock."""
        if first_year < FIRST_YEAR or last_year > LAST_YEAR:
            raise CalendarError(f"calendars cover the years {FIRST_YEAR} to {LAST_YEAR}; this leads outside")
        known = self._sums or _summed([], first_year, first_year - 1)
        first_year, last_year = min(first_year, known.first_year), max(last_year, known.last_year)
        earlier = (span for year in range(first_year, known.first_year) for span in self._year(year))
        later = (span for year in range(known.last_year + 1, last_year + 1) for span in self._year(year))
        spans = chain(earlier, zip(known.opens, known.closes, strict=True), later)
        self._sums = _summed(spans, first_year, last_year)
        return self._sums

    def _year(self, year: int) -> list[tuple[int, int]]:
        return sorted((_microseconds(opens), _microseconds(closes)) for opens, closes in self._spans(year))


def always() -> Calendar:
    """Return the calendar that never closes."""
    return Calendar(lambda year: [(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))])


def calendar(rule: CalendarRule) -> Calendar:
    return Calendar(Hours(rule).spans, rule.business_day.time() if rule.business_day else None)


def _summed(spans: Iterable[tuple[int, int]], first_year: int, last_year: int) -> _Sums:
    opens: list[int] = []
    closes: list[int] = []
    for opening, closing in spans:
        if closes and opening <= closes[-1]:
            closes[-1] = max(closes[-1], closing)
        elif opening < closing:  # else the hour or day was skipped by a change of offset
            opens.append(opening)
            closes.append(closing)
    lengths = (closing - opening for opening, closing in zip(opens, closes, strict=True))
    counted = list(accumulate(lengths, initial=0))
    # At the edges, windows of the neighbouring years are missing: one may pass midnight in any zone.
    known_from = _microseconds(datetime(first_year, 1, 3, tzinfo=UTC))
    known_to = _microseconds(datetime(last_year, 12, 30, tzinfo=UTC))
    return _Sums(opens, closes, counted[:-1], first_year, last_year, known_from, known_to)


def _count(sums: _Sums, at: int) -> int:
    place = bisect_right(sums.opens, at) - 1
    if place < 0:
        return 0
    return sums.counted[place] + min(at, sums.closes[place]) - sums.opens[place]


def _length(duration: timedelta) -> int:
    if duration < timedelta():
        raise ValueError(f"a duration of {duration} is negative")
    return duration // _MICROSECOND


def _microseconds(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
