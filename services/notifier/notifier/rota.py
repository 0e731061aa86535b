"""Who is on call, and the overrides: what staff asks and does through the API."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from dial2.database import Database, Work
from dial2.errors import NotFound, Permanent
from dial2.events.oncall import OverrideAdded, OverrideRemoved
from dial2.ids import uuid7
from dial2.roster import LiveRoster, Roster, overrides
from dial2.roster.on_call import Override, Shift, shifts, unanswered
from dial2.roster.person import out_of_reach
from dial2.roster.schedule import Schedule
from notifier.adapters import lost_contacts
from notifier.adapters.chat import Chats

_HORIZON = timedelta(days=92)  # how far ahead the next hand-off is looked for
_LONGEST = timedelta(days=400)


class OnCall(msgspec.Struct, frozen=True, kw_only=True):
    """`shift` is what stands at the instant asked for, `following` the one after it."""

    schedule: str
    shift: Shift
    following: Shift | None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """When somebody else is to be on call, `since` None is now; and who says so."""

    since: datetime | None
    until: datetime
    by: str
    why: str


class Rota:
    def __init__(self, *, database: Database, roster: LiveRoster, chats: Chats) -> None:
        self._database = database
        self._live = roster
        self._chats = chats

    async def at(self, at: datetime | None = None) -> list[OnCall]:
        """Every schedule at an instant, by default now."""
        async with self._database.work("notifier") as work:
            at = at or work.now
            found: list[OnCall] = []
            for name, schedule in self._roster.schedules.items():
                standing = await overrides.standing(work.connection, [name], at)
                coming = shifts(schedule, at, at + _HORIZON, standing.get(name, ()))
                following = coming[1] if len(coming) > 1 else None
                found.append(OnCall(schedule=name, shift=coming[0], following=following))
            return found

    async def shifts(self, name: str, since: datetime | None, until: datetime) -> list[Shift]:
        schedule = self._schedule(name)
        async with self._database.work("notifier") as work:
            since = since or work.now
            if not timedelta() < until - since <= _LONGEST:
                raise Permanent(
                    f"From {since} to {until} is no time that can be shown; at most {_LONGEST.days} days"
                )
            standing = await overrides.standing(work.connection, [name], since)
        return shifts(schedule, since, until, standing.get(name, ()))

    async def coming(self, time: timedelta) -> dict[str, list[Shift]]:
        """The shifts of every schedule from now on, gaps included."""
        async with self._database.work("notifier") as work:
            return await self._coming(work, time)

    async def unanswered(self, time: timedelta) -> dict[str, list[Shift]]:
        """Of every schedule, when nobody is on call, or somebody whom nothing reaches."""
        async with self._database.work("notifier") as work:
            lost = await lost_contacts.known(work.connection) | self._chats.faults(self._roster)
            nobody = out_of_reach(self._roster.people, lost)
            return {name: unanswered(found, nobody) for name, found in (await self._coming(work, time)).items()}

    async def _coming(self, work: Work, time: timedelta) -> dict[str, list[Shift]]:
        standing = await overrides.standing(work.connection, self._roster.schedules, work.now)
        return {
            name: shifts(schedule, work.now, work.now + time, standing.get(name, ()))
            for name, schedule in self._roster.schedules.items()
        }

    async def standing(self, name: str) -> Sequence[Override]:
        """The overrides of a schedule that have not ended."""
        self._schedule(name)
        async with self._database.work("notifier") as work:
            return (await overrides.standing(work.connection, [name], work.now)).get(name, ())

    async def override(self, name: str, change: Change, *, person: str | None, instead_of: str | None) -> str:
        """The new override's id."""
        self._schedule(name)
        self.require_people(person, instead_of)
        if person is None and instead_of is None:
            raise Permanent("Say who takes over (person), or who is away (instead_of), or both")
        async with self._database.work(change.by) as work:
            added = _added(work, name, change, person, instead_of)
            work.append(overrides.stream(name), added)
        return added.override

    async def swap(self, name: str, change: Change, *, one: str, other: str) -> list[str]:
        """Between the two instants each has the other's turns."""
        self._schedule(name)
        self.require_people(one, other)
        if one == other:
            raise Permanent(f"{one} cannot swap alone; name two people")
        async with self._database.work(change.by) as work:
            both = [_added(work, name, change, *turn) for turn in ((one, other), (other, one))]
            work.append(overrides.stream(name), *both)
        return [each.override for each in both]

    async def remove(self, name: str, override: str, *, by: str, why: str) -> None:
        if override not in {each.id for each in await self.standing(name)}:
            raise NotFound(f"{name} has no override {override} that has not ended")
        async with self._database.work(by) as work:
            work.append(overrides.stream(name), OverrideRemoved(override=override, schedule=name, by=by, why=why))

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def _schedule(self, name: str) -> Schedule:
        found = self._roster.schedules.get(name)
        if found is None:
            there_are = ", ".join(self._roster.schedules) or "none in this roster"
            raise NotFound(f"There is no schedule {name!r}; there are: {there_are}")
        return found

    def require_people(self, *names: str | None) -> None:
        """Raises `NotFound` for a name that is nobody's."""
        for name in names:
            if name is not None and name not in self._roster.people:
                raise NotFound(f"{name!r} is nobody; allowed: {', '.join(self._roster.people)}")


def _added(work: Work, schedule: str, change: Change, person: str | None, instead_of: str | None) -> OverrideAdded:
    begins = change.since or work.now
    if change.until <= max(begins, work.now):
        raise Permanent(f"It would end at {change.until}, before it begins or in the past; give a later `until`")
    return OverrideAdded(
        override=str(uuid7()),
        schedule=schedule,
        since=begins,
        until=change.until,
        person=person,
        instead_of=instead_of,
        by=change.by,
        why=change.why,
    )
