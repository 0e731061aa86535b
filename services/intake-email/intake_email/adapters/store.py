"""Schema `intake_email`: accepted mails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from dial2.connection import Connection
from dial2.database import Database, Work
from dial2.events.request import RequestIgnored, RequestQuarantined
from dial2.ids import uuid7
from dial2.log import blobs
from intake_email.envelope import Envelope, dedup_key, is_dated

_ACTOR = "intake-email"


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was acknowledged to its sender and has not been read yet."""

    request: UUID
    sender: str
    recipients: list[str]
    received_at: datetime
    via: str
    sha256: str
    content: bytes


async def accept(database: Database, envelopes: Sequence[Envelope]) -> None:
    """Commit raw bytes, envelope and dedup key of all of them in one transaction; then they may be answered for.

    A repeated copy is kept as well, and the log says of which request.
    """
    async with database.connection() as connection:
        mails = _Mails.of(envelopes, None if all(map(is_dated, envelopes)) else await _now(connection))
        repeated = await _insert(connection, mails)
    if repeated:
        async with database.work(_ACTOR) as work:
            await _note_repeats(work, mails, repeated)


async def quarantine(database: Database, envelope: Envelope, reason: str) -> None:
    """Keep what there is of a mail that cannot be had whole, and tell a person; once."""
    async with database.work(_ACTOR) as work:
        mails = _Mails.of([envelope], work.now)
        if await _insert(work.connection, mails):
            return
        [request] = mails.requests
        await work.connection.execute(
            "UPDATE intake_email.mails SET read_at = $2 WHERE request = $1", request, work.now
        )
        received_at = min(envelope.received_at or work.now, work.now)
        work.append(
            f"request:{request}",
            RequestQuarantined(
                request=str(request),
                received_at=received_at,
                reason=reason,
                sender=envelope.sender or None,
                to=envelope.recipients,
                blob=mails.parcel.sha256[0].hex(),
            ),
            happened_at=received_at,
        )


class _Mails(msgspec.Struct, frozen=True, kw_only=True):
    """Envelopes on their way in, each with the request that it may become."""

    envelopes: Sequence[Envelope]
    requests: list[UUID]
    keys: list[bytes]
    parcel: blobs.Parcel

    @classmethod
    def of(cls, envelopes: Sequence[Envelope], stored_at: datetime | None) -> _Mails:
        return cls(
            envelopes=envelopes,
            requests=[uuid7() for _ in envelopes],
            keys=[dedup_key(envelope, stored_at) for envelope in envelopes],
            parcel=blobs.parcel([envelope.content for envelope in envelopes]),
        )


async def _now(connection: Connection) -> datetime:
    now: datetime = await connection.fetchval("SELECT dial2.now()")
    return now


async def _insert(connection: Connection, mails: _Mails) -> set[UUID]:
    """Store them, in one statement; returns the requests of those that were there before."""
    rows = await connection.fetch(
        f"""WITH stored AS ({blobs.STORE}), mail AS (
                SELECT * FROM unnest($3::uuid[], $4::bytea[], $5::bytea[], $6::text[], $7::text[],
                                     $8::timestamptz[], $9::text[])
                              AS mail (request, key, sha256, sender, recipients, received_at, via)
            ), fresh AS (
                INSERT INTO intake_email.mails
                    (request, dedup_key, sha256, envelope_from, envelope_to, received_at, via, stored_at)
                SELECT request, key, sha256, sender, string_to_array(recipients, chr(10)),
                       least(received_at, dial2.now()), via, dial2.now()
                FROM mail ORDER BY key
                ON CONFLICT (dedup_key) DO NOTHING
                RETURNING request
            )
            SELECT request FROM mail EXCEPT SELECT request FROM fresh""",  # noqa: S608 - a constant
        mails.parcel.digests,
        mails.parcel.contents,
        mails.requests,
        mails.keys,
        mails.parcel.sha256,
        [envelope.sender for envelope in mails.envelopes],
        ["\n".join(envelope.recipients) for envelope in mails.envelopes],
        [envelope.received_at for envelope in mails.envelopes],
        [envelope.via for envelope in mails.envelopes],
    )
    return {row["request"] for row in rows}


async def _note_repeats(work: Work, mails: _Mails, repeated: set[UUID]) -> None:
    firsts = {
        row["dedup_key"]: row["request"]
        for row in await work.connection.fetch(
            "SELECT dedup_key, request FROM intake_email.mails WHERE dedup_key = ANY ($1::bytea[])", mails.keys
        )
    }
    for envelope, request, key, digest in zip(
        mails.envelopes, mails.requests, mails.keys, mails.parcel.sha256, strict=True
    ):
        if request in repeated:
            work.append(
                f"request:{request}",
                RequestIgnored(
                    request=str(request),
                    received_at=work.now,
                    why=f"a copy of request {firsts[key]}",
                    sender=envelope.sender or None,
                    to=envelope.recipients,
                    blob=digest.hex(),
                ),
            )


async def claim_unread(work: Work, limit: int, *, limit_bytes: int) -> list[Accepted]:
    """Accepted mails that nobody else is reading, oldest first, locked until the work ends; at least one.

    Together no more than `limit_bytes`, but for the last.
    """
    rows = await work.connection.fetch(
        """WITH unread AS (
               SELECT request, envelope_from, envelope_to, received_at, via, sha256 FROM intake_email.mails
               WHERE read_at IS NULL ORDER BY request LIMIT $1 FOR UPDATE SKIP LOCKED
           ), sized AS (
               SELECT unread.*, content,
                      sum(octet_length(content)) OVER (ORDER BY request) - octet_length(content) AS before
               FROM unread JOIN dial2.blobs USING (sha256)
           )
           SELECT request, envelope_from, envelope_to, received_at, via, sha256, content FROM sized
           WHERE before < $2 ORDER BY request""",
        limit,
        limit_bytes,
    )
    return [
        Accepted(
            request=row["request"],
            sender=row["envelope_from"],
            recipients=row["envelope_to"],
            received_at=row["received_at"],
            via=row["via"],
            sha256=row["sha256"].hex(),
            content=row["content"],
        )
        for row in rows
    ]


async def mark_read(work: Work, mails: Sequence[Accepted]) -> None:
    await work.connection.execute(
        "UPDATE intake_email.mails SET read_at = $2 WHERE request = ANY ($1::uuid[])",
        [mail.request for mail in mails],
        work.now,
    )
