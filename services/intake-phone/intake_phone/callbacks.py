"""What the provider tells about a call beside its flow: how it ended, what was recorded and said."""

from datetime import timedelta

from msgspec.structs import replace

from dial2.database import Database, Work
from dial2.events.call import VoicemailRecorded, VoicemailTranscribed
from dial2.vocabulary import Language
from intake_phone import calls
from intake_phone.adapters import recordings, store
from intake_phone.adoption import adopted
from intake_phone.calls import Call
from intake_phone.flow import course
from intake_phone.flow.facts import Admitted
from intake_phone.forms import Form
from intake_phone.journal import ACTOR, record
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
        async with self._database.work(ACTOR) as work:
            status, seconds = form["CallStatus"], _seconds(form["CallDuration"])
            call = await store.locked(work, form["CallSid"])
            if call is None and status in calls.FINAL:
                call = await self._missed(work, form, seconds)
            if call:
                await advance(work, call, status, seconds, self._reception.language_of(call))

    async def _missed(self, work: Work, form: Form, seconds: int) -> Call:
        """Over before we were asked about it: a request at once, not when the list is read."""
        started_at = work.now - timedelta(seconds=seconds)
        return await adopted(
            work, self._reception, form["CallSid"], form["From"], form["To"], started_at=started_at
        )

    async def recording(self, form: Form) -> None:
        async with self._database.work(ACTOR) as work:
            if call := await store.locked(work, form["CallSid"]):
                await add_recording(work, call, form["RecordingSid"], _seconds(form["RecordingDuration"]))

    async def transcript(self, form: Form) -> None:
        """May come before word of the recording itself."""
        if form["TranscriptionStatus"] != "completed":
            return
        async with self._database.work(ACTOR) as work:
            call = await store.locked(work, form["CallSid"])
            if call is None:
                return
            recording = form["RecordingSid"]
            await add_recording(work, call, recording, _seconds(form["RecordingDuration"]))
            if await recordings.mark_transcribed(work, recording):
                event = VoicemailTranscribed(
                    call=call.sid, request=call.request, recording=recording, text=form["TranscriptionText"]
                )
                record(work, call, [(call.stream, event)])


async def advance(work: Work, call: Call, status: str, seconds: int, language: Language | None) -> None:
    """Forward only. A caller who hangs up while telephones ring, or talking, is told of by this alone."""
    if not calls.moves_forward(call.status, status):
        return
    if status in calls.FINAL:
        call = _settle(work, call, language)
        record(work, call, [calls.ended(call, status, seconds)])
    await store.save(work, replace(call, status=status))


def _settle(work: Work, call: Call, language: Language | None) -> Call:
    """Whatever the caller had begun is known now, and nothing of it is lost."""
    over = replace(call, state=replace(call.state, place="over"), held_since=None)
    if call.connected:
        return over
    person, at = call.accepted_by, call.accepted_at
    reached = call.state.place == "ringing" or call.state.joined
    if reached and person and at and (work.now - at).total_seconds() >= TALK_SECONDS:
        record(work, call, [calls.connected(call, person)])
        return replace(over, connected=True)
    facts = course.hung_up(call.state)
    record(work, call, (event for fact in facts for event in calls.told(call, fact, language)))
    requested = call.requested or any(isinstance(fact, Admitted) for fact in facts)
    return replace(over, requested=requested, accepted_by=None, accepted_leg=None, accepted_at=None)


async def add_recording(work: Work, call: Call, recording: str, seconds: int) -> None:
    if await recordings.add(work, recording, call.sid, seconds):
        event = VoicemailRecorded(call=call.sid, request=call.request, recording=recording, seconds=seconds)
        record(work, call, [(call.stream, event)])


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0
