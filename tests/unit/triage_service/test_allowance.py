"""No one-month period holds more planned maintenance than the contract allows."""

from datetime import UTC, datetime, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from triage.operations.allowance import Window, fullest_month

HOUR = timedelta(hours=1)


def window(day: int, hours: float = 1, *, month: int = 11) -> Window:
    start = datetime(2026, month, day, 3, tzinfo=UTC)
    return start, start + hours * HOUR


def test_alone_it_is_what_it_takes() -> None:
    assert fullest_month([], window(10, 2)) == 2 * HOUR


def test_what_lies_within_a_month_before_or_after_is_added() -> None:
    assert fullest_month([window(1), window(30)], window(15)) == 3 * HOUR


def test_what_lies_a_month_away_is_not() -> None:
    assert fullest_month([window(10, month=10), window(10, month=12)], window(10)) == HOUR


def test_a_month_is_counted_from_any_day_and_not_from_the_first() -> None:
    """October 25th to November 25th holds three of them; neither October nor November holds more than two."""
    others = [window(25, month=10), window(5)]
    assert fullest_month(others, window(20)) == 3 * HOUR


def test_two_before_and_two_after_are_not_taken_together() -> None:
    others = [window(20, month=10), window(21, month=10), window(10, month=12), window(11, month=12)]
    assert fullest_month(others, window(15)) == 3 * HOUR


def test_a_month_that_begins_on_a_31st_may_end_before_the_one_that_began_on_the_30th() -> None:
    """From March 30th, 08:00 to April 30th, 08:00 both are held whole; from the 31st, 03:00 the second is not."""
    first = (datetime(2026, 3, 31, 3, tzinfo=UTC), datetime(2026, 3, 31, 5, tzinfo=UTC))
    second = (datetime(2026, 4, 30, 3, tzinfo=UTC), datetime(2026, 4, 30, 8, tzinfo=UTC))
    assert fullest_month([second], first) == 7 * HOUR


days = st.integers(0, 120).map(lambda day: datetime(2026, 3, 1, 3, tzinfo=UTC) + timedelta(days=day))
windows = st.builds(lambda start, hours: (start, start + hours * HOUR), days, st.integers(1, 5))


@given(st.lists(windows, max_size=8), windows)
def test_it_is_the_most_that_a_walk_from_hour_to_hour_finds(others: list[Window], concerning: Window) -> None:
    every = sorted({*others, concerning})
    found = timedelta()
    start = concerning[0] - timedelta(days=32)
    while start < concerning[1]:
        end = start + relativedelta(months=1)
        if end > concerning[0]:
            spans = ((max(since, start), min(until, end)) for since, until in every)
            found = max(found, sum((until - since for since, until in spans if since < until), timedelta()))
        start += HOUR
    assert fullest_month(others, concerning) == found
