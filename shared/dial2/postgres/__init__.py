"""A PostgreSQL of one's own: for trying dial2 out, for small sites and for tests."""

from dial2.postgres.cluster import EmbeddedPostgres
from dial2.postgres.programs import PostgresError

__all__ = ["EmbeddedPostgres", "PostgresError"]
