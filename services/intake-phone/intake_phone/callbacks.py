"""What the provider tells about a call beside its flow: how it ended, what was recorded and said."""

from msgspec.structs import replace

from dial2.database import Database, Work
from dial2.events.call import VoicemailRecorded, VoicemailTranscribed
from intake_phone import calls
from intake_phone.adapters import store
from intake_phone.calls import Call
from intake_phone.conversation import ACTOR, record
from intake_phone.flow import Missed
from intake_phone.forms import Form

TALK_SECONDS = 5  # between acceptance and the caller's hanging up, that make a conversation


class Callbacks:
    """They come late, twice and out of order: each fact is recorded once.

    What is about an unknown call is left to the recovery, which reads it from the provider's lists.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def status(self, form: Form) -> None:
        async with self._database.work(ACTOR) as work:
            if call := await store.locked(work, form["CallSid"]):
                await advance(work, call, form["CallStatus"], _seconds(form["CallDuration"]))

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
            if await store.mark_transcribed(work, recording):
                event = VoicemailTranscribed(
                    call=call.sid, request=call.request, recording=recording, text=form["TranscriptionText"]
                )
                record(work, call, [(call.stream, event)])


async def advance(work: Work, call: Call, status: str, seconds: int) -> None:
    """Forward only. A caller who hangs up while telephones ring, or talking, is told of by this alone."""
    if not calls.moves_forward(call.status, status):
        return
    if status in calls.FINAL:
        call = await _settle(work, call)
        record(work, call, [calls.ended(call, status, seconds)])
    await store.save(work, replace(call, status=status))


async def _settle(work: Work, call: Call) -> Call:
    if call.state.place != "ringing" or call.connected:
        return call
    person, at = call.accepted_by, call.accepted_at
    if person and at and (work.now - at).total_seconds() >= TALK_SECONDS:
        record(work, call, [calls.connected(call, person)])
        return replace(call, connected=True)
    record(work, call, [calls.told(call, Missed("caller-hung-up"))])
    over = replace(call.state, place="over")
    return replace(call, state=over, accepted_by=None, accepted_leg=None, accepted_at=None)


async def add_recording(work: Work, call: Call, recording: str, seconds: int) -> None:
    if await store.add_recording(work, recording, call.sid):
        event = VoicemailRecorded(call=call.sid, request=call.request, recording=recording, seconds=seconds)
        record(work, call, [(call.stream, event)])


def _seconds(text: str) -> int:
    return int(text) if text.isdecimal() else 0
