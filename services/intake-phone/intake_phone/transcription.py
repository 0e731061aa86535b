"""Our own transcripts, where the provider's are not wanted: each message once, however often it is tried."""

from typing import Protocol

import structlog

from dial2.database import Database
from dial2.errors import Transient
from dial2.events.call import VoicemailTranscribed
from dial2.vocabulary import Language
from intake_phone.adapters import store
from intake_phone.journal import ACTOR, known, record
from intake_phone.reception import Reception

LOOK_SECONDS = 5.0

log = structlog.get_logger(__name__)


class Sounds(Protocol):
    async def sound(self, recording: str) -> bytes:
        """The recording as WAV; raises `Transient`."""


class Transcriber(Protocol):
    async def transcribe(self, sound: bytes, language: Language | None) -> str:
        """What is said in it; raises `Transient`."""


class Transcription:
    def __init__(
        self, database: Database, reception: Reception, *, sounds: Sounds, transcriber: Transcriber
    ) -> None:
        self._database = database
        self._reception = reception
        self._sounds = sounds
        self._transcriber = transcriber

    async def step(self) -> float:
        """The next message that has no words yet; seconds to the next look."""
        async with self._database.work(ACTOR) as work:
            claimed = await store.claim_untranscribed(work)
            call = await known(work, claimed.call) if claimed else None
        if claimed is None or call is None:
            return LOOK_SECONDS
        try:
            sound = await self._sounds.sound(claimed.sid)
            text = await self._transcriber.transcribe(sound, self._reception.language_of(call))
        except Transient as error:
            log.warning("not_transcribed", recording=claimed.sid, tries=claimed.tries, error=str(error))
            return 0.0
        async with self._database.work(ACTOR) as work:
            if await store.mark_transcribed(work, claimed.sid):
                event = VoicemailTranscribed(call=call.sid, request=call.request, recording=claimed.sid, text=text)
                record(work, call, [(call.stream, event)])
        return 0.0
