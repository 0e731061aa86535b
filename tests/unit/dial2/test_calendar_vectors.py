"""Sums worked out by hand, and cases that other help desks got wrong."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dial2.calendar import Calendar, CalendarError, CalendarRule, always, calendar
from dial2.calendar.rules import Holiday, SpecialDay, Window
from dial2.profile import calendars, load

TORONTO = ZoneInfo("America/Toronto")
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def support() -> Calendar:
    return calendars(load("tracktik"))["support"]


def toronto(*shown: int) -> datetime:
    return datetime(*shown, tzinfo=TORONTO)  # type: ignore[misc,arg-type]  # the six numbers of a datetime


def weekly(zone: str, window: str, *holidays: date) -> Calendar:
    return calendar(
        CalendarRule(
            zone=ZoneInfo(zone),
            hours={"monday-friday": [Window.parse(window)]},
            holidays=[Holiday(name="closed", date=day) for day in holidays],
        )
    )


def daily(zone: str, *windows: str) -> Calendar:
    parsed = [Window.parse(window) for window in windows]
    return calendar(CalendarRule(zone=ZoneInfo(zone), hours={"monday-sunday": parsed}))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        (toronto(2026, 11, 16, 10), 24, toronto(2026, 11, 18, 10)),  # two business days from Monday
        (toronto(2026, 11, 21, 12), 24, toronto(2026, 11, 24, 19, 30)),  # … from Saturday
        (toronto(2026, 11, 20, 7, 30), 12, toronto(2026, 11, 20, 19, 30)),  # closing, not Monday's opening
        (toronto(2026, 11, 20, 19, 30), 1, toronto(2026, 11, 23, 8, 30)),  # closing is closed
        (toronto(2026, 11, 20, 19, 29, 59), 1, toronto(2026, 11, 23, 8, 29, 59)),
        (toronto(2026, 12, 24, 18), 2, toronto(2026, 12, 29, 8)),  # Christmas, weekend, Boxing Day observed
        (toronto(2026, 4, 2, 19), 1, toronto(2026, 4, 7, 8)),  # Good Friday to Easter Monday
        (toronto(2026, 10, 9, 19), 1, toronto(2026, 10, 13, 8)),  # Canadian Thanksgiving
        (toronto(2026, 11, 10, 19), 1, toronto(2026, 11, 11, 8)),  # 11 November is worked
        (toronto(2026, 3, 6, 19), 1, toronto(2026, 3, 9, 8)),  # summer time begins on the Sunday between
        (toronto(2026, 10, 30, 19), 1, toronto(2026, 11, 2, 8)),  # … and ends
        (toronto(2026, 12, 21, 7, 30), 28 * 12, toronto(2027, 2, 1, 19, 30)),
    ],
)
def test_support_hours_run_out_when_the_contract_says(
    support: Calendar, start: datetime, hours: int, end: datetime
) -> None:
    assert support.add(start, hours * HOUR) == end
    assert support.elapsed(start, end) == hours * HOUR


def test_no_time_at_all_runs_out_at_once_even_when_closed(support: Calendar) -> None:
    sunday = toronto(2026, 11, 22, 3)
    assert support.add(sunday, timedelta()) == sunday
    assert support.subtract(sunday, timedelta()) == sunday


def test_going_back_finds_the_latest_start(support: Calendar) -> None:
    assert support.subtract(toronto(2026, 11, 23, 8, 30), HOUR) == toronto(2026, 11, 23, 7, 30)
    assert support.subtract(toronto(2026, 11, 23, 8), HOUR) == toronto(2026, 11, 20, 19)
    assert support.subtract(toronto(2026, 11, 22), HOUR) == toronto(2026, 11, 20, 18, 30)


def test_microseconds_are_kept(support: Calendar) -> None:
    start = toronto(2026, 11, 20, 19, 29, 59, 999_999)
    assert support.add(start, timedelta(microseconds=3)) == toronto(2026, 11, 23, 7, 30, 0, 2)


def test_instants_come_out_in_utc(support: Calendar) -> None:
    assert support.add(toronto(2026, 11, 16, 10), HOUR).tzinfo is UTC


def test_time_runs_backwards_as_a_negative(support: Calendar) -> None:
    assert support.elapsed(toronto(2026, 11, 17, 10), toronto(2026, 11, 16, 10)) == -12 * HOUR


def test_openings_and_closings(support: Calendar) -> None:
    friday, opening, closing = (
        toronto(2026, 11, 20, 19, 30),
        toronto(2026, 11, 23, 7, 30),
        toronto(2026, 11, 23, 19, 30),
    )
    assert not support.is_open(friday)
    assert support.is_open(friday - timedelta(microseconds=1))
    assert support.next_opening(friday) == opening
    assert support.next_opening(opening) == opening
    assert support.is_open(opening)
    assert not support.is_open(opening - timedelta(microseconds=1))
    assert support.next_closing(friday) == closing
    assert support.next_closing(opening) == closing
    assert support.next_closing(friday - HOUR) == friday


def test_the_calendar_that_never_closes_counts_every_hour() -> None:
    saturday_night = toronto(2026, 10, 31, 23)
    assert always().add(saturday_night, 90 * timedelta(minutes=1)) == saturday_night.astimezone(UTC) + 1.5 * HOUR
    assert always().is_open(saturday_night)
    assert always().next_closing(saturday_night) is None


def test_a_day_that_ends_at_24_00_runs_on_into_the_next() -> None:
    round_the_clock = daily("America/Toronto", "00:00-24:00")
    assert round_the_clock.elapsed(toronto(2026, 1, 1), toronto(2027, 1, 1)) == timedelta(days=365)
    assert round_the_clock.next_closing(toronto(2026, 1, 1)) is None


def test_two_windows_a_day_leave_out_the_break_between() -> None:
    lunch = daily("America/Toronto", "09:00-12:00", "13:00-17:00")
    assert lunch.add(toronto(2026, 11, 16, 11, 30), HOUR) == toronto(2026, 11, 16, 13, 30)
    assert lunch.add(toronto(2026, 11, 16, 9), 7 * HOUR) == toronto(2026, 11, 16, 17)


def test_a_night_window_belongs_to_the_day_it_opens_on() -> None:
    nights = weekly("America/Toronto", "22:00-06:00", date(2026, 11, 18))
    assert nights.is_open(toronto(2026, 11, 18, 5, 59))  # Tuesday's night
    assert not nights.is_open(toronto(2026, 11, 18, 23))  # Wednesday is a holiday
    assert not nights.is_open(toronto(2026, 11, 19, 5))
    assert nights.is_open(toronto(2026, 11, 21, 5))  # Friday's night
    assert not nights.is_open(toronto(2026, 11, 21, 23))
    assert nights.add(toronto(2026, 11, 18, 5), 2 * HOUR) == toronto(2026, 11, 19, 23)


def test_new_years_night_is_counted_once() -> None:
    nights = daily("America/Toronto", "22:00-06:00")
    assert nights.elapsed(toronto(2026, 12, 31, 12), toronto(2027, 1, 1, 12)) == 8 * HOUR
    assert nights.elapsed(toronto(2020, 1, 1), toronto(2021, 1, 1)) == 366 * 8 * HOUR


def test_special_days_stand_above_holidays_and_hours() -> None:
    rule = CalendarRule(
        zone=TORONTO,
        hours={"monday-friday": [Window.parse("09:00-17:00")]},
        holidays=[Holiday(name="Christmas Day", every="12-25")],
        special_days=[
            SpecialDay(date=date(2026, 12, 24), hours=[Window.parse("09:00-12:00")], name="half day"),
            SpecialDay(date=date(2026, 12, 25), hours=[Window.parse("10:00-11:00")], name="stocktaking"),
            SpecialDay(date=date(2026, 12, 26), hours=[Window.parse("09:00-10:00")], name="extra opening"),
            SpecialDay(date=date(2026, 12, 28), hours=[], name="closed"),
        ],
    )
    counted = calendar(rule).elapsed(toronto(2026, 12, 24), toronto(2026, 12, 29))
    assert counted == (3 + 1 + 1) * HOUR


def test_a_window_across_a_skipped_hour_is_an_hour_shorter() -> None:
    nights = daily("America/Toronto", "01:00-04:00")
    assert nights.elapsed(toronto(2026, 3, 8), toronto(2026, 3, 8, 12)) == 2 * HOUR


def test_a_window_that_opens_in_a_skipped_hour_opens_at_the_skip() -> None:
    nights = daily("America/Toronto", "02:30-04:00")
    assert nights.next_opening(toronto(2026, 3, 8)) == toronto(2026, 3, 8, 3)
    assert nights.elapsed(toronto(2026, 3, 8), toronto(2026, 3, 8, 12)) == HOUR


def test_a_window_wholly_skipped_does_not_open() -> None:
    assert daily("America/Toronto", "02:00-03:00").elapsed(toronto(2026, 3, 8), toronto(2026, 3, 9)) == timedelta()


def test_in_a_repeated_hour_a_window_opens_at_the_first_and_closes_at_the_last() -> None:
    day = (toronto(2026, 11, 1), toronto(2026, 11, 1, 12))
    assert daily("America/Toronto", "01:30-03:00").elapsed(*day) == 2.5 * HOUR
    assert daily("America/Toronto", "00:30-01:30").elapsed(*day) == 2 * HOUR
    assert daily("America/Toronto", "01:10-01:20").elapsed(*day) == HOUR + timedelta(minutes=10)


def test_a_day_that_a_zone_skipped_has_no_open_time() -> None:
    apia = daily("Pacific/Apia", "09:00-17:00")
    zone = ZoneInfo("Pacific/Apia")  # 30 December 2011 was left out
    assert apia.elapsed(datetime(2011, 12, 29, tzinfo=zone), datetime(2012, 1, 1, tzinfo=zone)) == 16 * HOUR


def utc(*shown: int) -> datetime:
    return datetime(*shown, tzinfo=UTC)  # type: ignore[misc,arg-type]  # the six numbers of a datetime


@pytest.mark.parametrize(
    ("business", "start", "minutes", "end"),
    [
        (weekly("Europe/Berlin", "09:00-17:00"), utc(2013, 10, 21, 5, 30), 120, utc(2013, 10, 21, 9)),
        (weekly("Europe/Berlin", "09:00-17:00"), utc(2013, 10, 21, 5, 30), 240, utc(2013, 10, 21, 11)),
        (weekly("Europe/Berlin", "09:00-17:00"), utc(2013, 10, 21, 9, 30), 120, utc(2013, 10, 21, 11, 30)),
        (weekly("Europe/Berlin", "09:00-17:00"), utc(2013, 10, 21, 9, 30), 240, utc(2013, 10, 21, 13, 30)),
        (
            weekly("Europe/Berlin", "09:00-17:00", date(2015, 9, 22)),
            utc(2015, 9, 21, 14, 30),
            120,
            utc(2015, 9, 23, 8, 30),
        ),
        (
            weekly("Europe/Berlin", "09:00-17:00", date(2015, 9, 22)),
            utc(2015, 9, 21, 14, 30),
            240,
            utc(2015, 9, 23, 10, 30),
        ),
        (weekly("America/New_York", "09:00-18:00"), utc(2007, 1, 1, 22), 120, utc(2007, 1, 2, 15)),
        (weekly("Europe/Moscow", "09:00-18:00"), utc(2007, 1, 1, 22), 120, utc(2007, 1, 2, 8)),
        (weekly("Europe/Berlin", "08:00-18:00"), utc(2026, 11, 16, 16), 240, utc(2026, 11, 17, 10)),
        (weekly("UTC", "09:00-17:00"), utc(2026, 11, 20, 16, 30), 60, utc(2026, 11, 23, 9, 30)),
    ],
)
def test_cases_known_from_other_help_desks(
    business: Calendar, start: datetime, minutes: int, end: datetime
) -> None:
    assert business.add(start, timedelta(minutes=minutes)) == end


def test_an_hour_before_a_deadline_is_counted_in_open_time() -> None:
    business = weekly("Europe/Berlin", "08:00-18:00")
    deadline = business.add(datetime(2026, 11, 16, 17, tzinfo=BERLIN), 4 * HOUR)
    assert deadline == datetime(2026, 11, 17, 11, tzinfo=BERLIN)
    assert business.subtract(deadline, HOUR) == datetime(2026, 11, 17, 10, tzinfo=BERLIN)
    assert business.subtract(deadline, 3.5 * HOUR) == datetime(2026, 11, 16, 17, 30, tzinfo=BERLIN)


@pytest.mark.parametrize("year", [1970, 2038, 2199])
def test_any_year_counts(support: Calendar, year: int) -> None:
    start = datetime(year, 6, 10, 12, tzinfo=TORONTO)
    assert timedelta() < support.add(start, 12 * HOUR) - start <= timedelta(days=3)


def test_years_asked_for_in_any_order_make_one_calendar() -> None:
    forwards, backwards = (weekly("America/Toronto", "22:00-06:00") for _ in range(2))
    years = range(2020, 2032)
    ahead = [forwards.elapsed(utc(year, 1, 1, 3), utc(year + 1, 1, 1, 3)) for year in years]
    behind = [backwards.elapsed(utc(year, 1, 1, 3), utc(year + 1, 1, 1, 3)) for year in reversed(years)]
    assert ahead == behind[::-1]
    assert sum(ahead, timedelta()) == forwards.elapsed(utc(2020, 1, 1, 3), utc(2032, 1, 1, 3))


def test_a_question_outside_the_covered_years_is_refused(support: Calendar) -> None:
    with pytest.raises(CalendarError, match="cover the years 1900 to 2300"):
        support.add(utc(2299, 12, 1), 10_000 * HOUR)


def test_a_negative_duration_is_refused(support: Calendar) -> None:
    for count in (support.add, support.subtract):
        with pytest.raises(ValueError, match="negative"):
            count(toronto(2026, 11, 16), -HOUR)


def test_an_instant_without_a_zone_is_refused(support: Calendar) -> None:
    with pytest.raises(TypeError):
        support.add(datetime(2026, 11, 16), HOUR)  # noqa: DTZ001 - the subject of the test
