"""How far each reader of the tail has come."""

from __future__ import annotations

from dial2.connection import Connection
from dial2.log.read import Checkpoint


async def checkpoint_of(connection: Connection, reader: str) -> Checkpoint:
    row = await connection.fetchrow(
        "SELECT transaction::text AS transaction, position FROM dial2.checkpoints WHERE reader = $1", reader
    )
    return Checkpoint(int(row["transaction"]), row["position"]) if row else Checkpoint(0, 0)


async def move_checkpoint(connection: Connection, reader: str, to: Checkpoint) -> None:
    await connection.execute(
        """INSERT INTO dial2.checkpoints (reader, transaction, position) VALUES ($1, $2::text::xid8, $3)
           ON CONFLICT (reader) DO UPDATE
           SET transaction = excluded.transaction, position = excluded.position""",
        reader,
        str(to.transaction),
        to.position,
    )
