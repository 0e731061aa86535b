"""Large things beside the log: raw mail, recordings; stored once, by the SHA-256 of what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dial2.connection import Connection


async def store(connection: Connection, contents: Sequence[bytes]) -> list[str]:
    """Keep each; returns their SHA-256 in hexadecimal, in order. One already there is not stored again."""
    if not contents:
        return []
    digests = [hashlib.sha256(content).digest() for content in contents]
    # In one order everywhere: two transactions that store the same blobs wait for each other, never deadlock.
    unique = sorted(dict(zip(digests, contents, strict=True)).items())
    await connection.execute(
        """INSERT INTO dial2.blobs (sha256, content)
           SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT DO NOTHING""",
        [digest for digest, _ in unique],
        [content for _, content in unique],
    )
    return [digest.hex() for digest in digests]


async def fetch(connection: Connection, sha256: str) -> bytes | None:
    content: bytes | None = await connection.fetchval(
        "SELECT content FROM dial2.blobs WHERE sha256 = $1", bytes.fromhex(sha256)
    )
    return content
