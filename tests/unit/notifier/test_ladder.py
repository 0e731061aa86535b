"""The ladder climbed in thought, with a clock that a test moves."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.duration import Duration
from dial2.events.page import PageChannel
from dial2.roster.model import Ladder, Level, Person
from notifier.attempt import State
from notifier.ladder import (
    Climb,
    Exhausted,
    Rung,
    Stay,
    Tried,
    Turn,
    channels,
    level_above,
    proceed,
    rungs,
    start,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LADDER = Ladder(
    levels=[
        Level(name="on call", people=["dispatcher", "engineer"], wait=Duration.parse("5 minutes")),
        Level(name="direction", people=["director"], wait=Duration.parse("10 minutes")),
    ],
    rounds=2,
    catch_all="director",
)
ROUTE = rungs(LADDER)
EVERYBODY = {"dispatcher", "engineer", "director"}


def at(rung: int, *, round_: int = 0, due: timedelta = 5 * MINUTE) -> Climb:
    return Climb(round=round_, rung=rung, round_began_at=NOW, due_at=NOW + due)


def tried(channel: PageChannel, state: State, *, waits: bool = False) -> Tried:
    return Tried(channel=channel, state=state, waits=waits)


def after(
    climb: Climb,
    *attempts: Tried,
    now: datetime = NOW,
    reachable: set[str] = EVERYBODY,
    given_up: bool = False,
) -> Stay | Turn | Exhausted:
    return proceed(climb, attempts, ROUTE, rounds=2, reachable=reachable, now=now, given_up=given_up)


def person(step: Stay | Turn | Exhausted) -> str:
    assert isinstance(step, Turn)
    return ROUTE[step.climb.rung].person


def test_the_first_person_of_the_first_level_is_tried_first() -> None:
    step = start(ROUTE, rounds=2, reachable=EVERYBODY, now=NOW)
    assert step == Turn(climb=at(0), skipped=())


def test_whoever_has_time_left_keeps_the_turn() -> None:
    step = after(at(0), tried("sms", "delivered"), tried("voice", "accepted"), now=NOW + 4 * MINUTE)
    assert step == Stay(NOW + 5 * MINUTE)


def test_the_next_person_follows_when_the_wait_is_over() -> None:
    step = after(at(0), tried("sms", "delivered"), now=NOW + 5 * MINUTE)
    assert person(step) == "engineer"
    assert isinstance(step, Turn)
    assert step.climb.due_at == NOW + 10 * MINUTE


def test_the_next_level_has_its_own_wait() -> None:
    step = after(at(1), tried("sms", "delivered"), now=NOW + 5 * MINUTE)
    assert person(step) == "director"
    assert isinstance(step, Turn)
    assert step.climb.due_at == NOW + 15 * MINUTE


def test_when_every_channel_failed_the_next_person_follows_at_once() -> None:
    assert person(after(at(0), tried("sms", "failed"), tried("voice", "failed"))) == "engineer"


def test_one_channel_that_may_still_wake_keeps_the_turn() -> None:
    assert after(at(0), tried("sms", "failed"), tried("voice", "unknown")) == Stay(NOW + 5 * MINUTE)


def test_mail_wakes_nobody_where_there_is_a_telephone() -> None:
    step = after(at(0), tried("sms", "failed"), tried("voice", "failed"), tried("email", "accepted"))
    assert person(step) == "engineer"


def test_mail_counts_for_somebody_who_has_nothing_else() -> None:
    assert after(at(0), tried("email", "accepted")) == Stay(NOW + 5 * MINUTE)


def test_nobody_loses_the_turn_while_an_attempt_waits_for_its_own() -> None:
    step = after(at(0), tried("sms", "planned", waits=True), now=NOW + 6 * MINUTE)
    assert step == Stay(NOW + 6 * MINUTE + timedelta(seconds=5))


def test_a_person_may_pass_the_page_on() -> None:
    assert person(after(at(0), tried("voice", "delivered"), given_up=True)) == "engineer"


def test_somebody_who_cannot_be_reached_is_skipped() -> None:
    step = after(at(0), tried("voice", "failed"), reachable={"dispatcher", "director"})
    assert person(step) == "director"
    assert isinstance(step, Turn)
    assert [rung.person for rung in step.skipped] == ["engineer"]


def test_the_second_round_begins_with_the_first_person() -> None:
    step = after(at(2, due=20 * MINUTE), tried("sms", "delivered"), now=NOW + 20 * MINUTE)
    assert person(step) == "dispatcher"
    assert isinstance(step, Turn)
    assert (step.climb.round, step.climb.round_began_at) == (1, NOW + 20 * MINUTE)


def test_a_new_round_does_not_begin_before_the_first_person_had_time() -> None:
    assert after(at(2), tried("voice", "failed"), now=NOW + MINUTE) == Stay(NOW + 5 * MINUTE)


def test_after_the_last_round_the_ladder_is_exhausted() -> None:
    assert after(at(2, round_=1), tried("sms", "failed")) == Exhausted(skipped=())


def test_with_nobody_to_reach_it_is_exhausted_at_once() -> None:
    step = start(ROUTE, rounds=1, reachable=set(), now=NOW)
    assert step == Exhausted(skipped=ROUTE)


@pytest.mark.parametrize(("level", "rung"), [(0, 2), (1, 2), (7, 2)])
def test_the_level_above_the_last_is_the_last(level: int, rung: int) -> None:
    assert level_above(ROUTE, level) == rung


def test_only_severe_tickets_make_a_telephone_ring() -> None:
    somebody = Person(voice="+15145550101", sms="+15145550102", email="dispatcher@example.com")
    assert channels(somebody, "major") == [
        ("sms", "+15145550102"),
        ("email", "dispatcher@example.com"),
        ("voice", "+15145550101"),
    ]
    assert [channel for channel, _ in channels(somebody, "low")] == ["sms", "email"]


WAITS = st.integers(1, 30)
LADDERS = st.lists(st.tuples(st.lists(st.integers(0, 6), min_size=1, max_size=3), WAITS), min_size=1, max_size=4)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["acknowledge", "fail", "time", "pass on", "late"]),
        st.integers(0, 40),
    ),
    max_size=60,
)


@given(LADDERS, st.integers(1, 3), st.sets(st.integers(0, 6)), MOVES)
def test_every_page_ends_acknowledged_or_exhausted(
    levels: list[tuple[list[int], int]], rounds: int, gone: set[int], moves: list[tuple[str, int]]
) -> None:
    """Whatever people and providers do; and in a round everybody has one turn at each place, in order."""
    route = [
        Rung(level=number, person=f"p{name}", wait=wait * MINUTE)
        for number, (names, wait) in enumerate(levels)
        for name in names
    ]
    reachable = {rung.person for rung in route} - {f"p{name}" for name in gone}
    now = NOW
    turns: list[tuple[int, int]] = []
    step: Stay | Turn | Exhausted = start(route, rounds=rounds, reachable=reachable, now=now)
    acknowledged = False
    plan = iter(moves)
    while isinstance(step, Turn) and not acknowledged:
        climb = step.climb
        turns.append((climb.round, climb.rung))
        assert route[climb.rung].person in reachable
        attempts = [tried("sms", "delivered"), tried("voice", "accepted")]
        while True:
            move, minutes = next(plan, ("time", 40))
            now += minutes * MINUTE
            if move == "acknowledge":
                acknowledged = True
                break
            if move == "fail":
                attempts = [tried("sms", "failed"), tried("voice", "failed")]
            step = proceed(
                climb,
                attempts,
                route,
                rounds=rounds,
                reachable=reachable,
                now=now,
                given_up=move == "pass on",
            )
            if not isinstance(step, Stay):
                break
            assert step.until > now
            climb = Climb(
                round=climb.round, rung=climb.rung, round_began_at=climb.round_began_at, due_at=step.until
            )
    assert acknowledged or isinstance(step, Exhausted)
    assert turns == sorted(set(turns))
    if not acknowledged:
        everybody = [(r, n) for r in range(rounds) for n, rung in enumerate(route) if rung.person in reachable]
        assert turns == everybody
