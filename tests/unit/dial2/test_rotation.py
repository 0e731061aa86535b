"""Whose turn it is in a rotation, worked out by hand and compared with a walk through every quarter of an hour."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dial2.calendar.rules import Window
from dial2.roster import turns
from dial2.roster.on_call import on_call, shifts
from dial2.roster.schedule import Layer, Schedule
from dial2.roster.shift_length import ShiftLength

TORONTO = ZoneInfo("America/Toronto")
QUARTER = timedelta(minutes=15)
PEOPLE = ["first", "second", "third"]


def rotation(every: str, starts: str, people: list[str] = PEOPLE, **more: object) -> Layer:
    return Layer(
        people=people,
        every=ShiftLength.parse(every),
        starts=datetime.fromisoformat(starts),
        **more,  # type: ignore[arg-type]  # the other keys of a layer
    )


def at(local: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=TORONTO, fold=fold)


def who(layer: Layer, *locals_: str) -> list[str | None]:
    return [turns.person(layer, TORONTO, at(local)) for local in locals_]


def test_rotation_daily() -> None:
    days = rotation("1 day", "2026-11-02T09:00")
    assert who(days, "2026-11-02T09:00", "2026-11-03T08:59", "2026-11-03T09:00", "2026-11-04T23:00") == [
        "first",
        "first",
        "second",
        "third",
    ]


def test_rotation_weekly() -> None:
    weeks = rotation("1 week", "2026-11-02T09:00")
    assert who(weeks, "2026-11-09T08:59", "2026-11-09T09:00", "2026-11-16T09:00") == ["first", "second", "third"]


def test_rotation_hourly() -> None:
    halves = rotation("12 hours", "2026-11-02T08:00", ["day", "night"])
    assert who(halves, "2026-11-02T19:59", "2026-11-02T20:00", "2026-11-03T08:00") == ["day", "night", "day"]


def test_rotation_monthly() -> None:
    """From the 31st: a month that has none hands off on its last day, and the next on the 31st again."""
    months = rotation("1 month", "2026-01-31T09:00")
    assert who(months, "2026-02-28T08:59", "2026-02-28T09:00", "2026-03-31T08:59", "2026-03-31T09:00") == [
        "first",
        "second",
        "second",
        "third",
    ]


def test_rotation_wrap() -> None:
    """After the last person the first is on again, and after years it is still whose turn it is."""
    days = rotation("1 day", "2026-01-01T00:00")
    assert who(days, "2026-01-04T00:00", "2028-01-01T12:00") == [
        "first",
        "second",
    ]  # 730 days are 243 rounds and 1


def test_rotation_gap() -> None:
    """Before it starts and after it ends a rotation has nobody."""
    short = rotation("1 day", "2026-11-02T09:00", ends=datetime.fromisoformat("2026-11-04T09:00"))
    assert who(short, "2026-11-02T08:59", "2026-11-04T08:59", "2026-11-04T09:00") == [None, "second", None]


@pytest.mark.parametrize(
    ("shown", "hand_off"),
    [
        ("2026-03-08T02:30", "2026-03-08T07:00+00:00"),  # 02:00 to 03:00 is skipped: at the skip
        ("2026-11-01T01:30", "2026-11-01T05:30+00:00"),  # 01:00 to 02:00 is shown twice: the first time
        ("2026-11-02T01:30", "2026-11-02T06:30+00:00"),
    ],
)
def test_rotation_dst(shown: str, hand_off: str) -> None:
    """Hand-offs are by the wall clock: at the end of a skipped hour, and at the first of two alike times."""
    begins = datetime.fromisoformat(hand_off)
    starts = datetime.fromisoformat(shown) - timedelta(days=1)
    days = rotation("1 day", starts.isoformat(), ["before", "after"])
    assert turns.person(days, TORONTO, begins - timedelta(seconds=1)) == "before"
    assert turns.person(days, TORONTO, begins) == "after"


def test_an_hourly_turn_that_the_clock_skips_is_nobodys() -> None:
    hours = rotation("1 hour", "2026-03-08T00:00", ["zero", "one", "two", "three"])
    found = shifts(Schedule(zone=TORONTO, layers=[hours]), at("2026-03-08T00:00"), at("2026-03-08T05:00"))
    assert [(shift.person, shift.until - shift.since) for shift in found] == [
        ("zero", timedelta(hours=1)),
        ("one", timedelta(hours=1)),
        ("three", timedelta(hours=1)),
        ("zero", timedelta(hours=1)),
    ]


def test_hours_narrow_a_layer() -> None:
    nights = rotation("1 week", "2026-11-02T00:00", hours={"monday-friday": [Window.parse("22:00-06:00")]})
    assert who(nights, "2026-11-06T21:59", "2026-11-06T22:00", "2026-11-07T05:59", "2026-11-07T06:00") == [
        None,
        "first",
        "first",
        None,
    ]


ZONES = st.sampled_from(["America/Toronto", "Europe/Paris", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"])
STARTS = st.builds(
    lambda day, quarter: datetime(2026, 3, 1) + timedelta(days=day) + quarter * QUARTER,  # noqa: DTZ001 - local
    st.sampled_from([0, 5, 20, 27, 30, 210, 236, 240]),  # around the changes of March, April, October, November
    st.integers(0, 95),
)
LENGTHS = st.sampled_from(["1 hour", "5 hours", "12 hours", "1 day", "3 days", "1 week", "1 month"])


@settings(max_examples=50, deadline=None)
@given(ZONES, STARTS, LENGTHS, st.integers(1, 4))
def test_a_rotation_agrees_with_a_walk_through_every_quarter_of_an_hour(
    zone_name: str, starts: datetime, length: str, people: int
) -> None:
    """The walk hands off when it first sees the wall clock at the hand-off or past it, and never goes back."""
    zone, names = ZoneInfo(zone_name), [f"p{n}" for n in range(people)]
    layer = Layer(people=names, every=ShiftLength.parse(length), starts=starts)
    now = starts.replace(tzinfo=zone).astimezone(UTC) - timedelta(hours=3)
    turn = -1
    for _ in range(4 * 24 * 12):
        shown = now.astimezone(zone).replace(tzinfo=None)
        while shown >= ShiftLength.parse(length).hand_off(starts, turn + 1):
            turn += 1
        assert turns.person(layer, zone, now) == (names[turn % people] if turn >= 0 else None), now
        now += QUARTER


@settings(max_examples=50, deadline=None)
@given(ZONES, STARTS, LENGTHS, st.integers(1, 4))
def test_the_shifts_of_a_rotation_have_neither_gaps_nor_overlaps_and_are_whose_turn_it_is(
    zone_name: str, starts: datetime, length: str, people: int
) -> None:
    zone = ZoneInfo(zone_name)
    layer = Layer(people=[f"p{n}" for n in range(people)], every=ShiftLength.parse(length), starts=starts)
    schedule = Schedule(zone=zone, layers=[layer])
    since = starts.replace(tzinfo=zone).astimezone(UTC) + timedelta(days=2)
    until = since + timedelta(days=40)
    found = shifts(schedule, since, until)
    assert (found[0].since, found[-1].until) == (since, until)
    for shift, following in pairwise(found):
        assert shift.until == following.since
        assert shift.person != following.person
    for shift in found:
        assert shift.person is not None
        assert shift.since < shift.until
        for instant in (shift.since, shift.since + (shift.until - shift.since) / 2, shift.until - QUARTER / 900):
            assert on_call(schedule, instant) == shift.person
