"""What happens elsewhere and concerns tickets."""

from __future__ import annotations

from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.call import CallChoice, CallConnected, DetailGiven, VoicemailTranscribed
from dial2.events.request import RequestReceived
from triage.intake import Intake


def registry(intake: Intake) -> dict[type[Payload], Handler]:
    async def call_connected(event: CallConnected, work: Work) -> None:
        await intake.caller_connected(event.request, event.person, event.connected_at, work)

    handlers = {
        RequestReceived: intake.request_received,
        VoicemailTranscribed: intake.voicemail_transcribed,
        DetailGiven: intake.detail_given,
        CallChoice: intake.caller_chose,
        CallConnected: call_connected,
    }
    return cast("dict[type[Payload], Handler]", handlers)
