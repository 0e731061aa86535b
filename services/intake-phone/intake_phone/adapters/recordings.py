"""Recorded messages: where each is, and what is still to be done about it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from dial2.connection import Connection
from dial2.database import Work
from dial2.log.append import Draft, columns

MOST_TRIES = 12
_TRANSCRIPT_SECONDS = 3600.0  # in which a transcript has come, or never will


class Recording(msgspec.Struct, frozen=True, kw_only=True):
    """`blob`: the SHA-256 of its sound, once we have it; `tries` how often it has been asked for."""

    sid: str
    call: str
    seconds: int
    blob: str | None
    tries: int


async def add(connection: Connection, sid: str, call: str, seconds: int, drafts: Sequence[Draft]) -> None:
    """With its events, in one statement; neither where the recording is known."""
    await connection.execute(
        """WITH added AS (
               INSERT INTO intake_phone.recordings (sid, call, seconds) VALUES ($1, $2, $3)
               ON CONFLICT DO NOTHING RETURNING sid
           )
           SELECT (SELECT count(*) FROM dial2.append($4, $5, $6, $7, $8, $9, $10, $11, $12)) FROM added""",
        sid,
        call,
        seconds,
        *columns(drafts),
    )


async def claim_unfetched(work: Work) -> Recording | None:
    """One whose sound we have not; it is asked for again later and later, for about a day."""
    return await _claim(work, "blob IS NULL AND fetch_tries < $1", MOST_TRIES)


async def keep(work: Work, sid: str, blob: str) -> bool:
    """Whether this is the first time that its sound is stored."""
    first = await work.connection.fetchval(
        """UPDATE intake_phone.recordings SET blob = $2, fetch_tries = 0, fetch_at = dial2.now()
           WHERE sid = $1 AND blob IS NULL RETURNING true""",
        sid,
        blob,
    )
    return bool(first)


async def claim_removable(work: Work) -> Recording | None:
    """One that the provider need not have any more: we have its sound, and its words unless they never come."""
    return await _claim(
        work,
        """blob IS NOT NULL AND NOT removed
           AND (transcribed OR recorded_at <= dial2.now() - make_interval(secs => $1))""",
        _TRANSCRIPT_SECONDS,
    )


async def mark_removed(work: Work, sid: str) -> None:
    await work.connection.execute("UPDATE intake_phone.recordings SET removed = true WHERE sid = $1", sid)


async def claim_untranscribed(work: Work) -> Recording | None:
    """One that we have and that has no words yet; tried again later and later, for about a day."""
    row = await work.connection.fetchrow(
        """UPDATE intake_phone.recordings SET tries = tries + 1,
               due_at = dial2.now() + make_interval(secs => 30 * 2 ^ tries)
           WHERE sid = (
               SELECT sid FROM intake_phone.recordings
               WHERE NOT transcribed AND blob IS NOT NULL AND due_at <= dial2.now() AND tries < $1
               ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING sid, call, seconds, blob, tries""",
        MOST_TRIES,
    )
    return Recording(**row) if row else None


async def mark_transcribed(work: Work, sid: str) -> bool:
    """Whether this is the first transcript of the recording."""
    first = await work.connection.fetchval(
        "UPDATE intake_phone.recordings SET transcribed = true WHERE sid = $1 AND NOT transcribed RETURNING true",
        sid,
    )
    return bool(first)


async def find(connection: Connection, sid: str) -> Recording | None:
    row = await connection.fetchrow(
        "SELECT sid, call, seconds, blob, fetch_tries AS tries FROM intake_phone.recordings WHERE sid = $1", sid
    )
    return Recording(**row) if row else None


async def _claim(work: Work, which: str, value: float) -> Recording | None:
    row = await work.connection.fetchrow(
        f"""UPDATE intake_phone.recordings SET fetch_tries = fetch_tries + 1,
               fetch_at = dial2.now() + make_interval(secs => 30 * 2 ^ least(fetch_tries, 12))
           WHERE sid = (
               SELECT sid FROM intake_phone.recordings WHERE {which} AND fetch_at <= dial2.now()
               ORDER BY fetch_at LIMIT 1 FOR UPDATE SKIP LOCKED)
           RETURNING sid, call, seconds, blob, fetch_tries AS tries""",  # noqa: S608 - our own conditions
        value,
    )
    return Recording(**row) if row else None
