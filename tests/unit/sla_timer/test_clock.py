"""One clock, as a value: what is due, what is said, and what a change of its circumstances makes of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dial2.events.clock import ClockBreached, ClockWarned
from dial2.profile import load
from dial2.vocabulary import SEVERITIES, Severity
from sla_timer import clock as clocks
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines

DEADLINES = Deadlines(load("tracktik"))
START = datetime(2026, 11, 16, 15, tzinfo=UTC)  # a Monday, 10:00 in Toronto
MINUTE = timedelta(minutes=1)
MINUTES = st.integers(min_value=0, max_value=600).map(lambda minutes: minutes * MINUTE)


@pytest.fixture
def call_back() -> Clock:
    """Critical: warns after 45 minutes, breaches after 60."""
    return clocks.start(DEADLINES, "call_back", "critical", START)


def test_it_is_next_due_when_it_warns_then_when_it_breaches_then_never(call_back: Clock) -> None:
    assert call_back.next_due == START + 45 * MINUTE
    warned, _ = clocks.fire(DEADLINES, call_back, 1, START + 45 * MINUTE)
    assert warned.next_due == START + 60 * MINUTE
    breached, _ = clocks.fire(DEADLINES, warned, 1, START + 60 * MINUTE)
    assert breached.next_due is None


def test_it_is_not_due_while_paused_or_ended(call_back: Clock) -> None:
    assert clocks.pause(call_back, START).next_due is None
    assert clocks.end(DEADLINES, call_back, START).next_due is None


def test_a_second_pause_is_the_first(call_back: Clock) -> None:
    paused = clocks.pause(call_back, START)
    assert clocks.pause(paused, START + MINUTE) == paused


def test_what_was_not_paused_is_resumed_as_it_was(call_back: Clock) -> None:
    assert clocks.resume(DEADLINES, call_back, START + MINUTE) == call_back


def test_what_is_said_late_names_how_late(call_back: Clock) -> None:
    _, said = clocks.fire(DEADLINES, call_back, 1, START + 70 * MINUTE)
    warning, breach = said
    assert isinstance(warning, ClockWarned)
    assert isinstance(breach, ClockBreached)
    assert (warning.late_seconds, breach.late_seconds) == (25 * 60, 10 * 60)


def test_a_warning_that_falls_on_its_breach_is_not_said(call_back: Clock) -> None:
    together = replace(call_back, warn_at=call_back.deadline)
    _, said = clocks.fire(DEADLINES, together, 1, call_back.deadline)
    assert [type(one) for one in said] == [ClockBreached]


@given(looks=st.lists(MINUTES, max_size=12))
def test_however_often_one_looks_each_is_said_once_and_the_warning_first(looks: list[timedelta]) -> None:
    clock = clocks.start(DEADLINES, "call_back", "critical", START)
    said = []
    for look in sorted(looks):
        clock, now_said = clocks.fire(DEADLINES, clock, 1, START + look)
        said += now_said
    latest = max(looks, default=timedelta())
    expected = [ClockWarned] * (latest >= 45 * MINUTE) + [ClockBreached] * (latest >= 60 * MINUTE)
    assert [type(one) for one in said] == expected


@given(waits=st.lists(st.tuples(MINUTES, MINUTES), max_size=6))
def test_a_clock_that_never_closes_moves_by_exactly_the_time_it_stood_still(
    waits: list[tuple[timedelta, timedelta]],
) -> None:
    clock = clocks.start(DEADLINES, "call_back", "critical", START)
    now, stood = START, timedelta()
    for running, waiting in waits:
        now += running
        if now >= clock.deadline:
            break
        clock = clocks.resume(DEADLINES, clocks.pause(clock, now), now + waiting)
        now += waiting
        stood += waiting
    assert clock.deadline == START + 60 * MINUTE + stood


@given(changes=st.lists(st.sampled_from(SEVERITIES), min_size=1, max_size=6))
def test_only_the_last_severity_counts_towards_the_deadline(changes: list[Severity]) -> None:
    clock = clocks.start(DEADLINES, "resolution", "low", START)
    for severity in changes:
        clock = clocks.recompute(DEADLINES, clock, severity, START)
    assert clock == clocks.start(DEADLINES, "resolution", changes[-1], START)


@given(closed=MINUTES)
def test_the_time_closed_is_left_out_however_long(closed: timedelta) -> None:
    clock = clocks.start(DEADLINES, "call_back", "critical", START)
    ended = clocks.end(DEADLINES, clock, START + 30 * MINUTE)
    again = clocks.reopen(DEADLINES, ended, START + 30 * MINUTE, START + 30 * MINUTE + closed)
    assert again.deadline == START + 60 * MINUTE + closed
    assert not again.ended
