"""How much planned maintenance any one-month period holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

Window = tuple[datetime, datetime]

_A_MONTH = relativedelta(months=1)


def fullest_month(windows: Iterable[Window], concerning: Window) -> timedelta:
    """Return the most time that the windows take of any one-month period that holds some of `concerning`.

    A period that holds the most begins where a window does, so that these are all there is to look at.
    """
    ordered = sorted({*windows, concerning})
    starts = [start for start, _ in ordered if start < concerning[1] and concerning[0] < start + _A_MONTH]
    return max(_held(ordered, (start, start + _A_MONTH)) for start in starts)


def _held(windows: Sequence[Window], period: Window) -> timedelta:
    spans = ((max(start, period[0]), min(end, period[1])) for start, end in windows)
    return sum((end - start for start, end in spans if start < end), timedelta())
