"""Our own transcripts, where the provider's are not wanted: each message once, however often it is tried."""

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Protocol

import structlog

from dial2.database import Database
from dial2.errors import Permanent, Transient
from dial2.events.call import VoicemailTranscribed
from dial2.vocabulary import Language
from intake_phone.adapters import recordings, turns
from intake_phone.journal import ACTOR, known_in, record
from intake_phone.reception import Reception

LOOK_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Transcriber(Protocol):
    """An engine of your own comes as an entry point of `dial2.transcribers` that makes one."""

    async def transcribe(self, sound: bytes, language: Language | None) -> str:
        """What is said in it, a WAV; raises `Transient`."""


class Shelf(Protocol):
    async def wav(self, sid: str) -> bytes:
        """The sound of a recording that we have."""


def plug_in(name: str) -> Transcriber:
    """The transcriber of an installed distribution; raises `Permanent` with those that there are."""
    points = {point.name: point for point in entry_points(group="dial2.transcribers")}
    if name not in points:
        raise Permanent(
            f"DIAL2_TRANSCRIBER is {name!r}, and no such transcriber is installed; "
            f"there are: {', '.join(sorted(points)) or 'none'}"
        )
    factory: Callable[[], Transcriber] = points[name].load()
    return factory()


class Transcription:
    def __init__(
        self, database: Database, reception: Reception, *, shelf: Shelf, transcriber: Transcriber
    ) -> None:
        self._database = database
        self._reception = reception
        self._shelf = shelf
        self._transcriber = transcriber

    async def step(self) -> float:
        """The next message that has no words yet; seconds to the next look."""
        async with self._database.work(ACTOR) as work:
            claimed = await recordings.claim_untranscribed(work)
        if claimed is None:
            return LOOK_SECONDS
        async with self._database.connection() as connection:
            call = known_in(await turns.look(connection, claimed.call), claimed.call)
        try:
            sound = await self._shelf.wav(claimed.sid)
            text = await self._transcriber.transcribe(sound, self._reception.language_of(call))
        except Transient as error:
            log.warning("not_transcribed", recording=claimed.sid, tries=claimed.tries, error=str(error))
            return 0.0
        async with self._database.work(ACTOR) as work:
            if await recordings.mark_transcribed(work, claimed.sid):
                event = VoicemailTranscribed(call=call.sid, request=call.request, recording=claimed.sid, text=text)
                record(work, call, [(call.stream, event)])
        return 0.0
