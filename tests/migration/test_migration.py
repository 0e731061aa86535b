"""A database of any age becomes today's, and only what was granted can be done to it."""

import asyncio
from importlib.metadata import entry_points

import asyncpg
import pytest

from dial2.migrate import migrate
from tests.servers.postgres import Database as Scratch

SCHEMAS = ["dial2", *sorted(point.name for point in entry_points(group="dial2.migrations"))]


async def test_an_empty_database_gets_every_schema(empty_database: Scratch) -> None:
    lines = await migrate(empty_database.owner_url)
    assert [line.split()[0] for line in lines] == SCHEMAS


async def test_migrating_again_changes_nothing(empty_database: Scratch) -> None:
    await migrate(empty_database.owner_url)
    before = await columns(empty_database)
    await migrate(empty_database.owner_url)
    assert await columns(empty_database) == before


async def test_two_that_migrate_at_once_wait_for_each_other(empty_database: Scratch) -> None:
    first, second = await asyncio.gather(*[migrate(empty_database.owner_url) for _ in range(2)])
    assert first == second


async def test_each_service_has_its_cursors_and_its_own_history(empty_database: Scratch) -> None:
    await migrate(empty_database.owner_url)
    tables = {(schema, table) for schema, table, _, _ in await columns(empty_database)}
    for schema in SCHEMAS:
        assert (schema, "alembic_version") in tables
        assert schema == "dial2" or (schema, "cursors") in tables


async def test_services_cannot_change_schemas_or_their_history(database: Scratch) -> None:
    service = await asyncpg.connect(database.url)
    try:
        for statement in (
            "CREATE TABLE triage.extra (id integer)",
            "ALTER TABLE triage.tickets ADD extra integer",
            "DROP TABLE sla_timer.clocks",
            "UPDATE dial2.alembic_version SET version_num = '0'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await service.execute(statement)
    finally:
        await service.close()


async def test_months_are_partitioned_ahead_and_ensured_once(database: Scratch) -> None:
    owner = await asyncpg.connect(database.owner_url)
    try:
        before = await partitions(owner)
        await owner.execute("SELECT dial2.ensure_partitions('2031-11-15', 2)")
        await owner.execute("SELECT dial2.ensure_partitions('2031-11-15', 2)")
        added = await partitions(owner) - before
    finally:
        await owner.close()
    assert len(before) == 14  # this month, twelve after it, and the default
    assert added == {"events_2031_11", "events_2031_12", "events_2032_01"}


async def columns(database: Scratch) -> list[tuple[str, str, str, str]]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        rows = await connection.fetch(
            """SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
               WHERE table_schema = ANY ($1) ORDER BY 1, 2, 3""",
            SCHEMAS,
        )
    finally:
        await connection.close()
    return [tuple(row) for row in rows]


async def partitions(connection: "asyncpg.Connection[asyncpg.Record]") -> set[str]:
    rows = await connection.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'dial2.events'::regclass"
    )
    return {row["name"].removeprefix("dial2.") for row in rows}
