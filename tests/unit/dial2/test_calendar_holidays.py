"""Days worked out by hand from printed calendars and from the contract's list."""

from datetime import date, timedelta

import pytest

from dial2.calendar import CalendarRule
from dial2.calendar.holidays import closed_days, dates, easter_sunday
from dial2.calendar.hours import Hours
from dial2.calendar.rules import Holiday
from dial2.profile import load


@pytest.fixture(scope="module")
def support() -> CalendarRule:
    return load("tracktik").calendars["support"]


def closed_weekdays(rule: CalendarRule, year: int) -> list[date]:
    hours = Hours(rule)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return [day for day in days if day.weekday() < 5 and not hours.on(day)]


def test_support_is_closed_on_the_nine_holidays_of_2026(support: CalendarRule) -> None:
    assert closed_weekdays(support, 2026) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 18),
        date(2026, 7, 1),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 12, 25),
        date(2026, 12, 28),  # Boxing Day falls on a Saturday
    ]


def test_christmas_and_boxing_day_on_a_weekend_are_observed_on_monday_and_tuesday(support: CalendarRule) -> None:
    assert closed_weekdays(support, 2027) == [
        date(2027, 1, 1),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 24),
        date(2027, 7, 1),
        date(2027, 9, 6),
        date(2027, 10, 11),
        date(2027, 12, 27),
        date(2027, 12, 28),
    ]


def test_christmas_on_a_sunday_is_observed_after_boxing_day(support: CalendarRule) -> None:
    december = [day for day in closed_weekdays(support, 2022) if day.month == 12]
    assert december == [date(2022, 12, 26), date(2022, 12, 27)]


def test_new_year_on_a_saturday_is_observed_on_monday(support: CalendarRule) -> None:
    assert closed_weekdays(support, 2028)[0] == date(2028, 1, 3)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 2, 16),  # Family Day
        date(2026, 6, 24),  # Saint-Jean-Baptiste
        date(2026, 8, 3),  # Civic Holiday
        date(2026, 9, 30),  # Truth and Reconciliation
        date(2026, 11, 11),  # Remembrance Day
        date(2026, 11, 26),  # Thanksgiving in the United States
    ],
)
def test_support_is_open_on_other_holidays(support: CalendarRule, day: date) -> None:
    assert Hours(support).on(day)


def test_a_holiday_that_moves_over_the_year_end_closes_the_new_year() -> None:
    rule = CalendarRule(
        zone=load("tracktik").zone,
        hours={},
        holidays=[Holiday(name="Last day", every="12-31")],
        observed="next-weekday",
    )
    assert date(2023, 1, 2) in closed_days(rule, 2023)  # 31 December 2022 is a Saturday


def test_without_observance_a_weekend_holiday_closes_no_weekday() -> None:
    rule = CalendarRule(
        zone=load("tracktik").zone, hours={}, holidays=[Holiday(name="Christmas Day", every="12-25")]
    )
    assert closed_days(rule, 2027) == {date(2026, 12, 25), date(2027, 12, 25), date(2028, 12, 25)}


@pytest.mark.parametrize(
    "day",
    [date(1961, 4, 2), date(1970, 3, 29), date(2000, 4, 23), date(2008, 3, 23), date(2024, 3, 31),
     date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25), date(2285, 3, 22)],
)  # fmt: skip
def test_easter_falls_on_its_printed_dates(day: date) -> None:
    assert easter_sunday(day.year) == day


@pytest.mark.parametrize(
    ("holiday", "year", "days"),
    [
        (Holiday(name="One day", date=date(2026, 12, 24)), 2026, [date(2026, 12, 24)]),
        (Holiday(name="One day", date=date(2026, 12, 24)), 2027, []),
        (Holiday(name="Leap day", every="02-29"), 2028, [date(2028, 2, 29)]),
        (Holiday(name="Leap day", every="02-29"), 2027, []),
        (Holiday(name="Ascension", easter=39), 2026, [date(2026, 5, 14)]),
        (Holiday(name="First", weekday="monday", nth=1, month=9), 2026, [date(2026, 9, 7)]),
        (Holiday(name="Last", weekday="monday", nth=-1, month=5), 2026, [date(2026, 5, 25)]),
        (Holiday(name="Fifth", weekday="monday", nth=5, month=6), 2026, [date(2026, 6, 29)]),
        (Holiday(name="Fifth", weekday="monday", nth=5, month=2), 2026, []),
        (Holiday(name="Fifth last", weekday="sunday", nth=-5, month=3), 2026, [date(2026, 3, 1)]),
        (Holiday(name="Before", weekday="monday", before="05-25"), 2026, [date(2026, 5, 18)]),
        (Holiday(name="Before", weekday="wednesday", before="11-23"), 2026, [date(2026, 11, 18)]),
        (Holiday(name="Canada Day", country="CA"), 2026, [date(2026, 7, 1)]),
        (Holiday(name="family day", country="CA", subdivision="ON"), 2026, [date(2026, 2, 16)]),
    ],
)
def test_a_holiday_falls_where_its_rule_says(holiday: Holiday, year: int, days: list[date]) -> None:
    assert list(dates(holiday, year)) == days
