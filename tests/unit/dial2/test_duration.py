from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.duration import Duration


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("45 seconds", timedelta(seconds=45)),
        ("60 minutes", timedelta(hours=1)),
        ("1 hour", timedelta(hours=1)),
        ("8 hours", timedelta(hours=8)),
        ("30 days", timedelta(hours=720)),
        ("0 minutes", timedelta()),
    ],
)
def test_a_written_duration_is_that_much_time(text: str, time: timedelta) -> None:
    assert Duration.parse(text).time() == time


def test_two_business_days_are_two_full_support_days() -> None:
    assert Duration.parse("2 business days").time(timedelta(hours=12)) == timedelta(hours=24)


def test_a_business_day_without_a_length_is_refused() -> None:
    with pytest.raises(ValueError, match="'2 business days' needs a calendar that says how long its business_day"):
        Duration.parse("2 business days").time()


@pytest.mark.parametrize(
    "text",
    ["", "8", "hours", "-5 minutes", "1.5 hours", "8h", "8  hours", " 8 hours", "8 hours\n", "eight hours",
     "8 Hours", "8 weeks", "PT8H", "٣ hours", 8, None],
)  # fmt: skip
def test_anything_else_is_refused_with_what_is_allowed(text: object) -> None:
    with pytest.raises(ValueError, match=r"is no duration; write a whole number and a unit, such as '60 minutes'"):
        Duration.parse(text)


@given(st.integers(0, 999_999), st.sampled_from(["second", "minute", "hour", "day", "business day"]))
def test_a_duration_reads_back_as_it_is_written(amount: int, unit: str) -> None:
    duration = Duration.parse(f"{amount} {unit}")
    assert Duration.parse(str(duration)) == duration


def test_one_is_written_without_an_s() -> None:
    assert str(Duration.parse("1 business days")) == "1 business day"
    assert str(Duration.parse("2 business day")) == "2 business days"


def test_durations_in_different_units_are_different_words_for_the_same_time() -> None:
    assert Duration.parse("60 minutes") != Duration.parse("1 hour")
    assert len({Duration.parse("1 hour"), Duration.parse("1 hours")}) == 1
