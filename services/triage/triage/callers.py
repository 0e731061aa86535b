"""What callers choose and say, and their talks with staff, done to their tickets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dial2.database import Work
from dial2.errors import Transient
from dial2.events.call import CallChoice, DetailGiven, RecordingKept, VoicemailTranscribed
from dial2.events.ticket import RULES, CallbackMade, RecordingAttached, SeverityAssigned, TranscriptAttached
from dial2.profile import Profile
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.incidents import Incidents
from triage.judging import CALLER, PRESSED_DOWN, UNHEARD, Judge
from triage.lifecycle import possible, stream
from triage.registration import Registration


@dataclass(frozen=True, kw_only=True)
class Callers:
    profile: Profile
    judge: Judge
    registration: Registration

    async def recording_kept(self, event: RecordingKept, work: Work) -> None:
        """The ticket says where the message is."""
        ticket = await _of_request(event.request, work)
        attached = RecordingAttached(
            ticket=ticket.ticket,
            request=event.request,
            recording=event.recording,
            seconds=event.seconds,
            blob=event.blob,
        )
        work.append(stream(ticket.ticket), attached)

    async def voicemail_transcribed(self, event: VoicemailTranscribed, work: Work) -> None:
        """The words arrive after the call: they are read like a follow-up's."""
        ticket = await _of_request(event.request, work)
        transcript = TranscriptAttached(
            ticket=ticket.ticket, request=event.request, recording=event.recording, text=event.text
        )
        work.append(stream(ticket.ticket), transcript)
        if event.text.strip() and possible("severity", ticket.status):
            source = "the voicemail's transcript"
            await self.judge.reassess(ticket, event.text, source, work, request=event.request)

    async def detail_given(self, event: DetailGiven, work: Work) -> None:
        """What a caller told in answer to the checklist, or of what the after-hours service demands."""
        ticket = await _of_request(event.request, work)
        if not possible("severity", ticket.status):
            return
        if self.registration.demands(event.item):
            await self.registration.consider(ticket, ticket.severity, work, field=event.item)
        else:
            await self.judge.told(ticket, event, work)

    async def caller_chose(self, event: CallChoice, work: Work) -> None:
        """Pressing "down" makes the ticket as severe as the profile says, unless staff has spoken.

        Whoever hangs up before saying whether the system is down may well have meant it.
        """
        if event.meaning not in {"down", "hung-up"} or event.request is None:
            return
        ticket = await _of_request(event.request, work)
        if event.meaning == "hung-up":
            await self.judge.left_open(ticket, work)
            return
        severity = self.profile.phone.severity_when_down
        requested = None if event.after_hours is None else event.after_hours == "requested"
        await self.registration.consider(ticket, severity, work, requested=requested)
        if ticket.severity != severity and ticket.severity_by in (RULES, UNHEARD):
            await store.update(work, ticket.ticket, severity=severity, severity_by=CALLER)
            await Incidents(self.profile).take_in(ticket, ticket.affected, severity, work)
            assigned = SeverityAssigned(
                ticket=ticket.ticket, severity=severity, previous=ticket.severity, by=RULES, why=PRESSED_DOWN
            )
            work.append(stream(ticket.ticket), assigned)

    async def caller_connected(self, request: str, person: str, at: datetime, work: Work) -> None:
        """A caller who speaks with staff has been called back: diagnostics have begun."""
        ticket = await _of_request(request, work)
        if not ticket.called_back:
            await _called_back(ticket.ticket, person, at, "took the call", work)

    async def client_called_back(self, number: int, person: str, at: datetime, work: Work) -> None:
        """Each call back is told on the ticket; the first one stops its clock."""
        ticket = await store.going_on(work, number)
        if ticket is not None and possible("callback", ticket.status):
            await _called_back(ticket.ticket, person, at, "called back", work)


async def _called_back(number: int, person: str, at: datetime, note: str, work: Work) -> None:
    await store.update(work, number, called_back=True)
    made = CallbackMade(ticket=number, by=person, how="phone", made_at=at, note=note)
    work.append(stream(number), made, actor=person, happened_at=at)


async def _of_request(request: str, work: Work) -> Ticket:
    """Its ticket, locked. Raises `Transient` where the request, on a stream of its own, is not heard of yet."""
    number = await store.of_request(work, request)
    ticket = await store.going_on(work, number) if number else None
    if ticket is None:
        raise Transient(f"request {request} has not reached triage yet")
    return ticket
