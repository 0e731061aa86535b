"""Schema `intake_email`: who reads a mailbox, and how far."""

from uuid import UUID

import msgspec

from dial2.database import Database


class Cursor(msgspec.Struct, frozen=True):
    """Everything up to `last_uid` has been stored, while the mailbox keeps its `uidvalidity`."""

    uidvalidity: int
    last_uid: int


async def hold(database: Database, name: str, holder: UUID, seconds: float) -> Cursor | None:
    """Become or stay its only reader for so long; None while another one is."""
    async with database.connection() as connection:
        row = await connection.fetchrow(
            """INSERT INTO intake_email.mailboxes AS m (name, holder, held_until)
               VALUES ($1, $2, clock_timestamp() + make_interval(secs => $3))
               ON CONFLICT (name) DO UPDATE SET holder = $2, held_until = excluded.held_until
               WHERE m.holder = $2 OR m.held_until < clock_timestamp()
               RETURNING uidvalidity, last_uid""",
            name,
            holder,
            seconds,
        )
    return Cursor(row["uidvalidity"], row["last_uid"]) if row else None


async def advance(database: Database, name: str, holder: UUID, cursor: Cursor, seconds: float) -> bool:
    """Step past, and stay its reader for so long; False if another one has taken over."""
    async with database.connection() as connection:
        moved = await connection.fetchval(
            """UPDATE intake_email.mailboxes
               SET uidvalidity = $3, last_uid = $4, held_until = clock_timestamp() + make_interval(secs => $5)
               WHERE name = $1 AND holder = $2 RETURNING true""",
            name,
            holder,
            cursor.uidvalidity,
            cursor.last_uid,
            seconds,
        )
    return bool(moved)


async def release(database: Database, name: str, holder: UUID) -> None:
    """Let another process take over at once."""
    async with database.connection() as connection:
        await connection.execute(
            "UPDATE intake_email.mailboxes SET held_until = '-infinity' WHERE name = $1 AND holder = $2",
            name,
            holder,
        )
