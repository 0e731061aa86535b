"""What happens elsewhere and concerns tickets."""

from __future__ import annotations

from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.call import CallChoice, CallConnected, DetailGiven, RecordingKept, VoicemailTranscribed
from dial2.events.callback import CallbackConnected
from dial2.events.request import RequestReceived
from triage.callers import Callers
from triage.intake import Intake


def registry(intake: Intake) -> dict[type[Payload], Handler]:
    callers = Callers(profile=intake.profile, judge=intake.judge, registration=intake.registration)

    async def call_connected(event: CallConnected, work: Work) -> None:
        await callers.caller_connected(event.request, event.person, event.connected_at, work)

    async def callback_connected(event: CallbackConnected, work: Work) -> None:
        await callers.client_called_back(event.ticket, event.person, event.connected_at, work)

    handlers = {
        RequestReceived: intake.request_received,
        RecordingKept: callers.recording_kept,
        VoicemailTranscribed: callers.voicemail_transcribed,
        DetailGiven: callers.detail_given,
        CallChoice: callers.caller_chose,
        CallConnected: call_connected,
        CallbackConnected: callback_connected,
    }
    return cast("dict[type[Payload], Handler]", handlers)
