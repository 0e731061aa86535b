"""How dial2 is, at one look: what each service adds is found by the entry points `dial2.status`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from importlib.metadata import entry_points

import msgspec

from dial2.bus.protocol import Bus, Depth
from dial2.bus.topology import FOLLOWS
from dial2.connection import Connection
from dial2.database import Database
from dial2.errors import Unavailable
from dial2.watch import alarms, beats
from dial2.watch.alarms import Alarm
from dial2.watch.beats import MISSED_SECONDS


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """Something worth knowing of a service's work, in a few words."""

    name: str
    value: str


Facts = Callable[[Connection], Awaitable[Sequence[Fact]]]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """A service: how many of its processes live, and when one was heard from last. None: never."""

    service: str
    processes: int
    heard_at: datetime | None
    seconds_ago: float | None
    stuck: list[str]
    waiting: int | None = None
    parked: int | None = None

    @property
    def well(self) -> bool:
        return self.processes > 0 and not self.stuck


class Status(msgspec.Struct, frozen=True, kw_only=True):
    services: list[Heard]
    facts: list[Fact]
    alarms: list[Alarm]
    bus: str  # "ready", or what stands in the way

    @property
    def well(self) -> bool:
        return not self.alarms and self.bus == "ready" and all(heard.well for heard in self.services)


async def collect(database: Database, bus: Bus) -> Status:
    """Raises `Unavailable` while Postgres is away."""
    depths: dict[str, Depth] = {}
    answer = "ready"
    try:
        depths = {depth.service: depth for depth in await bus.depths()}
    except Unavailable as error:
        answer = str(error)
    async with database.connection() as connection:
        heard = await beats.all_of(connection)
        standing = await alarms.standing(connection)
        facts = [fact for each in _services() for fact in await each(connection)]
    names = dict.fromkeys(("intake-email", *FOLLOWS, *(name for beat in heard for name in beat.services)))
    return Status(
        services=[_heard(name, heard, depths.get(name)) for name in names],
        facts=facts,
        alarms=list(standing.values()),
        bus=answer,
    )


def _heard(service: str, every: Sequence[beats.Beat], depth: Depth | None) -> Heard:
    own = [beat for beat in every if service in beat.services]
    newest = max(own, key=lambda beat: beat.beat_at, default=None)
    living = [beat for beat in own if beat.seconds_ago <= MISSED_SECONDS]
    return Heard(
        service=service,
        processes=len(living),
        heard_at=newest.beat_at if newest else None,
        seconds_ago=newest.seconds_ago if newest else None,
        stuck=sorted({loop for beat in living for loop in beat.stuck if service in (loop, *loop.split()[:1])}),
        waiting=depth.waiting if depth else None,
        parked=depth.parked if depth else None,
    )


def _services() -> list[Facts]:
    """Those that are installed here."""
    found: list[Facts] = []
    for point in sorted(entry_points(group="dial2.status"), key=lambda point: point.name):
        try:
            found.append(point.load())
        except ModuleNotFoundError:
            continue  # an image carries what its own service needs
    return found
