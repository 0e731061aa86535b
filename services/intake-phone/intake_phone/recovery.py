"""Nothing is missed: what the provider's lists hold and we do not know becomes a request."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from msgspec.structs import replace

from dial2.database import Database
from dial2.errors import Transient
from dial2.ids import uuid7
from intake_phone import calls
from intake_phone.adapters import store, turns
from intake_phone.adapters.provider import ListedCall, Provider
from intake_phone.adapters.turns import Known
from intake_phone.adoption import adopted
from intake_phone.callbacks import add_recording, advanced
from intake_phone.calls import Incoming
from intake_phone.journal import ACTOR, Outcome, known_in, settle
from intake_phone.reception import Reception
from intake_phone.texting import Texting

_INTERVAL_SECONDS = 60.0
_OVERLAP = timedelta(minutes=2)  # lists are sorted by when a call started, and filled a little later
_CALLS, _TEXTS = "calls", "texts"

log = structlog.get_logger(__name__)


class Recovery:
    def __init__(self, database: Database, provider: Provider, reception: Reception, texting: Texting) -> None:
        self._database = database
        self._provider = provider
        self._reception = reception
        self._texting = texting
        self._awaited: set[str] = set()  # calls that are over, and whose end we may yet be told

    async def step(self) -> float:
        """Read the lists from where they were last known to be complete."""
        try:
            await self._read_calls()
            await self._read_texts()
        except Transient as error:
            log.warning("lists_not_read", error=str(error), retry_seconds=_INTERVAL_SECONDS)
        return _INTERVAL_SECONDS

    async def adopt(self, incoming: Incoming, *, age: timedelta) -> None:
        """A call that got a static answer, `age` ago: it is a request, whatever its caller has chosen."""
        await self._adopted(incoming, lambda known: known.now - age)

    async def connect(self, sid: str, person: str, *, age: timedelta) -> None:
        """The caller reached `person`, who accepted, `age` ago."""

        def decide(known: Known) -> Outcome:
            if known.call is None or known.call.connected:
                return Outcome()
            call = replace(known.call, accepted_by=person, accepted_at=known.now - age, connected=True)
            return Outcome(call=call, events=(calls.connected(call, person),))

        await settle(self._database, sid, decide)

    async def _adopted(self, incoming: Incoming, started_at: Callable[[Known], datetime]) -> None:
        request = uuid7()

        def decide(known: Known) -> Outcome:
            at = started_at(known)
            call, events = adopted(self._reception, known.call, incoming, request=request, started_at=at)
            return Outcome(call=call, events=events) if events else Outcome()

        await settle(self._database, incoming.sid, decide)

    async def _read_calls(self) -> None:
        """An end may be on its way to us: it is taken from the list where it has not come by the next reading."""
        listed = await self._provider.calls(since=await self._since(_CALLS))
        over = [call for call in listed if call.status in calls.FINAL]
        async with self._database.connection() as connection:
            known = await store.statuses(connection, [call.sid for call in over])
        awaited = {sid for sid, status in known.items() if status not in calls.FINAL} - self._awaited
        for call in over:
            if known.get(call.sid) not in calls.FINAL and call.sid not in awaited:
                await self._recover(call)
        self._awaited = awaited
        await self._reached(_CALLS, _complete_until(listed, awaited))

    async def _recover(self, listed: ListedCall) -> None:
        """A call whose end we were not told."""
        recordings = await self._provider.recordings(listed.sid)
        incoming = Incoming(sid=listed.sid, caller_id=listed.caller_id, called=listed.called)
        await self._adopted(incoming, lambda _known: listed.started_at)
        async with self._database.connection() as connection:
            known = await turns.look(connection, listed.sid)
            for recording in recordings:
                call = known_in(known, listed.sid)
                await add_recording(connection, call, recording.sid, recording.seconds, known.now)
        await settle(self._database, listed.sid, lambda known: self._ended(known, listed))
        log.warning("call_recovered", call=listed.sid)

    def _ended(self, known: Known, listed: ListedCall) -> Outcome:
        before = known_in(known, listed.sid)
        language = self._reception.language_of(before)
        call, events = advanced(before, listed.status, listed.seconds, language, known.now)
        return Outcome(call=call, events=events)

    async def _read_texts(self) -> None:
        listed = await self._provider.texts(since=await self._since(_TEXTS))
        for text in listed:
            await self._texting.receive(text.text, age=datetime.now(UTC) - text.sent_at)
        await self._reached(_TEXTS, max((text.sent_at for text in listed), default=None))

    async def _since(self, name: str) -> datetime:
        async with self._database.work(ACTOR) as work:
            return await store.checkpoint(work, name) - _OVERLAP

    async def _reached(self, name: str, at: datetime | None) -> None:
        if at is not None:
            async with self._database.work(ACTOR) as work:
                await store.move_checkpoint(work, name, at)


def _complete_until(listed: list[ListedCall], awaited: set[str]) -> datetime | None:
    """Calls still going on, or whose end is awaited, have to be seen again."""
    going_on = [call.started_at for call in listed if call.status not in calls.FINAL or call.sid in awaited]
    return min(going_on) if going_on else max((call.started_at for call in listed), default=None)
