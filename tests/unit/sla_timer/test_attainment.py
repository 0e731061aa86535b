"""Which promises count in a period, and as what."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from dial2.events import Payload
from dial2.events.client import ClientAssigned
from dial2.events.clock import ClockBreached, ClockMet, ClocksMoved, ClocksStarted, Promise
from dial2.events.request import Contact
from dial2.events.ticket import ResolutionAgreed, SeverityAssigned, TicketMerged, TicketOpened, TicketReopened
from dial2.vocabulary import CLOCKS, ClockName, Severity
from sla_timer.attainment import Happened, Period, Row, record, rows

JANUARY = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
FEBRUARY = Period(JANUARY.end, datetime(2026, 3, 1, tzinfo=UTC))


def on(day: int, hour: int = 12, *, month: int = 1) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def promise(clock: ClockName, at: datetime) -> Promise:
    return Promise(clock=clock, calendar="always", started_at=at, deadline=at + timedelta(hours=1), warn_at=at)


def opened(at: datetime, *, client: str | None = "north-gate", severity: Severity = "critical") -> list[Happened]:
    ticket = TicketOpened(
        ticket=1,
        request="1",
        channel="email",
        received_at=at,
        contact=Contact(email="dispatch@example.com"),
        client=client,
        subject="No access",
        text="Nobody can log in.",
        language="en",
        message_id=None,
        profile="tracktik",
        profile_version=1,
    )
    assigned = SeverityAssigned(ticket=1, severity=severity, previous=None, by="rules", why="as told")
    started = ClocksStarted(ticket=1, severity=severity, promises=[promise(clock, at) for clock in CLOCKS])
    return [Happened(at, event) for event in (ticket, assigned, started)]


def met(clock: ClockName, at: datetime, *, breached: bool = False, used: float | None = 600) -> Happened:
    event = ClockMet(
        ticket=1,
        clock=clock,
        met_at=at,
        deadline=at - timedelta(hours=1) if breached else at + timedelta(hours=1),
        by="callback.made",
        breached=breached,
        severity="critical",
        used_seconds=used,
    )
    return Happened(at, event)


def breached(clock: ClockName, deadline: datetime, *, missed: int = 1, said: datetime | None = None) -> Happened:
    event = ClockBreached(ticket=1, clock=clock, severity="critical", deadline=deadline, missed=missed)
    return Happened(said or deadline, event)


def happened(at: datetime, event: Payload) -> Happened:
    return Happened(at, event)


def counted(stream: Sequence[Happened], period: Period = JANUARY) -> dict[ClockName, tuple[int, int, int]]:
    """Met, breached and open, by clock."""
    return {row.clock: (row.met, row.breached, row.open) for row in rows([record(stream, period.end)], period)}


def row(stream: Sequence[Happened], clock: ClockName, period: Period = JANUARY) -> Row:
    return next(each for each in rows([record(stream, period.end)], period) if each.clock == clock)


def test_what_runs_at_the_end_of_the_period_is_open() -> None:
    assert counted(opened(on(5))) == {"call_back": (0, 0, 1), "resolution": (0, 0, 1), "update": (0, 0, 1)}


def test_what_opens_after_the_period_is_not_in_it() -> None:
    assert counted(opened(on(5, month=2))) == {}


def test_a_promise_that_was_met_counts_when_it_was() -> None:
    stream = [*opened(on(31)), met("call_back", on(1, month=2))]
    assert counted(stream)["call_back"] == (0, 0, 1)
    assert counted(stream, FEBRUARY)["call_back"] == (1, 0, 0)


def test_a_promise_that_was_missed_counts_at_its_deadline_once_however_late_it_was_met() -> None:
    stream = [*opened(on(31)), breached("call_back", on(31, 13)), met("call_back", on(2, month=2), breached=True)]
    assert counted(stream)["call_back"] == (0, 1, 0)
    assert "call_back" not in counted(stream, FEBRUARY) or counted(stream, FEBRUARY)["call_back"] == (0, 0, 0)


def test_a_breach_that_was_said_after_the_period_counts_in_it_all_the_same() -> None:
    stream = [*opened(on(31)), breached("call_back", on(31, 23), said=on(1, 3, month=2))]
    assert counted(stream)["call_back"] == (0, 1, 0)


def test_a_promise_that_was_met_late_before_its_breach_was_said_is_breached() -> None:
    assert counted([*opened(on(5)), met("call_back", on(5, 15), breached=True)])["call_back"] == (0, 1, 0)


def test_each_update_interval_is_a_promise_and_missed_ones_are_counted() -> None:
    """One in time, three missed in a row, one in time, and the next runs."""
    at = on(5)
    again = happened(at, ClocksMoved(ticket=1, why="an update was given", promises=[promise("update", at)]))
    stream = [*opened(at), met("update", on(5, 13)), again, breached("update", on(5, 15), missed=3)]
    stream += [again, met("update", on(5, 18)), again]
    found = row(stream, "update")
    assert (found.met, found.breached, found.open, found.missed_updates) == (2, 3, 1, 3)
    assert found.percent == 40.0


def test_an_agreed_ticket_leaves_nothing_open() -> None:
    agreed = happened(on(6), ResolutionAgreed(ticket=1, by="client", default=False))
    assert counted([*opened(on(5)), met("resolution", on(6)), agreed]) == {"resolution": (1, 0, 0)}


def test_of_a_ticket_that_reopens_the_last_agreement_counts() -> None:
    at = on(7)
    reopened = [
        happened(at, TicketReopened(ticket=1, by="client", why="no")),
        happened(at, ClocksMoved(ticket=1, why="reopened: no", promises=[promise("resolution", at)])),
    ]
    stream = [*opened(on(5)), met("resolution", on(6)), *reopened, breached("resolution", on(8))]
    assert counted(stream)["resolution"] == (0, 1, 0)


def test_a_report_stays_what_it_was_when_the_ticket_reopens_later() -> None:
    stream = [
        *opened(on(5)),
        met("resolution", on(6)),
        happened(on(6), ResolutionAgreed(ticket=1, by="client", default=False)),
        happened(on(3, month=2), TicketReopened(ticket=1, by="client", why="no")),
    ]
    assert counted(stream)["resolution"] == (1, 0, 0)


def test_a_merged_ticket_and_a_withdrawn_clock_have_nothing_open() -> None:
    assert counted([*opened(on(5)), happened(on(6), TicketMerged(ticket=1, into=2, by="duty-lead"))]) == {}
    withdrawn = ClocksMoved(ticket=1, why="example version 2 is in force", promises=[], withdrawn=["update"])
    assert "update" not in counted([*opened(on(5)), happened(on(6), withdrawn)])


def test_what_was_missed_is_not_open_as_well() -> None:
    assert counted([*opened(on(5)), breached("resolution", on(6))])["resolution"] == (0, 1, 0)


def test_times_are_the_median_and_the_nearest_rank_of_nine_in_ten() -> None:
    """Ten tickets took 1 to 10 minutes."""
    streams = [[*opened(on(5)), met("call_back", on(6), used=60.0 * n)] for n in range(1, 11)]
    (found,) = [each for each in rows([record(s, JANUARY.end) for s in streams], JANUARY) if each.met]
    assert (found.median_used, found.p90_used) == (330.0, 540.0)


def test_a_ticket_is_counted_for_the_client_that_it_was_given_to() -> None:
    assigned = ClientAssigned(ticket=1, client="south-gate", previous="north-gate", by="lead", why="their number")
    records = [record([*opened(on(5)), Happened(on(6), assigned)], JANUARY.end)]
    assert {each.client for each in rows(records, JANUARY)} == {"south-gate"}


def test_clients_and_severities_are_counted_apart_or_the_clients_together() -> None:
    streams = [opened(on(5)), opened(on(5), client="south-gate"), opened(on(5), client=None, severity="low")]
    records = [record(stream, JANUARY.end) for stream in streams]
    apart = rows(records, JANUARY)
    assert [(each.client, each.severity, each.clock) for each in apart if each.clock == "update"] == [
        (None, "low", "update"),
        ("north-gate", "critical", "update"),
        ("south-gate", "critical", "update"),
    ]
    together = rows(records, JANUARY, by_client=False)
    assert [(each.severity, each.open) for each in together if each.clock == "update"] == [
        ("critical", 2),
        ("low", 1),
    ]
