"""The ladder climbed in thought, with a clock that a test moves."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.duration import Duration
from dial2.events.page import PageChannel
from dial2.roster.model import Ladder, Level
from notifier.attempt import State
from notifier.ladder import (
    Climb,
    Exhausted,
    Hasten,
    Policy,
    Present,
    Skipped,
    Stay,
    Tried,
    Turn,
    level_above,
    policy,
    proceed,
    rung_of,
    start,
)

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
POLICY = policy(
    Ladder(
        levels=[
            Level(name="on call", people=["designate", "engineer"], wait=Duration.parse("5 minutes")),
            Level(name="direction", people=["director"], wait=Duration.parse("10 minutes")),
        ],
        rounds=2,
        catch_all="director",
    )
)
ROUTE = POLICY.route
EVERYBODY = {"designate": "dispatcher", "engineer": "engineer", "director": "director"}


def at(rung: int, *, round_: int = 0, due: timedelta = 5 * MINUTE) -> Climb:
    return Climb(round=round_, rung=rung, round_began_at=NOW, due_at=NOW + due)


def tried(channel: PageChannel, state: State, *, waits: bool = False, later: bool = False) -> Tried:
    return Tried(channel=channel, state=state, waits=waits, later=later)


def after(
    climb: Climb,
    *attempts: Tried,
    now: datetime = NOW,
    people: dict[str, str] = EVERYBODY,
    quiet: Collection[str] = (),
    given_up: bool = False,
    caller_waits: bool = False,
) -> Stay | Hasten | Turn | Exhausted:
    present = Present(people=people, quiet=quiet)
    return proceed(climb, attempts, POLICY, present, now=now, given_up=given_up, caller_waits=caller_waits)


def person(step: Stay | Hasten | Turn | Exhausted) -> str:
    assert isinstance(step, Turn)
    assert step.rung == ROUTE[step.climb.rung]
    (found,) = step.people
    return found


def test_the_first_person_of_the_first_level_is_tried_first() -> None:
    step = start(POLICY, Present(people=EVERYBODY), now=NOW)
    assert step == Turn(climb=at(0), rung=ROUTE[0], people=("dispatcher",), skipped=())


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
    step = after(
        at(0),
        tried("sms", "failed"),
        tried("voice", "failed"),
        tried("email", "accepted"),
        tried("chat", "accepted"),
    )
    assert person(step) == "engineer"


def test_while_a_caller_waits_an_unanswered_telephone_is_enough_to_go_on() -> None:
    unanswered = (tried("sms", "delivered"), tried("voice", "failed"))
    assert after(at(0), *unanswered) == Stay(NOW + 5 * MINUTE)
    assert person(after(at(0), *unanswered, caller_waits=True)) == "engineer"


def test_a_caller_waits_for_a_telephone_that_rings_and_for_the_texts_of_who_has_none() -> None:
    ringing = (tried("sms", "delivered"), tried("voice", "accepted"))
    assert after(at(0), *ringing, caller_waits=True) == Stay(NOW + 5 * MINUTE)
    assert after(at(0), tried("sms", "delivered"), caller_waits=True) == Stay(NOW + 5 * MINUTE)


@pytest.mark.parametrize("channel", ["email", "chat"])
def test_mail_and_chat_count_for_somebody_who_has_nothing_else(channel: PageChannel) -> None:
    assert after(at(0), tried(channel, "accepted")) == Stay(NOW + 5 * MINUTE)


def test_when_all_that_was_tried_has_failed_the_next_step_comes_at_once() -> None:
    assert after(at(0), tried("sms", "failed"), tried("voice", "planned", later=True)) == Hasten()


@pytest.mark.parametrize("state", ["sending", "unknown", "accepted", "delivered"])
def test_a_later_step_waits_while_something_may_still_wake(state: State) -> None:
    under_way = (tried("sms", state), tried("voice", "planned", later=True))
    assert after(at(0), *under_way) == Stay(NOW + 5 * MINUTE)


def test_a_later_step_waits_its_time_where_nothing_has_failed() -> None:
    mail_first = (tried("email", "accepted"), tried("voice", "planned", later=True))
    assert after(at(0), *mail_first) == Stay(NOW + 5 * MINUTE)


def test_a_step_that_would_come_after_the_turn_holds_nobody_up() -> None:
    late = (tried("sms", "delivered"), tried("voice", "planned", later=True))
    assert person(after(at(0), *late, now=NOW + 5 * MINUTE)) == "engineer"


def test_nobody_loses_the_turn_while_an_attempt_waits_for_its_own() -> None:
    step = after(at(0), tried("sms", "planned", waits=True), now=NOW + 6 * MINUTE)
    assert step == Stay(NOW + 6 * MINUTE + timedelta(seconds=5))


def test_a_person_may_pass_the_page_on() -> None:
    assert person(after(at(0), tried("voice", "delivered"), given_up=True)) == "engineer"


def test_somebody_who_cannot_be_reached_is_skipped() -> None:
    step = after(at(0), tried("voice", "failed"), people={"designate": "dispatcher", "director": "director"})
    assert person(step) == "director"
    assert isinstance(step, Turn)
    assert step.skipped == (Skipped(level=0, target="engineer", why="nobody is there"),)


def test_whoever_is_on_call_when_the_turn_comes_has_it() -> None:
    """The hand-off was between the two rounds."""
    step = after(
        at(2), tried("sms", "failed"), people=EVERYBODY | {"designate": "night watch"}, now=NOW + 5 * MINUTE
    )
    assert person(step) == "night watch"


def test_quiet_hours_let_others_go_first() -> None:
    step = start(POLICY, Present(people=EVERYBODY, quiet={"dispatcher"}), now=NOW)
    assert person(step) == "engineer"
    assert isinstance(step, Turn)
    assert [each.why for each in step.skipped] == ["these are quiet hours of this person; others are tried first"]


def test_in_the_second_round_nobody_is_quiet() -> None:
    step = after(at(2), tried("sms", "failed"), quiet={"dispatcher"}, now=NOW + 5 * MINUTE)
    assert person(step) == "dispatcher"


def test_where_everybody_is_quiet_nobody_is() -> None:
    assert person(start(POLICY, Present(people=EVERYBODY, quiet=set(EVERYBODY.values())), now=NOW)) == "dispatcher"


def test_the_last_reachable_person_is_never_silenced() -> None:
    alone = Present(people={"designate": "dispatcher"}, quiet={"dispatcher"})
    assert person(start(POLICY, alone, now=NOW)) == "dispatcher"


def test_a_ladder_that_is_climbed_once_waits_for_nobodys_quiet_hours_to_end() -> None:
    once = Policy(route=ROUTE, rounds=1, catch_all="director")
    assert person(start(once, Present(people=EVERYBODY, quiet={"dispatcher"}), now=NOW)) == "dispatcher"


@pytest.mark.parametrize(("name", "rung"), [("dispatcher", 0), ("director", 2), ("somebody else", 0), (None, 0)])
def test_a_page_begins_again_where_its_person_stands_now(name: str | None, rung: int) -> None:
    assert rung_of(ROUTE, Present(people=EVERYBODY), name) == rung


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
    absent = {"designate": "nobody is on call in designate", "engineer": "no way", "director": "on leave"}
    step = start(Policy(route=ROUTE, rounds=1, catch_all="director"), Present(people={}, absent=absent), now=NOW)
    assert [(each.target, each.why) for each in step.skipped] == list(absent.items())


@pytest.mark.parametrize(("level", "rung"), [(0, 2), (1, 2), (7, 2)])
def test_the_level_above_the_last_is_the_last(level: int, rung: int) -> None:
    assert level_above(ROUTE, level) == rung


WAITS = st.integers(1, 30)
NAMES = st.lists(st.integers(0, 6).map(lambda number: f"p{number}"), min_size=1, max_size=3)
LADDERS = st.lists(
    st.builds(
        lambda names, wait, together: Level(
            name="any", people=names, wait=Duration.parse(f"{wait} minutes"), together=together
        ),
        NAMES,
        WAITS,
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["acknowledge", "fail", "time", "pass on", "late"]),
        st.integers(0, 40),
    ),
    max_size=60,
)


@given(LADDERS, st.integers(1, 3), st.sets(st.integers(0, 6)), st.sets(st.integers(0, 6)), MOVES)
def test_every_page_ends_acknowledged_or_exhausted(
    levels: list[Level],
    rounds: int,
    gone: set[int],
    quiet: set[int],
    moves: list[tuple[str, int]],
) -> None:
    """Whatever people and providers do; and in a round everybody has one turn at each place, in order."""
    kept = policy(Ladder(levels=levels, rounds=rounds, catch_all="p0"))
    route = kept.route
    reachable = {name for rung in route for name in rung.targets} - {f"p{name}" for name in gone}
    present = Present(people={name: name for name in reachable}, quiet={f"p{name}" for name in quiet})
    waiting = present.quiet if rounds > 1 and reachable - set(present.quiet) else set()
    now = NOW
    turns: list[tuple[int, int]] = []
    step: Stay | Hasten | Turn | Exhausted = start(kept, present, now=now)
    acknowledged = False
    plan = iter(moves)
    while isinstance(step, Turn) and not acknowledged:
        climb = step.climb
        turns.append((climb.round, climb.rung))
        missing = {f"p{name}" for name in gone} | (set(waiting) if climb.round == 0 else set())
        assert step.people == tuple(dict.fromkeys(name for name in step.rung.targets if name not in missing))
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
                kept,
                present,
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
        everybody = [
            (r, n)
            for r in range(rounds)
            for n, rung in enumerate(route)
            if any(name in reachable and (r or name not in waiting) for name in rung.targets)
        ]
        assert turns == everybody
