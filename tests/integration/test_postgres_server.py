"""The PostgreSQL that other tests stand on."""

import asyncpg
import pytest

from tests.servers.postgres import Database, PostgresServer


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_copy_of_a_database_has_its_own_rows(
    postgres_server: PostgresServer, empty_database: Database
) -> None:
    await ask(empty_database.owner_url, "CREATE TABLE kept AS SELECT 42 AS number")
    copy = await postgres_server.create_database(template=empty_database.name)
    await ask(copy.owner_url, "DELETE FROM kept")
    assert await ask(copy.owner_url, "SELECT count(*) FROM kept") == 0
    assert await ask(empty_database.owner_url, "SELECT count(*) FROM kept") == 1
    await postgres_server.drop_database(copy)


async def test_a_migrated_database_is_the_services_to_use(database: Database) -> None:
    assert await ask(database.url, "SELECT count(*) FROM dial2.events") == 0


async def test_a_dropped_database_is_gone_whoever_was_connected(postgres_server: PostgresServer) -> None:
    database = await postgres_server.create_database()
    left_open = await asyncpg.connect(database.url)
    await postgres_server.drop_database(database)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(database.url)
    await left_open.close()


async def test_what_was_committed_outlives_a_killed_server(
    postgres_server: PostgresServer, empty_database: Database
) -> None:
    await ask(empty_database.owner_url, "CREATE TABLE kept AS SELECT 42 AS number")
    postgres_server.kill()
    with pytest.raises(OSError, match="Connect call failed"):
        await asyncpg.connect(empty_database.url)
    postgres_server.start()
    assert await ask(empty_database.owner_url, "SELECT number FROM kept") == 42
