from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dial2.calendar import Calendar, always
from dial2.duration import Duration
from dial2.profile import Profile, calendars, load
from dial2.profile.model import ClockTarget
from dial2.vocabulary import CLOCKS, ClockName, Severity
from sla_timer.deadlines import Deadlines, Due, Interval, due, elapsed

TORONTO = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)
MONDAY = datetime(2026, 11, 16, tzinfo=TORONTO)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A time in November 2026, Toronto; the 16th is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TORONTO)


@pytest.fixture(scope="module")
def tracktik() -> Profile:
    return load("tracktik")


@pytest.fixture(scope="module")
def support(tracktik: Profile) -> Calendar:
    return calendars(tracktik)["support"]


@pytest.fixture(scope="module")
def deadlines(tracktik: Profile) -> Deadlines:
    return Deadlines(tracktik)


def around_the_clock(within: str, paused: Sequence[Interval] = (), started: datetime = MONDAY) -> datetime:
    target = ClockTarget(within=Duration.parse(within), calendar="always")
    return due(target, always(), started, paused, 0.75).deadline


@pytest.mark.parametrize(
    ("severity", "clock", "started", "warn", "deadline"),
    [
        ("critical", "call_back", at(21, 23), at(21, 23, 45), at(22, 0)),
        ("critical", "resolution", at(16, 10), at(16, 16), at(16, 18)),
        ("critical", "resolution", at(20, 17), at(23, 11), at(23, 13)),  # 2.5 hours on Friday, the rest on Monday
        ("critical", "update", at(16, 10), at(16, 11, 7) + 30 * timedelta(seconds=1), at(16, 11, 30)),
        ("major", "call_back", at(16, 22), at(17, 1), at(17, 2)),
        ("major", "resolution", at(16, 10), at(17, 16), at(18, 10)),
        ("major", "update", at(16, 10), at(16, 13), at(16, 14)),
        ("low", "call_back", at(16, 10), at(17, 16), at(18, 10)),
        ("low", "call_back", at(21, 12), at(24, 13, 30), at(24, 19, 30)),  # from a Saturday
        ("low", "resolution", at(16, 10), at(23, 13), at(25, 10)),
        ("low", "update", at(16, 10), at(17, 16), at(18, 10)),
        ("no", "call_back", at(16, 10), at(17, 16), at(18, 10)),
        ("no", "update", at(16, 10), at(23, 13), at(25, 10)),
    ],
)
def test_a_clock_warns_at_three_quarters_of_its_time(
    deadlines: Deadlines,
    severity: Severity,
    clock: ClockName,
    started: datetime,
    warn: datetime,
    deadline: datetime,
) -> None:
    assert deadlines.due(severity, clock, started) == Due(deadline, warn, None)


def test_no_impact_resolution_warns_at_fourteen_days_and_breaches_at_twenty_eight(deadlines: Deadlines) -> None:
    found = deadlines.due("no", "resolution", at(2, 10))
    assert found == Due(deadline=at(20, 10), warn=at(20, 10), latest=datetime(2026, 12, 10, 10, tzinfo=TORONTO))
    assert found.breach == found.latest


def test_every_other_clock_breaches_at_its_deadline(deadlines: Deadlines) -> None:
    found = deadlines.due("low", "resolution", at(16, 10))
    assert found.breach == found.deadline


def test_a_target_may_name_its_own_warning() -> None:
    target = ClockTarget(within=Duration.parse("4 hours"), calendar="always", warn=Duration.parse("30 minutes"))
    assert due(target, always(), at(16, 10), (), 0.75).warn == at(16, 10, 30)


def test_a_pause_of_ten_minutes_moves_the_deadline_by_ten() -> None:
    paused = [Interval(MONDAY + 10 * MINUTE, MONDAY + 20 * MINUTE)]
    assert around_the_clock("75 minutes", paused) == MONDAY + 85 * MINUTE


def test_a_clock_that_starts_paused_counts_from_the_pauses_end() -> None:
    paused = [Interval(MONDAY - 5 * MINUTE, MONDAY + 20 * MINUTE)]
    assert around_the_clock("60 minutes", paused) == MONDAY + 80 * MINUTE


def test_two_pauses_in_one_hour_both_count_to_the_second() -> None:
    noon = at(16, 12)
    second = timedelta(seconds=1)
    paused = [
        Interval(noon + 45 * MINUTE, noon + 60 * MINUTE + second),
        Interval(noon + 15 * MINUTE, noon + 30 * MINUTE + second),
    ]
    assert around_the_clock("60 minutes", paused, noon) == noon + 90 * MINUTE + 2 * second


