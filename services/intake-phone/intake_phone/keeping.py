"""Recordings fetched and kept by us, by the SHA-256 of their sound, and removed at the provider."""

from typing import Protocol

import structlog

from dial2.database import Database
from dial2.errors import NotFound, Permanent, Transient
from dial2.events.call import RecordingKept, RecordingRemoved
from dial2.log import blobs
from intake_phone.adapters import recordings
from intake_phone.adapters.recordings import Recording
from intake_phone.journal import ACTOR, locked, record

_LOOK_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Sounds(Protocol):
    async def sound(self, recording: str) -> bytes:
        """The recording as WAV. Raises `Transient`; `Permanent` for one larger than any message can be."""

    async def remove(self, recording: str) -> None:
        """Delete it, or find it gone. Raises `Transient`."""


class Keeping:
    """`at_provider`: the provider keeps its copy as well."""

    def __init__(self, database: Database, sounds: Sounds, *, at_provider: bool) -> None:
        self._database = database
        self._sounds = sounds
        self._at_provider = at_provider

    async def step(self) -> float:
        async with self._database.work(ACTOR) as work:
            wanted = await recordings.claim_unfetched(work)
            spare = None if self._at_provider else await recordings.claim_removable(work)
        for recording, act in ((wanted, self._fetch), (spare, self._remove)):
            if recording is None:
                continue
            try:
                await act(recording)
            except (Transient, Permanent) as error:
                tried = {"recording": recording.sid, "tries": recording.tries, "of": recordings.MOST_TRIES}
                log.warning("recording_left", **tried, error=str(error))
        return 0.0 if wanted or spare else _LOOK_SECONDS

    async def wav(self, sid: str) -> bytes:
        """Raises `NotFound`, saying whether there ever was one."""
        async with self._database.connection() as connection:
            recording = await recordings.find(connection, sid)
            if recording is None:
                raise NotFound(f"There is no recording {sid}")
            sound = await blobs.fetch(connection, recording.blob) if recording.blob else None
        if sound is None:
            raise NotFound(f"Recording {sid} has not been fetched from the provider yet; try again in a minute")
        return sound

    async def _fetch(self, recording: Recording) -> None:
        sound = await self._sounds.sound(recording.sid)
        async with self._database.work(ACTOR) as work:
            call = await locked(work, recording.call)  # before its recording, as everybody does
            [blob] = await blobs.store(work.connection, [sound])
            if await recordings.keep(work, recording.sid, blob):
                event = RecordingKept(
                    call=call.sid,
                    request=call.request,
                    recording=recording.sid,
                    seconds=recording.seconds,
                    blob=blob,
                    size=len(sound),
                )
                record(work, call, [(call.stream, event)])

    async def _remove(self, recording: Recording) -> None:
        await self._sounds.remove(recording.sid)
        async with self._database.work(ACTOR) as work:
            call = await locked(work, recording.call)
            await recordings.mark_removed(work, recording.sid)
            event = RecordingRemoved(call=call.sid, request=call.request, recording=recording.sid)
            record(work, call, [(call.stream, event)])
