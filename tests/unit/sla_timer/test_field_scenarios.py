"""Deadlines that other systems got right, or wrong, with their own numbers; Sn is one scenario of theirs.

S4, S5, S7, S13 and S14 are about what happens to a ticket: `tests/integration/sla_timer/test_policies.py`.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dial2.calendar import Calendar, CalendarRule, always, calendar
from dial2.calendar.rules import SpecialDay, Window
from dial2.duration import Duration
from dial2.profile.model import ClockTarget
from sla_timer.deadlines import Due, Interval, due

BERLIN, NEW_YORK, MOSCOW = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")


def weekdays(zone: ZoneInfo, *windows: str, closed: tuple[date, ...] = ()) -> Calendar:
    special_days = [SpecialDay(date=day, hours=[]) for day in closed]
    hours = {"monday-friday": [Window.parse(window) for window in windows]}
    return calendar(CalendarRule(zone=zone, hours=hours, special_days=special_days))


def within(length: str, counted: Calendar, started: datetime, *paused: Interval) -> Due:
    return due(ClockTarget(within=Duration.parse(length), calendar="support"), counted, started, paused, 0.75)


def utc(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_s1_ten_minutes_of_waiting_move_75_minutes_to_85() -> None:
    created = utc(2013, 10, 21, 9)
    waiting = Interval(created + timedelta(minutes=10), created + timedelta(minutes=20))
    assert within("75 minutes", always(), created, waiting).deadline == created + timedelta(minutes=85)


@pytest.mark.parametrize(
    ("created", "minutes", "deadline"),
    [
        (utc(2013, 10, 21, 5, 30), 120, utc(2013, 10, 21, 9)),
        (utc(2013, 10, 21, 5, 30), 240, utc(2013, 10, 21, 11)),
        (utc(2013, 10, 21, 9, 30), 120, utc(2013, 10, 21, 11, 30)),
        (utc(2013, 10, 21, 9, 30), 240, utc(2013, 10, 21, 13, 30)),
    ],
)
def test_s2_nine_to_five_in_berlin(created: datetime, minutes: int, deadline: datetime) -> None:
    office = weekdays(BERLIN, "09:00-17:00")
    assert within(f"{minutes} minutes", office, created).deadline == deadline


@pytest.mark.parametrize(
    ("minutes", "deadline"), [(120, utc(2015, 9, 23, 8, 30)), (240, utc(2015, 9, 23, 10, 30))]
)
def test_s2_a_holiday_between_moves_the_deadline_to_the_day_after(minutes: int, deadline: datetime) -> None:
    """Half an hour is left of Monday the 21st in Berlin; the 22nd is closed, the 23rd an ordinary day."""
    office = weekdays(BERLIN, "09:00-17:00", closed=(date(2015, 9, 22),))
    assert within(f"{minutes} minutes", office, utc(2015, 9, 21, 14, 30)).deadline == deadline


def test_s3_a_ticket_that_is_born_waiting_counts_from_its_first_open_minute() -> None:
    born = utc(2026, 11, 16, 12)
    assert within("1 hour", always(), born, Interval(born, born + timedelta(minutes=20))).deadline == utc(
        2026, 11, 16, 13, 20
    )


def test_s3_two_waits_within_one_hour_both_count() -> None:
    waits = [
        Interval(utc(2026, 11, 16, 12, 15), utc(2026, 11, 16, 12, 30)),
        Interval(utc(2026, 11, 16, 12, 45), utc(2026, 11, 16, 13)),
    ]
    assert within("1 hour", always(), utc(2026, 11, 16, 12), *waits).deadline == utc(2026, 11, 16, 13, 30)


def test_s3_a_wait_over_midnight_counts_the_same_by_either_zones_midnight() -> None:
    """Over midnight in UTC it is afternoon in Toronto: 19:00 to 19:30 there is open, and moves half an hour."""
    office = weekdays(ZoneInfo("America/Toronto"), "07:30-19:30")
    wait = Interval(utc(2026, 11, 17, 0), utc(2026, 11, 17, 12, 30))  # 19:00 to 07:30
    assert within("8 hours", office, utc(2026, 11, 16, 20), wait).deadline == utc(2026, 11, 17, 16, 30)


def test_s3_a_wait_of_five_days_is_five_days() -> None:
    wait = Interval(utc(2026, 11, 16, 13), utc(2026, 11, 21, 13))
    assert within("2 hours", always(), utc(2026, 11, 16, 12), wait).deadline == utc(2026, 11, 21, 14)


def test_s6_around_the_clock_loses_no_minute() -> None:
    """24 hours a day written as hours: the last minute of a day counts like any other."""
    whole = calendar(CalendarRule(zone=BERLIN, hours={"monday-sunday": [Window.parse("00:00-24:00")]}))
    created = utc(2026, 11, 16, 12)
    assert within("30 days", whole, created).deadline == created + timedelta(days=30)


@pytest.mark.parametrize(("written", "why"), [("09:00-00:00", "write 24:00"), ("09:00-09:00", "no length")])
def test_s6_a_window_that_ends_where_the_day_begins_or_has_no_length_is_refused(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Window.parse(written)


def test_s6_other_hours_move_the_deadline() -> None:
    created = utc(2026, 11, 16, 15)
    before, after = weekdays(BERLIN, "09:00-17:00"), weekdays(BERLIN, "09:00-20:00")
    assert within("3 hours", before, created).deadline == utc(2026, 11, 17, 10)
    assert within("3 hours", after, created).deadline == utc(2026, 11, 16, 18)


def test_s9_one_instant_is_evening_in_new_york_and_night_in_moscow() -> None:
    """Received on January 1st at 22:00 UTC; two hours of a nine-to-six day (Moscow was at UTC+3)."""
    received = utc(2007, 1, 1, 22)
    new_york, moscow = weekdays(NEW_YORK, "09:00-18:00"), weekdays(MOSCOW, "09:00-18:00")
    assert within("2 hours", new_york, received).deadline == utc(2007, 1, 2, 15)
    assert moscow.next_opening(received) == utc(2007, 1, 2, 6)
    assert within("2 hours", moscow, received).deadline == utc(2007, 1, 2, 8)


def test_s10_a_warning_is_counted_in_working_time_like_its_deadline() -> None:
    """Eight to six, four hours from Monday 17:00: due on Tuesday at 11:00, and three hours of it at 10:00."""
    office = weekdays(BERLIN, "08:00-18:00")
    found = within("4 hours", office, datetime(2026, 11, 16, 17, tzinfo=BERLIN))
    assert found.deadline == datetime(2026, 11, 17, 11, tzinfo=BERLIN)
    assert found.warn == datetime(2026, 11, 17, 10, tzinfo=BERLIN)


def test_s11_an_hour_from_friday_half_past_four_ends_on_monday_at_half_past_nine() -> None:
    office = weekdays(BERLIN, "09:00-17:00")
    found = within("1 hour", office, datetime(2026, 11, 20, 16, 30, tzinfo=BERLIN))
    assert found.deadline == datetime(2026, 11, 23, 9, 30, tzinfo=BERLIN)


def test_s12_a_wait_wholly_outside_business_hours_adds_nothing() -> None:
    office = weekdays(BERLIN, "09:00-17:00")
    friday = datetime(2026, 11, 20, 16, tzinfo=BERLIN)
    weekend = Interval(datetime(2026, 11, 20, 17, tzinfo=BERLIN), datetime(2026, 11, 23, 9, tzinfo=BERLIN))
    assert within("2 hours", office, friday, weekend) == within("2 hours", office, friday)
