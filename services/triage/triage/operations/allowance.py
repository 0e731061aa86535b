"""How much planned maintenance any one-month period holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

Window = tuple[datetime, datetime]

_A_MONTH = relativedelta(months=1)
_A_DAY = timedelta(days=1)
_DAYS_OF_MONTHS = range(28, 32)


def fullest_month(windows: Iterable[Window], concerning: Window) -> timedelta:
    """Return the most time that the windows take of any one-month period that holds some of `concerning`."""
    ordered = sorted({*windows, concerning})
    periods = [each for each in _periods(ordered) if each[0] < concerning[1] and concerning[0] < each[1]]
    return max(_held(ordered, period) for period in periods)


def _periods(windows: Iterable[Window]) -> Iterator[Window]:
    """All there is to look at: the periods that begin or end with a window.

    The month that begins on the 31st may end earlier than the one that began on the 30th: where a window goes past
    the end of a calendar month, the last of the longer periods ends with that.
    """
    for start, end in windows:
        yield start, start + _A_MONTH
        for days in _DAYS_OF_MONTHS:
            since = end - timedelta(days=days)
            if since + _A_MONTH == end:
                yield since, end
        first = end.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if start < first:
            yield first - _A_DAY - _A_MONTH + _A_DAY, first


def _held(windows: Sequence[Window], period: Window) -> timedelta:
    spans = ((max(start, period[0]), min(end, period[1])) for start, end in windows)
    return sum((end - start for start, end in spans if start < end), timedelta())
