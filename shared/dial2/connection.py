"""A connection lent by the pool."""

from typing import TYPE_CHECKING, TypeAlias

import asyncpg

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
else:
    Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy  # not generic at run time
