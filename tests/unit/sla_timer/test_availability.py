"""Availability is a sum over intervals; a slow walk from minute to minute is right beside it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.events.operations import (
    InterruptionBegun,
    InterruptionEnded,
    MaintenanceEnded,
    MaintenancePlanned,
    MaintenanceStarted,
)
from sla_timer.attainment import Period
from sla_timer.availability import Span, availability, worst
from sla_timer.outages import Outages, outages
from sla_timer.report import availability_table

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def span(since: float, until: float) -> Span:
    """Minutes from the start."""
    return START + since * MINUTE, START + until * MINUTE


THIRTY_DAYS = (START, START + 30 * DAY)


def test_three_and_a_half_hours_of_thirty_days_are_too_many() -> None:
    """30 days are 43,200 minutes, of which 99.5 % leave 216 to be down."""
    assert availability(THIRTY_DAYS, [span(0, 216)]).share == pytest.approx(0.995)
    assert availability(THIRTY_DAYS, [span(0, 217)]).share < 0.995


def test_two_interruptions_at_once_are_one_time_down() -> None:
    assert availability(THIRTY_DAYS, [span(0, 60), span(30, 90), span(90, 100)]).down == 100 * MINUTE


def test_what_lies_outside_the_period_does_not_count() -> None:
    found = availability(THIRTY_DAYS, [span(-60, 10), span(43_190, 43_260), span(50_000, 50_100)])
    assert found.down == 20 * MINUTE


def test_what_falls_into_maintenance_does_not_count_nor_is_it_measured() -> None:
    found = availability(THIRTY_DAYS, [span(0, 60)], [span(30, 210)])
    assert (found.down, found.measured) == (30 * MINUTE, 30 * DAY - 180 * MINUTE)


def test_a_period_of_maintenance_alone_is_no_time_down() -> None:
    assert availability(span(0, 60), [span(0, 60)], [span(0, 60)]).share == 1.0


def test_the_worst_window_is_found_wherever_it_begins() -> None:
    """Two interruptions of three hours, 29 days apart: only windows that hold both fall below."""
    down = [span(10 * 1440, 10 * 1440 + 180), span(39 * 1440 - 60, 39 * 1440 + 120)]
    found = worst((START, START + 90 * DAY), 30 * DAY, down)
    assert found.availability.down == 360 * MINUTE
    assert found.start <= down[0][0]
    assert found.end >= down[1][1]


minutes = st.integers(-30, 400)
spans = st.lists(st.tuples(minutes, minutes).map(sorted).map(lambda pair: (pair[0], pair[1])), max_size=5)


def walked(
    period: tuple[int, int], down: list[tuple[int, int]], excluded: list[tuple[int, int]]
) -> tuple[int, int]:
    """Minutes down, and minutes measured."""
    measured = [
        minute for minute in range(*period) if not any(since <= minute < until for since, until in excluded)
    ]
    return sum(any(since <= m < until for since, until in down) for m in measured), len(measured)


@given(spans, spans)
def test_it_is_what_a_walk_from_minute_to_minute_counts(
    down: list[tuple[int, int]], excluded: list[tuple[int, int]]
) -> None:
    found = availability(span(0, 360), [span(*each) for each in down], [span(*each) for each in excluded])
    assert (found.down // MINUTE, found.measured // MINUTE) == walked((0, 360), down, excluded)


@given(spans, spans)
def test_no_window_is_worse_than_the_worst(down: list[tuple[int, int]], excluded: list[tuple[int, int]]) -> None:
    found = worst(span(0, 360), 90 * MINUTE, [span(*each) for each in down], [span(*each) for each in excluded])
    shares = [walked((start, start + 90), down, excluded) for start in range(271)]
    lowest = min(1 - down_ / measured if measured else 1.0 for down_, measured in shares)
    assert found.availability.share == pytest.approx(lowest)


def begun(number: int, since: float, *clients: str) -> InterruptionBegun:
    return InterruptionBegun(
        interruption=number, begun_at=span(since, 0)[0], clients=list(clients), cause="x", by="duty-lead", ticket=1
    )


def ended(number: int, until: float, *, clients_connection: bool = False) -> InterruptionEnded:
    return InterruptionEnded(
        interruption=number,
        ended_at=span(until, 0)[0],
        cause="x",
        clients_connection=clients_connection,
        by="duty-lead",
    )


def maintained(
    number: int, plan: tuple[float, float], took: tuple[float, float], *, within: bool = True
) -> list[MaintenancePlanned | MaintenanceStarted | MaintenanceEnded]:
    starts_at, ends_at = span(*plan)
    return [
        MaintenancePlanned(
            maintenance=number,
            starts_at=starts_at,
            ends_at=ends_at,
            clients=[],
            why="x",
            critical_fix=not within,
            within_allowance=within,
            by="duty-lead",
        ),
        MaintenanceStarted(maintenance=number, started_at=span(*took)[0], by="duty-lead"),
        MaintenanceEnded(maintenance=number, ended_at=span(*took)[1], by="duty-lead"),
    ]


NOW = START + 60 * DAY


def test_an_interruption_that_goes_on_lasts_until_now() -> None:
    assert outages([begun(1, 10)], START + 25 * MINUTE).interruptions[0].span == span(10, 25)


def test_what_a_clients_own_connection_caused_is_no_interruption() -> None:
    assert outages([begun(1, 0, "north-gate"), ended(1, 60, clients_connection=True)], NOW).interruptions == []


def test_maintenance_leaves_out_when_it_really_was_and_no_more_than_was_planned() -> None:
    late = outages(maintained(1, (100, 160), (110, 200)), NOW)
    assert late.maintenance[0].span == span(110, 170)
    short = outages(maintained(1, (100, 160), (100, 130)), NOW)
    assert short.maintenance[0].span == span(100, 130)


def test_maintenance_beyond_the_allowance_or_that_never_started_leaves_nothing_out() -> None:
    assert outages(maintained(1, (100, 160), (100, 160), within=False), NOW).maintenance == []
    assert outages(maintained(1, (100, 160), (100, 160))[:1], NOW).maintenance == []


FEBRUARY = Period(START + 31 * DAY, START + 59 * DAY)


def table(found: Outages, *clients: str | None) -> list[availability_table.AvailabilityRow]:
    return availability_table.rows(found, clients, FEBRUARY, window=30 * DAY, target=0.995)


def test_what_concerned_some_clients_counts_for_them_and_not_for_the_whole() -> None:
    found = outages([begun(1, 35 * 1440, "north-gate"), ended(1, 35 * 1440 + 300)], NOW)
    whole, client, other = table(found, None, "north-gate", "south-gate")
    assert found.clients == ["north-gate"]
    assert [row.down_seconds for row in (whole, client, other)] == [0, 18_000, 0]
    assert [row.kept for row in (whole, client, other)] == [True, False, True]


def test_a_window_that_began_before_the_period_counts_where_it_ends_in_it() -> None:
    """Down for four hours on January 20th: February itself is whole, and thirty days that end in it are not."""
    (row,) = table(outages([begun(1, 19 * 1440), ended(1, 19 * 1440 + 240)], NOW), None)
    assert (row.percent, row.interruptions) == (100.0, 0)
    assert row.worst_percent == 99.444  # 1 - 240 / 43,200 is 99.4444…
    assert not row.kept


def test_a_share_is_cut_and_not_rounded() -> None:
    (row,) = table(outages([begun(1, 40 * 1440), ended(1, 40 * 1440 + 0.1)], NOW), None)
    assert row.percent == 99.999
