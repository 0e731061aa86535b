"""Migrations: the log's schema first, then one schema a service, each with its own history."""

from __future__ import annotations

from importlib.metadata import entry_points
from importlib.resources import files
from typing import TYPE_CHECKING

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext
    from alembic.script.revision import _RevIdType

_LOG = "dial2.migrations"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('dial2.migrate'))"


async def migrate(owner_url: str) -> list[str]:
    """Bring every schema to its newest revision, as the owner; returns `schema revision` for each."""
    services = sorted(point.value for point in entry_points(group="dial2.migrations"))
    engine = create_async_engine(
        owner_url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool
    )
    try:
        async with engine.begin() as connection:
            await connection.execute(text(_ONE_AT_A_TIME))
            return [await connection.run_sync(_upgrade, package) for package in (_LOG, *services)]
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, package: str) -> str:
    schema = package.split(".", 1)[0]
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    script = ScriptDirectory(str(files(package)))

    def steps(revision: _RevIdType, _context: MigrationContext) -> list[object]:
        return list(script._upgrade_revs("head", revision))  # type: ignore[arg-type]  # noqa: SLF001 - as alembic's own command does

    with EnvironmentContext(Config(), script, fn=steps) as environment:
        environment.configure(connection=connection, version_table_schema=schema)
        environment.run_migrations()
    return f"{schema} {script.get_current_head()}"


def run_script(connection: Connection, sql: str) -> None:
    """Run a script of several statements, which a prepared statement cannot hold."""
    adapted = connection.connection.dbapi_connection
    adapted.run_async(lambda driver: driver.execute(sql))  # type: ignore[union-attr]  # SQLAlchemy's asyncpg


def service_schema(schema: str) -> str:
    """What each service's schema starts with: its places in the streams it follows, and its rights."""
    return f"""
        GRANT USAGE ON SCHEMA {schema} TO dial2_service;
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema}
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dial2_service;
        ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO dial2_service;
        CREATE TABLE {schema}.cursors (
            stream  text PRIMARY KEY,
            version integer NOT NULL
        ) WITH (fillfactor = 70);
    """
