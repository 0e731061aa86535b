"""Commands that were done, kept for a day, so that one that is sent again is answered and not done again."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

import asyncpg
import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.errors import Conflict, KeyReused

KEPT = timedelta(hours=24)
T = TypeVar("T")


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The version that the ticket has now, and the ticket that the command opened, if it did."""

    version: int
    ticket: int | None = None


async def remember(work: Work, staff: str, key: str, digest: bytes, answer: object) -> None:
    """Keep what it came to, as JSON.

    Raises `Conflict` where the same key was used at the same moment: asked again, it is answered.
    """
    await work.connection.execute("DELETE FROM triage.done_commands WHERE done_at <= $1", work.now - KEPT)
    try:
        await work.connection.execute(
            "INSERT INTO triage.done_commands (staff, key, digest, answer, done_at) VALUES ($1, $2, $3, $4, $5)",
            staff,
            key,
            digest,
            msgspec.json.encode(answer).decode(),
            work.now,
        )
    except asyncpg.UniqueViolationError as error:
        raise Conflict(f"A command with the key {key!r} was under way: send it again to get its answer") from error


async def recall(connection: Connection, staff: str, key: str, digest: bytes, answer: type[T]) -> T | None:
    """What the command of this key came to, if it was done. Raises `KeyReused` where it asked something else."""
    row = await connection.fetchrow(
        """SELECT digest, answer FROM triage.done_commands
           WHERE staff = $1 AND key = $2 AND done_at > dial2.now() - $3::interval""",
        staff,
        key,
        KEPT,
    )
    if row is None:
        return None
    if row["digest"] != digest:
        raise KeyReused(f"The key {key!r} was used for another command: give each command a key of its own")
    return msgspec.json.decode(row["answer"], type=answer)
