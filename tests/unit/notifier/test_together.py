"""A level whose people have the turn together."""

from datetime import UTC, datetime, timedelta

from dial2.duration import Duration
from dial2.roster.model import Ladder, Level
from notifier.attempt import State
from notifier.ladder import (
    Climb,
    Hasten,
    Policy,
    Present,
    Skipped,
    Stay,
    Tried,
    Turn,
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
            Level(name="team", people=["designate", "engineer", "expert"], together=True),
            Level(name="direction", people=["director"], wait=Duration.parse("10 minutes")),
        ],
        rounds=2,
        catch_all="director",
    )
)
EVERYBODY = {name: name for name in ("designate", "engineer", "expert", "director")}


def first(
    people: dict[str, str], kept: Policy = POLICY, **more: dict[str, str] | set[str]
) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    step = start(kept, Present(people=people, **more), now=NOW)  # type: ignore[arg-type]  # each by its own name
    assert isinstance(step, Turn)
    return step.people, step.skipped


def after(*tried: Tried, now: datetime = NOW) -> Stay | Hasten | tuple[str, ...]:
    climb = Climb(round=0, rung=0, round_began_at=NOW, due_at=NOW + 5 * MINUTE)
    step = proceed(climb, tried, POLICY, Present(people=EVERYBODY), now=now)
    assert isinstance(step, Stay | Hasten | Turn)
    return step.people if isinstance(step, Turn) else step


def call(state: State) -> Tried:
    return Tried(channel="voice", state=state, waits=False)


def test_all_have_the_first_turn() -> None:
    assert first(EVERYBODY) == (("designate", "engineer", "expert"), ())


def test_whoever_is_not_there_is_passed_over_and_the_others_have_it() -> None:
    there = {name: name for name in ("engineer", "expert", "director")}
    skipped = Skipped(level=0, target="designate", why="nobody is on call in designate")
    assert first(there, absent={"designate": "nobody is on call in designate"}) == (
        ("engineer", "expert"),
        (skipped,),
    )


def test_two_names_for_one_person_are_one() -> None:
    assert first(EVERYBODY | {"designate": "engineer"}) == (("engineer", "expert"), ())


def test_whoever_is_quiet_is_left_alone_in_the_first_round() -> None:
    people, skipped = first(EVERYBODY, quiet={"expert"})
    assert people == ("designate", "engineer")
    assert [each.target for each in skipped] == ["expert"]


def test_while_anybody_may_still_wake_the_level_keeps_the_turn() -> None:
    assert after(call("failed"), call("failed"), call("accepted")) == Stay(NOW + 5 * MINUTE)


def test_when_all_have_failed_the_next_level_has_it_at_once() -> None:
    assert after(call("failed"), call("failed"), call("failed")) == ("director",)


def test_when_the_time_is_over_the_next_level_has_it() -> None:
    assert after(call("failed"), call("accepted"), now=NOW + 5 * MINUTE) == ("director",)


def test_each_of_them_stands_at_the_level() -> None:
    present = Present(people=EVERYBODY)
    assert [rung_of(POLICY.route, present, name) for name in EVERYBODY] == [0, 0, 0, 1]
