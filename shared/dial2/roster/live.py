"""The roster as its file says now, and the overrides as the log says now."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic

import structlog
from prometheus_client import Gauge

from dial2.database import Database, Work
from dial2.events import Payload, decode
from dial2.events.oncall import RosterChanged, RosterRefused
from dial2.log import read
from dial2.roster import overrides
from dial2.roster.changes import changes
from dial2.roster.feed_source import is_address
from dial2.roster.loader import RosterError, digest, load
from dial2.roster.model import Roster
from dial2.roster.targets import Overrides
from dial2.wake import CLOCK_MOVED, Wake

STREAM = "roster:file"
_LOOK_AGAIN_SECONDS = 5.0
_FETCH_AGAIN_SECONDS = 300.0  # calendars that are published elsewhere

REFUSED = Gauge("dial2_roster_refused", "1 while the roster file cannot be used and the one before it stands")

log = structlog.get_logger(__name__)


class LiveRoster:
    """Whoever keeps this and asks for `current` each time follows the file without a restart.

    `overrides` are seconds old at most, for those who cannot ask the log itself.
    """

    def __init__(self, roster: Roster) -> None:
        self.current = roster
        self.overrides: Overrides = {}


class RosterWatch:
    """Looks at the file every few seconds.

    One that has changed and can be used takes effect; one that cannot is refused with what is wrong in it, and
    the one before it stands. The log tells each once, however many processes see it.
    """

    def __init__(self, path: Path, live: LiveRoster) -> None:
        self._path = path
        self._live = live
        self._stamps: list[tuple[int, int] | None] = []
        self._read_at = monotonic()
        self._told = live.current  # what the log knows, or knew when this process began
        self._refused: RosterError | None = None
        self._refused_told: RosterError | None = None

    async def run(self, database: Database, wake: Wake, stop: asyncio.Event) -> None:
        async def step() -> float:
            await self.look(database)
            return _LOOK_AGAIN_SECONDS

        await wake.repeat(step, stop, CLOCK_MOVED, name="roster")

    async def look(self, database: Database) -> None:
        """The memory first, so that it is right while Postgres is away; then the log. Raises `Transient`."""
        # In a thread: the disk may be slow, and the calendars beside the file are parsed too.
        found = await asyncio.to_thread(self._read)
        if found and digest(found) != digest(self._live.current):
            self._live.current = found  # here, between two steps of the loop: nobody sees half of each
        current, refused = self._live.current, self._refused
        async with database.work("roster") as work:
            self._live.overrides = await overrides.standing(work.connection, current.schedules, work.now)
            if refused is not self._refused_told or current is not self._told:
                await self._tell(work, current, refused)
        self._told, self._refused_told = current, refused

    def _read(self) -> Roster | None:
        """None for a file that has not changed, or cannot be used."""
        files, addresses = _feeds(self._path, self._live.current)
        stamps = [_stamp(file) for file in (self._path, *files)]
        old = addresses and monotonic() - self._read_at > _FETCH_AGAIN_SECONDS
        if stamps == self._stamps and not old:
            return None
        self._stamps, self._read_at = stamps, monotonic()
        try:
            found = load(self._path, self._live.current)
        except RosterError as error:
            log.critical("roster_refused", file=self._path.name, problems=error.problems)
            REFUSED.set(1)
            self._refused = error
            return None
        REFUSED.set(0)
        self._refused = None
        return found

    async def _tell(self, work: Work, current: Roster, refused: RosterError | None) -> None:
        """Expects the version that was read: of processes that see the same, one tells it."""
        recorded = await read.latest(work.connection, STREAM)
        latest = decode(recorded) if recorded else None
        payload: Payload
        if refused:
            payload = RosterRefused(file=self._path.name, problems=list(refused.problems))
        else:
            lines = changes(self._told, current, work.now)
            payload = RosterChanged(file=self._path.name, content=digest(current), changes=lines)
        if not _says_the_same(latest, payload):
            work.append(STREAM, payload, expected=recorded.version if recorded else 0)


def _says_the_same(latest: Payload | None, payload: Payload) -> bool:
    match latest, payload:
        case RosterChanged(content=known), RosterChanged(content=content):
            return known == content
        case RosterRefused(problems=known), RosterRefused(problems=problems):
            return known == problems
    return False


def _feeds(path: Path, roster: Roster) -> tuple[list[Path], list[str]]:
    """Calendars beside the file, and those that are published elsewhere."""
    feeds = [layer.feed for schedule in roster.schedules.values() for layer in schedule.layers if layer.feed]
    files = [path.parent / feed for feed in feeds if not is_address(feed)]
    return files, [feed for feed in feeds if is_address(feed)]


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None  # what is wrong with it, reading it will say
    return found.st_mtime_ns, found.st_size
