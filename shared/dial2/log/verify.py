"""Finding an event that was changed, removed or slipped in."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec

from dial2.connection import Connection
from dial2.events import Recorded
from dial2.log.read import streams_past

_SEPARATOR = "\x1f"
_STREAMS_AT_A_TIME = 500


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    stream: str
    version: int
    what: str


def digest(previous: bytes, event: Recorded) -> bytes:
    """The hash that an event must carry: the database's `dial2.digest`, computed by other means."""
    parts = (
        event.stream,
        str(event.version),
        str(event.id),
        event.type,
        str(_microseconds(event.happened_at)),
        str(_microseconds(event.recorded_at)),
        event.actor,
        str(event.causation or ""),
        str(event.correlation),
        bytes(event.payload).decode(),
    )
    return hashlib.sha256(previous + _SEPARATOR.join(parts).encode()).digest()


def chain_faults(stream: str, head_version: int, head_hash: bytes, events: list[Recorded]) -> list[Fault]:
    """What is wrong with one stream: its events against each other and against its head."""
    faults: list[Fault] = []
    previous = b""
    for expected, event in enumerate(events, start=1):
        if event.version != expected:
            return [*faults, Fault(stream=stream, version=expected, what=f"missing: {event.version} follows")]
        if digest(previous, event) != event.hash:
            faults.append(Fault(stream=stream, version=event.version, what="changed: its hash does not fit"))
        previous = event.hash
    if len(events) != head_version:
        what = f"missing: the stream has {head_version} events, {len(events)} are here"
        return [*faults, Fault(stream=stream, version=len(events) + 1, what=what)]
    if previous != head_hash:
        faults.append(Fault(stream=stream, version=head_version, what="changed: the stream's head does not fit"))
    return faults


async def verify(connection: Connection) -> AsyncIterator[tuple[int, list[Fault]]]:
    """Walk all streams; yields the events read and the faults found, a group of streams at a time."""
    after = ""
    while True:
        heads = await connection.fetch(
            "SELECT stream, version, hash FROM dial2.streams WHERE stream > $1 ORDER BY stream LIMIT $2",
            after,
            _STREAMS_AT_A_TIME,
        )
        if not heads:
            break
        after = heads[-1]["stream"]
        events: dict[str, list[Recorded]] = {head["stream"]: [] for head in heads}
        for event in await streams_past(connection, dict.fromkeys(events, 0)):
            events[event.stream].append(event)
        faults: list[Fault] = []
        for head in heads:
            recorded = sorted(events[head["stream"]], key=lambda event: event.version)
            faults += chain_faults(head["stream"], head["version"], head["hash"], recorded[: head["version"]])
        yield sum(map(len, events.values())), faults
    orphans = await connection.fetch(
        "SELECT DISTINCT stream FROM dial2.events e WHERE NOT EXISTS"
        " (SELECT FROM dial2.streams s WHERE s.stream = e.stream)"
    )
    yield 0, [Fault(stream=row["stream"], version=0, what="added: the stream has no head") for row in orphans]


def _microseconds(instant: datetime) -> int:
    """Microseconds since 1970, exactly; a float would round."""
    return int(instant.timestamp()) * 1_000_000 + instant.microsecond
