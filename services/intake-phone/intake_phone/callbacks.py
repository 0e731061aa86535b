"""What the provider tells about a call beside its flow: how it ended, what was recorded and said."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from dial2.connection import Connection
from dial2.database import Database
from dial2.events.call import VoicemailRecorded, VoicemailTranscribed
from dial2.ids import uuid7
from dial2.vocabulary import Language
from intake_phone import calls
from intake_phone.adapters import recordings, store, turns
from intake_phone.adapters.turns import Known
from intake_phone.adoption import Story, adopted
from intake_phone.calls import Call, Event
from intake_phone.flow import course
from intake_phone.flow.facts import Admitted
from intake_phone.forms import Form
from intake_phone.journal import ACTOR, Outcome, drafts, record, settle
from intake_phone.reception import Reception

TALK_SECONDS = 5  # between acceptance and the caller's hanging up, that make a conversation


class Callbacks:
    """They come late, twice and out of order: each fact is recorded once.

    A call that is over before we know of it is a request; what else is about an unknown one is left to the
    recovery, which reads it from the provider's lists.
    """

    def __init__(self, database: Database, reception: Reception) -> None:
        self._database = database
        self._reception = reception

    async def status(self, form: Form) -> None:
        """A call that is over before we were asked about it is a request at once, not when the list is read."""
        status, seconds, request = form["CallStatus"], _seconds(form["CallDuration"]), uuid7()

        def decide(known: Known) -> Outcome:
            call, events = known.call, tuple[Event, ...]()
            if call is None:
                if status not in calls.FINAL:
                    return Outcome()
                started_at = known.now - timedelta(seconds=seconds)
                call, events = adopted(
                    self._reception, None, form.incoming, request=request, started_at=started_at
                )
            call, told = advanced(call, status, seconds, self._reception.language_of(call), known.now)
            return Outcome() if call == known.call else Outcome(call=call, events=(*events, *told))

        await settle(self._database, form["CallSid"], decide)

    async def recording(self, form: Form) -> None:
        async with self._database.connection() as connection:
            known = await turns.look(connection, form["CallSid"])
            if known.call:
                seconds = _seconds(form["RecordingDuration"])
                await add_recording(connection, known.call, form["RecordingSid"], seconds, known.now)

    async def transcript(self, form: Form) -> None:
        """May come before word of the recording itself."""
        if form["TranscriptionStatus"] != "completed":
            return
        async with self._database.work(ACTOR) as work:
            call = await store.locked(work, form["CallSid"])
            if call is None:
                return
            recording, seconds = form["RecordingSid"], _seconds(form["RecordingDuration"])
            await add_recording(work.connection, call, recording, seconds, work.now)
            if await recordings.mark_transcribed(work, recording):
                event = VoicemailTranscribed(
                    call=call.sid, request=call.request, recording=recording, text=form["TranscriptionText"]
                )
                record(work, call, [(call.stream, event)])


def advanced(call: Call, status: str, seconds: int, language: Language | None, now: datetime) -> Story:
    """Forward only. A caller who hangs up while telephones ring, or talking, is told of by this alone."""
    if not calls.moves_forward(call.status, status):
        return call, ()
    if status not in calls.FINAL:
        return replace(call, status=status), ()
    settled, told = _settled(call, language, now)
    return replace(settled, status=status), (*told, calls.ended(call, status, seconds))


def _settled(call: Call, language: Language | None, now: datetime) -> Story:
    """Whatever the caller had begun is known now, and nothing of it is lost."""
    over = replace(call, state=replace(call.state, place="over"), held_since=None)
    if call.connected:
        return over, ()
    person, at = call.accepted_by, call.accepted_at
    reached = call.state.place == "ringing" or call.state.joined
    if reached and person and at and (now - at).total_seconds() >= TALK_SECONDS:
        return replace(over, connected=True), (calls.connected(call, person),)
    facts = course.hung_up(call.state)
    requested = call.requested or any(isinstance(fact, Admitted) for fact in facts)
    left = replace(over, requested=requested, accepted_by=None, accepted_leg=None, accepted_at=None)
    return left, tuple(event for fact in facts for event in calls.told(call, fact, language))


async def add_recording(connection: Connection, call: Call, recording: str, seconds: int, now: datetime) -> None:
    event = VoicemailRecorded(call=call.sid, request=call.request, recording=recording, seconds=seconds)
    await recordings.add(connection, recording, call.sid, seconds, drafts(call, [(call.stream, event)], now))


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0
