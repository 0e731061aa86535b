"""Large things beside the log: raw mail, recordings; stored once, by the SHA-256 of what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from dial2.connection import Connection

# Given a `Parcel`'s digests and contents. One already there is not stored again.
STORE = """INSERT INTO dial2.blobs (sha256, content)
           SELECT * FROM unnest($1::bytea[], $2::bytea[]) ON CONFLICT DO NOTHING"""


class Parcel(msgspec.Struct, frozen=True):
    """Contents to be stored together, each once: `digests` and `contents` are what `STORE` is given.

    In one order everywhere: two transactions that store the same blobs wait for each other, never deadlock.
    """

    digests: list[bytes]
    contents: list[bytes]
    sha256: list[bytes]  # of each content, as they were given


def parcel(contents: Sequence[bytes]) -> Parcel:
    sha256 = [hashlib.sha256(content).digest() for content in contents]
    unique = sorted(dict(zip(sha256, contents, strict=True)).items())
    return Parcel([digest for digest, _ in unique], [content for _, content in unique], sha256)


async def store(connection: Connection, contents: Sequence[bytes]) -> list[str]:
    """Keep each; returns their SHA-256 in hexadecimal, in order."""
    if not contents:
        return []
    stored = parcel(contents)
    await connection.execute(STORE, stored.digests, stored.contents)
    return [digest.hex() for digest in stored.sha256]


async def fetch(connection: Connection, sha256: str) -> bytes | None:
    content: bytes | None = await connection.fetchval(
        "SELECT content FROM dial2.blobs WHERE sha256 = $1", bytes.fromhex(sha256)
    )
    return content
