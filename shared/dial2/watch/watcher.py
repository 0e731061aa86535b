"""The watcher: every process looks after all of them, in turns, and says outside what is ill."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client import Gauge

from dial2.bus.protocol import Bus
from dial2.connection import Connection
from dial2.database import Database
from dial2.errors import Unavailable
from dial2.vocabulary import Language
from dial2.wake import CLOCK_MOVED, Wake
from dial2.watch import alarms, beats, lag
from dial2.watch.illness import Illness
from dial2.watch.outside import Outside

Examine = Callable[[Connection], Awaitable[Sequence[Illness]]]

TOLD_AGAIN = timedelta(minutes=15)
_LOOK_SECONDS = 10.0
_TURN_SECONDS = 1.0
_AWAY_SECONDS = 60.0
_LOCK = "SELECT pg_try_advisory_lock(hashtext('dial2.watch'))"
_UNLOCK = "SELECT pg_advisory_unlock(hashtext('dial2.watch'))"
_CORE = "dial2"

ALARMS = Gauge("dial2_alarms", "Alarms that stand")

log = structlog.get_logger(__name__)


class Watcher:
    """`examine`: what each service of this process finds wrong with its own work, by the service's name."""

    def __init__(
        self,
        *,
        database: Database,
        bus: Bus,
        outside: Outside,
        services: Sequence[str],
        readers: Sequence[str],
        examine: Mapping[str, Examine],
        language: Language,
        heartbeat_seconds: float,
    ) -> None:
        self._database = database
        self._bus = bus
        self._outside = outside
        self._services = services
        self._readers = readers
        self._examine = examine
        self._language = language
        self._heartbeat_seconds = heartbeat_seconds
        self._pinged = float("-inf")
        self._away: datetime | None = None
        self._told_away: datetime | None = None

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        await wake.repeat(self._step, stop, CLOCK_MOVED, name="watch")

    async def _step(self) -> float:
        try:
            async with self._database.connection() as connection:
                await self._postgres_is_back()
                if not await connection.fetchval(_LOCK):
                    return _TURN_SECONDS
                try:
                    await self._look(connection)
                finally:
                    await connection.execute(_UNLOCK)
        except Unavailable as error:
            await self._without_postgres(error)
        return _LOOK_SECONDS

    async def _look(self, connection: Connection) -> None:
        """No transaction is held while anybody outside is asked."""
        found = [(_CORE, ill) for ill in await self._own(connection)]
        for service, examine in self._examine.items():
            found += [(service, ill) for ill in await examine(connection)]
        now: datetime = await connection.fetchval("SELECT dial2.now()")
        standing = await alarms.standing(connection, [_CORE, *self._examine])
        for examiner, ill in found:
            alarm = standing.pop(ill.name, None)
            if alarm is None or alarm.told_at is None or now - alarm.told_at >= TOLD_AGAIN:
                await self._raise(examiner, ill, alarm, now)
        for alarm in standing.values():
            await self._clear(alarm)
        left = await alarms.standing(connection)
        ALARMS.set(len(left))
        if not left and time.monotonic() - self._pinged >= self._heartbeat_seconds:
            self._pinged = time.monotonic()
            await self._outside.ping()

    async def _own(self, connection: Connection) -> list[Illness]:
        found = [
            *beats.ills(await beats.all_of(connection), self._services),
            *await lag.ills(connection, self._readers),
        ]
        try:
            depths = await self._bus.depths()
        except Unavailable as error:
            return [*found, Illness(name="bus", kind="bus", what=str(error))]
        parked = [depth for depth in depths if depth.parked]
        return found + [
            Illness(name=f"parked.{depth.service}", kind="parked", what=depth.service, count=depth.parked)
            for depth in parked
        ]

    async def _raise(self, examiner: str, ill: Illness, before: alarms.Alarm | None, now: datetime) -> None:
        since = ill.since or (before.since if before else now)
        said = ill.said(self._language, since)
        told = await self._outside.tell(*_letter(said))
        if before is not None and told is None:
            return
        log.critical("alarm", alarm=ill.name, said=said, told=bool(told))
        async with self._database.work("watch") as work:
            await alarms.hold(work, examiner, ill.name, said, since, told)

    async def _clear(self, alarm: alarms.Alarm) -> None:
        log.info("alarm_over", alarm=alarm.name)
        await self._outside.tell(*_letter(alarm.said, over=True))
        async with self._database.work("watch") as work:
            await alarms.clear(work, alarm)

    async def _without_postgres(self, error: Unavailable) -> None:
        """Nothing can be looked up or written down: each process tells for itself."""
        now = datetime.now(UTC)
        self._away = self._away or now
        if (now - self._away).total_seconds() < _AWAY_SECONDS:
            return
        if self._told_away is None or now - self._told_away >= TOLD_AGAIN:
            ill = Illness(name="database", kind="database", what=str(error), since=self._away)
            log.critical("alarm", alarm=ill.name, said=ill.said(self._language, now))
            if await self._outside.tell(*_letter(ill.said(self._language, now))) is not None:
                self._told_away = now

    async def _postgres_is_back(self) -> None:
        away, told = self._away, self._told_away
        self._away = self._told_away = None
        if away and told:
            ill = Illness(name="database", kind="database", since=away)
            await self._outside.tell(*_letter(ill.said(self._language, away), over=True))


def _letter(said: str, *, over: bool = False) -> tuple[str, str]:
    """Subject and text."""
    subject = f"[dial2] {'OK' if over else 'ALARM'}: {said}"
    return " ".join(subject.split()), f"{subject}\n"
