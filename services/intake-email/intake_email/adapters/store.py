"""Schema `intake_email`: accepted mails."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from dial2.database import Database, Work
from dial2.events.request import RequestIgnored, RequestQuarantined
from dial2.ids import uuid7
from dial2.log import blobs
from intake_email.envelope import Envelope, dedup_key

_ACTOR = "intake-email"


class Accepted(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that was acknowledged to its sender and has not been read yet."""

    request: UUID
    sender: str
    recipients: list[str]
    received_at: datetime
    sha256: str
    content: bytes


async def accept(database: Database, envelopes: Sequence[Envelope]) -> None:
    """Commit raw bytes, envelope and dedup key of all of them in one transaction; then they may be answered for.

    A repeated copy is kept as well, and the log says of which request.
    """
    async with database.work(_ACTOR) as work:
        digests = await blobs.store(work.connection, [envelope.content for envelope in envelopes])
        requests = [uuid7() for _ in envelopes]
        keys = [dedup_key(envelope, work.now) for envelope in envelopes]
        fresh = await _insert(work, envelopes, requests, keys, digests)
        if len(fresh) < len(envelopes):
            await _note_repeats(work, envelopes, requests, keys, digests, fresh)


async def quarantine(database: Database, envelope: Envelope, reason: str) -> None:
    """Keep what there is of a mail that cannot be had whole, and tell a person; once."""
    async with database.work(_ACTOR) as work:
        digests = await blobs.store(work.connection, [envelope.content])
        request = uuid7()
        if not await _insert(work, [envelope], [request], [dedup_key(envelope, work.now)], digests):
            return
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
                blob=digests[0],
            ),
            happened_at=received_at,
        )


async def _insert(
    work: Work,
    envelopes: Sequence[Envelope],
    requests: Sequence[UUID],
    keys: Sequence[bytes],
    digests: Sequence[str],
) -> set[UUID]:
    rows = await work.connection.fetch(
        """INSERT INTO intake_email.mails
               (request, dedup_key, sha256, envelope_from, envelope_to, received_at, via, stored_at)
           SELECT request, key, sha256, sender, string_to_array(recipients, chr(10)),
                  least(received_at, $8), via, $8
           FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::text[], $5::text[], $6::timestamptz[], $7::text[])
                AS mail (request, key, sha256, sender, recipients, received_at, via)
           ORDER BY key
           ON CONFLICT (dedup_key) DO NOTHING
           RETURNING request""",
        requests,
        keys,
        [bytes.fromhex(digest) for digest in digests],
        [envelope.sender for envelope in envelopes],
        ["\n".join(envelope.recipients) for envelope in envelopes],
        [envelope.received_at for envelope in envelopes],
        [envelope.via for envelope in envelopes],
        work.now,
    )
    return {row["request"] for row in rows}


async def _note_repeats(
    work: Work,
    envelopes: Sequence[Envelope],
    requests: Sequence[UUID],
    keys: Sequence[bytes],
    digests: Sequence[str],
    fresh: set[UUID],
) -> None:
    firsts = {
        row["dedup_key"]: row["request"]
        for row in await work.connection.fetch(
            "SELECT dedup_key, request FROM intake_email.mails WHERE dedup_key = ANY ($1::bytea[])", keys
        )
    }
    for envelope, request, key, digest in zip(envelopes, requests, keys, digests, strict=True):
        if request not in fresh:
            work.append(
                f"request:{request}",
                RequestIgnored(
                    request=str(request),
                    received_at=work.now,
                    why=f"a copy of request {firsts[key]}",
                    sender=envelope.sender or None,
                    to=envelope.recipients,
                    blob=digest,
                ),
            )


async def claim_unread(work: Work, limit: int, *, limit_bytes: int) -> list[Accepted]:
    """Accepted mails that nobody else is reading, oldest first, locked until the work ends; at least one.

    Together no more than `limit_bytes`, but for the last.
    """
    rows = await work.connection.fetch(
        """WITH unread AS (
               SELECT request, envelope_from, envelope_to, received_at, sha256 FROM intake_email.mails
               WHERE read_at IS NULL ORDER BY request LIMIT $1 FOR UPDATE SKIP LOCKED
           ), sized AS (
               SELECT unread.*, content,
                      sum(octet_length(content)) OVER (ORDER BY request) - octet_length(content) AS before
               FROM unread JOIN dial2.blobs USING (sha256)
           )
           SELECT request, envelope_from, envelope_to, received_at, sha256, content FROM sized
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
