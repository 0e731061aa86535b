"""`verify` finds what somebody with the owner's password did to the log behind its back."""

import asyncpg
import pytest

from dial2.database import Database
from dial2.events.call import CallChoice
from dial2.log.verify import Fault, verify
from tests.servers.postgres import Database as Scratch


async def faults_after(database: Scratch, *statements: str) -> list[Fault]:
    log = Database(database.url)
    async with log.work("test") as work:
        for digit in "123":
            work.append("call:CA1", CallChoice(call="CA1", digit=f"{digit}é\x1f", meaning="support"))
        work.append("call:CA2", CallChoice(call="CA2", digit="1", meaning="support"))
    owner = await asyncpg.connect(database.owner_url)
    await owner.execute("ALTER TABLE dial2.events DISABLE TRIGGER USER")
    for statement in statements:
        await owner.execute(statement)
    await owner.close()
    async with log.connection() as connection:
        found = [fault async for _, faults in verify(connection) for fault in faults]
    await log.close()
    return found


async def test_an_untouched_log_has_no_fault(database: Scratch) -> None:
    assert await faults_after(database) == []


@pytest.mark.parametrize(
    ("statement", "stream", "version", "what"),
    [
        (
            "UPDATE dial2.events SET actor = 'x' WHERE stream = 'call:CA1' AND version = 2",
            "call:CA1",
            2,
            "changed",
        ),
        (
            """UPDATE dial2.events SET payload = '{"type":"call.choice","digit":"9"}'
               WHERE stream = 'call:CA1' AND version = 3""",
            "call:CA1",
            3,
            "changed",
        ),
        (
            """UPDATE dial2.events SET recorded_at = recorded_at + interval '1 microsecond'
               WHERE stream = 'call:CA2'""",
            "call:CA2",
            1,
            "changed",
        ),
        ("DELETE FROM dial2.events WHERE stream = 'call:CA1' AND version = 2", "call:CA1", 2, "missing"),
        ("DELETE FROM dial2.events WHERE stream = 'call:CA1' AND version = 3", "call:CA1", 3, "missing"),
        ("DELETE FROM dial2.events WHERE stream = 'call:CA2'", "call:CA2", 1, "missing"),
        ("DELETE FROM dial2.streams WHERE stream = 'call:CA2'", "call:CA2", 0, "added"),
    ],
)
async def test_a_changed_missing_or_added_event_is_named(
    database: Scratch, statement: str, stream: str, version: int, what: str
) -> None:
    (fault,) = await faults_after(database, statement)
    assert (fault.stream, fault.version) == (stream, version)
    assert fault.what.startswith(what)