def test_pauses_that_overlap_count_once() -> None:
    paused = [Interval(at(16, 1), at(16, 3)), Interval(at(16, 2), at(16, 4)), Interval(at(16, 2), at(16, 3))]
    assert around_the_clock("2 hours", paused) == at(16, 5)


def test_a_pause_over_midnight_takes_only_its_open_time(deadlines: Deadlines) -> None:
    paused = [Interval(at(16, 18, 30), at(17, 8, 30))]  # one hour before closing, one after opening
    assert deadlines.due("critical", "resolution", at(16, 13), paused).deadline == at(17, 11)


def test_a_pause_of_five_days_is_five_days(deadlines: Deadlines) -> None:
    paused = [Interval(at(16, 12), at(23, 12))]
    assert deadlines.due("critical", "resolution", at(16, 10), paused).deadline == at(23, 18)


def test_a_pause_outside_support_hours_moves_nothing(deadlines: Deadlines) -> None:
    paused = [Interval(at(20, 19, 30), at(23, 7, 30))]
    assert deadlines.due("major", "resolution", at(20, 10), paused) == deadlines.due(
        "major", "resolution", at(20, 10)
    )


def test_a_pause_that_begins_as_the_time_runs_out_moves_nothing() -> None:
    assert around_the_clock("60 minutes", [Interval(at(16, 1), at(16, 5))]) == at(16, 1)


def test_only_the_clocks_that_the_profile_names_pause_while_waiting(tracktik: Profile) -> None:
    lifecycle = replace(tracktik.lifecycle, pause_while_waiting=["resolution"])
    pausing = Deadlines(replace(tracktik, lifecycle=lifecycle))
    assert [clock for clock in CLOCKS if pausing.pauses(clock)] == ["resolution"]
    assert not any(Deadlines(tracktik).pauses(clock) for clock in CLOCKS)


def test_a_clock_names_the_calendar_it_counts_in(deadlines: Deadlines) -> None:
    assert deadlines.calendar_name("critical", "update") == "always"
    assert deadlines.calendar_name("critical", "resolution") == "support"


def test_another_severity_keeps_the_start_and_the_pauses(deadlines: Deadlines) -> None:
    paused = [Interval(at(16, 11), at(16, 13))]
    assert deadlines.due("low", "resolution", at(16, 10), paused).deadline == at(25, 12)
    assert deadlines.due("major", "resolution", at(16, 10), paused).deadline == at(18, 12)


def test_time_used_up_leaves_pauses_and_closed_hours_out(support: Calendar) -> None:
    paused = [Interval(at(16, 18, 30), at(17, 8, 30))]
    assert elapsed(support, at(16, 17), at(17, 10), paused) == 180 * MINUTE
    assert elapsed(support, at(16, 17), at(17, 8), paused) == 90 * MINUTE


instants = st.datetimes(datetime(2026, 11, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis takes bounds without a zone
pauses = st.lists(st.tuples(instants, instants).map(lambda pair: Interval(*sorted(pair))), max_size=4)
lengths = st.integers(1, 400).map(lambda hours: Duration.parse(f"{hours} hours"))


@given(instants, lengths, pauses)
def test_at_the_deadline_exactly_the_targets_time_has_been_counted(
    support: Calendar, started: datetime, within: Duration, paused: list[Interval]
) -> None:
    target = ClockTarget(within=within, calendar="support")
    found = due(target, support, started, paused, 0.75)
    assert elapsed(support, started, found.deadline, paused) == within.time()
    assert elapsed(support, started, found.deadline - timedelta(microseconds=1), paused) < within.time()
    assert elapsed(support, started, found.warn, paused) == within.time() * 0.75
    assert started <= found.warn < found.deadline


@given(instants, lengths, pauses, instants)
def test_a_pause_wholly_outside_open_hours_adds_nothing(
    support: Calendar, started: datetime, within: Duration, paused: list[Interval], night: datetime
) -> None:
    evening = support.next_closing(night)
    assert evening is not None
    closed = Interval(evening, support.next_opening(evening))
    target = ClockTarget(within=within, calendar="support")
    assert due(target, support, started, [*paused, closed], 0.75) == due(target, support, started, paused, 0.75)


@given(instants, lengths, pauses)
def test_a_pause_moves_the_deadline_by_the_open_time_it_takes(
    support: Calendar, started: datetime, within: Duration, paused: list[Interval]
) -> None:
    target = ClockTarget(within=within, calendar="support")
    later = due(target, support, started, paused, 0.75).deadline
    standing = support.elapsed(started, later) - elapsed(support, started, later, paused)
    assert later == support.add(started, within.time() + standing)
