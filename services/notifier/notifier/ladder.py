"""What comes next for a page: pure, given the ladder, how the present person's attempts stand, and the time.

A page tries one person after another, level by level, round by round. It goes on when the level's wait is over, or
at once when nothing that could wake the present person is left; a new round does not begin before the first person
has had the first level's wait.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec

from dial2.events.page import PageChannel
from dial2.roster.model import Ladder, Person
from dial2.vocabulary import Severity, at_least
from notifier.attempt import State

CHANNELS: tuple[PageChannel, ...] = ("sms", "email", "voice")
_LOOK_AGAIN = timedelta(seconds=5)  # while an attempt has not had its turn at the provider


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """One person's place on the ladder; levels count from 0."""

    level: int
    person: str
    wait: timedelta


class Climb(msgspec.Struct, frozen=True, kw_only=True):
    """Where a page stands, and when it goes on unless somebody acknowledges."""

    round: int
    rung: int
    round_began_at: datetime
    due_at: datetime


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """How the newest try of one channel stands; `waits` while it has not had its turn at the provider."""

    channel: PageChannel
    state: State
    waits: bool


class Stay(msgspec.Struct, frozen=True):
    """The present person still has time."""

    until: datetime


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """It is the turn of the person at `climb.rung`; `skipped` cannot be reached at all."""

    climb: Climb
    skipped: tuple[Rung, ...]


class Exhausted(msgspec.Struct, frozen=True, kw_only=True):
    """There is nobody left to try."""

    skipped: tuple[Rung, ...]


def rungs(ladder: Ladder) -> tuple[Rung, ...]:
    """The ladder's people in the order of their turns."""
    return tuple(
        Rung(level=number, person=person, wait=level.wait.time())
        for number, level in enumerate(ladder.levels)
        for person in level.people
    )


def channels(person: Person, severity: Severity) -> list[tuple[PageChannel, str]]:
    """The ways to reach a person, with number or address; only critical and major make a telephone ring."""
    contacts = {"sms": person.sms, "email": person.email, "voice": person.voice}
    return [
        (channel, contact)
        for channel in CHANNELS
        if (contact := contacts[channel]) and (channel != "voice" or at_least(severity, "major"))
    ]


def start(
    route: Sequence[Rung], *, rounds: int, reachable: Collection[str], now: datetime, rung: int = 0
) -> Turn | Exhausted:
    """The first turn of a page that begins at `rung`."""
    return _turn(route, reachable, round_=0, first=rung, rounds=rounds, round_began_at=now, now=now)


def proceed(
    climb: Climb,
    tried: Sequence[Tried],
    route: Sequence[Rung],
    *,
    rounds: int,
    reachable: Collection[str],
    now: datetime,
    given_up: bool = False,
) -> Stay | Turn | Exhausted:
    """What follows for an open page; `given_up`: the present person passed it on."""
    if not given_up and _can_wake(tried):
        if now < climb.due_at:
            return Stay(climb.due_at)
        if any(each.waits for each in tried):
            return Stay(now + _LOOK_AGAIN)
    following = _turn(
        route,
        reachable,
        round_=climb.round,
        first=climb.rung + 1,
        rounds=rounds,
        round_began_at=climb.round_began_at,
        now=now,
    )
    new_round_from = climb.round_began_at + route[0].wait
    if isinstance(following, Turn) and following.climb.round > climb.round and now < new_round_from:
        return Stay(new_round_from)
    return following


def level_above(route: Sequence[Rung], level: int) -> int:
    """The rung where the level after `level` begins; the last level's where there is none."""
    wanted = min(level + 1, route[-1].level)
    return next(number for number, rung in enumerate(route) if rung.level == wanted)


def _can_wake(tried: Sequence[Tried]) -> bool:
    """Whether something under way may still wake the person. Mail does only where there is nothing else."""
    ringing = [each for each in tried if each.channel != "email"] or list(tried)
    return any(each.state not in {"failed", "withdrawn"} for each in ringing)


def _turn(
    route: Sequence[Rung],
    reachable: Collection[str],
    *,
    round_: int,
    first: int,
    rounds: int,
    round_began_at: datetime,
    now: datetime,
) -> Turn | Exhausted:
    skipped: list[Rung] = []
    for number in range(round_ * len(route) + first, max(rounds, round_ + 1) * len(route)):
        at_round, at = divmod(number, len(route))
        if route[at].person not in reachable:
            skipped.append(route[at])
            continue
        climb = Climb(
            round=at_round,
            rung=at,
            round_began_at=round_began_at if at_round == round_ else now,
            due_at=now + route[at].wait,
        )
        return Turn(climb=climb, skipped=tuple(skipped))
    return Exhausted(skipped=tuple(skipped))
