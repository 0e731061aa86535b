"""Processes that look at one roster file, and the log that they share."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dial2.database import Database
from dial2.errors import Unavailable
from dial2.events import Payload, decode
from dial2.events.oncall import RosterChanged, RosterRefused
from dial2.log import read
from dial2.roster import LiveRoster, load
from dial2.roster.live import STREAM, RosterWatch
from tests.ports import free_port
from tests.rosters import ONE_PERSON
from tests.servers import postgres

ENGINEER = "[people.engineer]\nsms = '+15145550102'\n"


@pytest.fixture
async def log(database: postgres.Database) -> AsyncIterator[Database]:
    log = Database(database.url, size=2)
    yield log
    await log.close()


class File:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._writes = 0
        self.says(ONE_PERSON)

    def says(self, text: str) -> None:
        """A file system's clock may be too coarse for two writes at once."""
        self._writes += 1
        self.path.write_text(text)
        os.utime(self.path, ns=(self._writes * 10**9, self._writes * 10**9))

    def watched(self) -> tuple[LiveRoster, RosterWatch]:
        live = LiveRoster(load(self.path))
        return live, RosterWatch(self.path, live)


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path / "roster.toml")


async def told(log: Database) -> list[Payload]:
    async with log.connection() as connection:
        return [decode(event) for event in await read.stream(connection, STREAM)]


async def test_a_change_that_two_processes_see_is_told_once(log: Database, file: File) -> None:
    (one, first), (other, second) = file.watched(), file.watched()
    file.says(ONE_PERSON + ENGINEER)
    for watch in (first, second, first):
        await watch.look(log)
    assert "engineer" in one.current.people
    assert "engineer" in other.current.people
    (changed,) = await told(log)
    assert isinstance(changed, RosterChanged)
    assert changed.changes == ["people.engineer: added"]


async def test_a_change_that_is_taken_back_is_told_too(log: Database, file: File) -> None:
    _, watch = file.watched()
    for text in (ONE_PERSON + ENGINEER, ONE_PERSON):
        file.says(text)
        await watch.look(log)
    changes = [event.changes for event in await told(log) if isinstance(event, RosterChanged)]
    assert changes == [["people.engineer: added"], ["people.engineer: removed"]]


async def test_a_remark_changes_nothing(log: Database, file: File) -> None:
    _, watch = file.watched()
    file.says(ONE_PERSON + "# a remark\n")
    await watch.look(log)
    assert await told(log) == []


async def test_a_mistake_is_refused_once_and_the_roster_before_it_stands(log: Database, file: File) -> None:
    (one, first), (_, second) = file.watched(), file.watched()
    file.says(ONE_PERSON.replace("rounds = 1", "rounds = 0"))
    for watch in (first, second, first):
        await watch.look(log)
    assert await told(log) == [RosterRefused(file="roster.toml", problems=["ladder.rounds: must be 1 or more"])]
    assert one.current.ladder.rounds == 1
    file.says(ONE_PERSON)
    await first.look(log)
    assert isinstance((await told(log))[-1], RosterChanged)


async def test_while_postgres_is_away_a_change_is_in_force_and_told_later(log: Database, file: File) -> None:
    live, watch = file.watched()
    file.says(ONE_PERSON + ENGINEER)
    away = Database(f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    with pytest.raises(Unavailable):
        await watch.look(away)
    assert "engineer" in live.current.people
    await watch.look(log)
    assert len(await told(log)) == 1
