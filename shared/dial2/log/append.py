"""Writing to the log: one call of the database's own `append`, which versions, chains and stamps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from dial2.connection import Connection
from dial2.events import Payload, Recorded, encode_payload, type_of
from dial2.ids import uuid7

_APPEND = "SELECT FROM dial2.append($1, $2, $3, $4, $5, $6, $7, $8, $9)"


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """An event before it is recorded. `expected` is the stream's version before it, or None for any."""

    stream: str
    payload: Payload
    actor: str
    happened_at: datetime
    expected: int | None = None
    cause: Recorded | None = None
    correlation: UUID | None = None


async def append(connection: Connection, drafts: Sequence[Draft]) -> None:
    """Record the drafts in order, in the connection's transaction.

    Raises asyncpg's error with SQLSTATE D2001 where a stream is not at the expected version.
    """
    if drafts:
        await connection.execute(_APPEND, *columns(drafts))


def columns(drafts: Sequence[Draft]) -> tuple[Sequence[object], ...]:
    """The arguments of the database's `dial2.append`, for a statement that does more than append."""
    ids = [uuid7() for _ in drafts]
    return (
        [draft.stream for draft in drafts],
        [draft.expected for draft in drafts],
        ids,
        [type_of(draft.payload) for draft in drafts],
        [draft.happened_at for draft in drafts],
        [draft.actor for draft in drafts],
        [draft.cause.id if draft.cause else None for draft in drafts],
        [_correlation(draft, own) for draft, own in zip(drafts, ids, strict=True)],
        [encode_payload(draft.payload) for draft in drafts],
    )


def _correlation(draft: Draft, own: UUID) -> UUID:
    """Everything that follows from one contact carries the id of its first event."""
    if draft.correlation:
        return draft.correlation
    return draft.cause.correlation if draft.cause else own
