"""What comes next for a page: pure, given its policy, who is there, how their attempts stand, and the time.

A page tries one person after another, or those of a level together, level by level, round by round. It goes on
when the level's wait is over, or at once when nothing that could wake those whose turn it is is left; a new round
does not begin before the first person has had the first level's wait. Whoever is quiet is passed over in the first
of several rounds, if anybody else on the ladder can be reached who is not.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from dial2.events.page import PageChannel
from dial2.roster.model import Ladder, Level
from notifier.attempt import SILENT, State

_LOOK_AGAIN = timedelta(seconds=5)  # while an attempt has not had its turn at the provider


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the ladder; levels count from 0. Who `target` is, is looked up when its turn comes.

    `also`: who has the turn together with it.
    """

    level: int
    target: str
    wait: timedelta
    also: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.target, *self.also)


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """What a page keeps to from its beginning, whatever the roster says later. `catch_all` is a person."""

    route: tuple[Rung, ...]
    rounds: int
    catch_all: str
    insist: timedelta = timedelta(minutes=15)  # between the times that the catch-all is told


class Present(msgspec.Struct, frozen=True, kw_only=True):
    """Who stands behind the names on a route now: `people` by target, for the others `absent` says why not."""

    people: Mapping[str, str]
    absent: Mapping[str, str] = {}
    quiet: Collection[str] = frozenset()  # people


class Climb(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands, and when it goes on unless somebody acknowledges."""

    round: int
    rung: int
    round_began_at: datetime
    due_at: datetime


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How the newest try of one step stands.

    `waits` while it has not had its turn at the provider; `later` while the person's own rules hold it back;
    `repeats` while it is held back because the carrier had failed: nobody waits for that.
    """

    channel: PageChannel
    state: State
    waits: bool
    later: bool = False
    repeats: bool = False

    @property
    def over(self) -> bool:
        return self.repeats or self.state in {"failed", "withdrawn"}


class Stay(msgspec.Struct, frozen=True):
    """The present person still has time."""

    until: datetime


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A name whose turn came, and why nobody was paged for it."""

    level: int
    target: str
    why: str


class Hasten(msgspec.Struct, frozen=True):
    """All that was tried has failed: the present person's next step comes now, whatever the rules say."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """It is the turn of `people`, who stand at `climb.rung`: one, or several together."""

    climb: Climb
    rung: Rung
    people: tuple[str, ...]
    skipped: tuple[Skipped, ...]


class Exhausted(msgspec.Struct, frozen=True, kw_only=True):
    """There is nobody left to try."""

    skipped: tuple[Skipped, ...]


def policy(ladder: Ladder) -> Policy:
    """The ladder's names in the order of their turns."""
    route = tuple(rung for number, level in enumerate(ladder.levels) for rung in _rungs(number, level))
    insist = ladder.insist.time()
    return Policy(route=route, rounds=ladder.rounds, catch_all=ladder.catch_all, insist=insist)


def _rungs(number: int, level: Level) -> Iterator[Rung]:
    wait = level.wait.time()
    if level.together:
        first, *others = level.people
        yield Rung(level=number, target=first, also=tuple(others), wait=wait)
    else:
        yield from (Rung(level=number, target=target, wait=wait) for target in level.people)


def start(kept: Policy, present: Present, *, now: datetime, rung: int = 0) -> Turn | Exhausted:
    """The first turn of a page that begins at `rung`."""
    return _turn(kept, present, round_=0, first=rung, round_began_at=now, now=now)


def proceed(
    climb: Climb,
    tried: Sequence[Tried],
    kept: Policy,
    present: Present,
    *,
    now: datetime,
    given_up: bool = False,
    caller_waits: bool = False,
) -> Stay | Hasten | Turn | Exhausted:
    """What follows for an open page; `given_up`: the present person passed it on.

    While a caller waits on hold, a telephone that was not answered is enough to go on.
    """
    if not given_up and _can_wake(tried, caller_waits=caller_waits):
        if now < climb.due_at:
            return Hasten() if _only_later(tried) else Stay(climb.due_at)
        if any(each.waits for each in tried):
            return Stay(now + _LOOK_AGAIN)
    following = _turn(
        kept,
        present,
        round_=climb.round,
        first=climb.rung + 1,
        round_began_at=climb.round_began_at,
        now=now,
    )
    new_round_from = climb.round_began_at + kept.route[0].wait
    if isinstance(following, Turn) and following.climb.round > climb.round and now < new_round_from:
        return Stay(new_round_from)
    return following


def rung_of(route: Sequence[Rung], present: Present, person: str | None) -> int:
    """Where a person stands now; the ladder's foot for somebody who does not."""
    return next(
        (n for n, rung in enumerate(route) if person and person in map(present.people.get, rung.targets)), 0
    )


def level_above(route: Sequence[Rung], level: int) -> int:
    """The rung where the level after `level` begins; the last level's where there is none."""
    wanted = min(level + 1, route[-1].level)
    return next(number for number, rung in enumerate(route) if rung.level == wanted)


def _can_wake(tried: Sequence[Tried], *, caller_waits: bool) -> bool:
    """Whether something under way may still wake the person. Mail and chat do only where there is nothing else."""
    ringing = [each for each in tried if each.channel not in SILENT] or list(tried)
    if caller_waits:
        ringing = [each for each in tried if each.channel == "voice"] or ringing
    return not all(each.over for each in ringing)


def _only_later(tried: Sequence[Tried]) -> bool:
    """Whether something has failed, and nothing is left but what the rules hold back."""
    open_ = [each for each in tried if each.channel not in SILENT and not each.over]
    return (
        any(each.repeats or each.state == "failed" for each in tried)
        and bool(open_)
        and all(each.later for each in open_)
    )


def _turn(
    kept: Policy, present: Present, *, round_: int, first: int, round_began_at: datetime, now: datetime
) -> Turn | Exhausted:
    skipped: list[Skipped] = []
    places = len(kept.route)
    for number in range(round_ * places + first, max(kept.rounds, round_ + 1) * places):
        at_round, at = divmod(number, places)
        rung = kept.route[at]
        missing = {
            target: why
            for target in rung.targets
            if (why := _why_not(target, present, may_wait=at_round == 0 and kept.rounds > 1))
        }
        skipped += [Skipped(level=rung.level, target=target, why=why) for target, why in missing.items()]
        there = dict.fromkeys(present.people[target] for target in rung.targets if target not in missing)
        if not there:
            continue
        climb = Climb(
            round=at_round,
            rung=at,
            round_began_at=round_began_at if at_round == round_ else now,
            due_at=now + rung.wait,
        )
        return Turn(climb=climb, rung=rung, people=tuple(there), skipped=tuple(skipped))
    return Exhausted(skipped=tuple(skipped))


def _why_not(target: str, present: Present, *, may_wait: bool) -> str | None:
    """Why nobody is paged for this name; `may_wait`: another round will come, in which nobody is quiet."""
    person = present.people.get(target)
    if person is None:
        return present.absent.get(target, "nobody is there")
    others = any(other not in present.quiet for other in present.people.values())
    if may_wait and person in present.quiet and others:
        return "these are quiet hours of this person; others are tried first"
    return None
