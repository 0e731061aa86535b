"""A request opens a ticket, or continues one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dial2.calendar import Calendar
from dial2.database import Work
from dial2.errors import Transient
from dial2.events.call import CallChoice, VoicemailTranscribed
from dial2.events.request import RequestReceived
from dial2.events.ticket import (
    RULES,
    CallbackMade,
    DetailsMissing,
    SeverityAssigned,
    TicketFollowedUp,
    TicketOpened,
    TicketReopened,
    TicketResumed,
)
from dial2.profile import Profile
from dial2.vocabulary import Language
from triage import threading
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.judging import CALLER, PRESSED_DOWN, UNHEARD, Judge
from triage.lifecycle import closed_for_good, possible, stream


@dataclass(frozen=True, kw_only=True)
class Intake:
    profile: Profile
    calendar: Calendar
    judge: Judge

    async def request_received(self, request: RequestReceived, work: Work) -> None:
        match = await threading.match(request, work)
        ticket = await store.going_on(work, match.ticket) if match else None
        if ticket is None or match is None:
            await self._open(request, work, linked=None)
        elif match.linked or self._over(ticket, request):
            await self._open(request, work, linked=ticket.ticket)
        else:
            await self._follow_up(request, ticket, match.by, work)

    async def voicemail_transcribed(self, event: VoicemailTranscribed, work: Work) -> None:
        """The words arrive after the call: they are read like a follow-up's."""
        ticket = await _of_request(event.request, work)
        if event.text.strip() and possible("severity", ticket.status):
            await self.judge.reassess(ticket, event.text, "the voicemail's transcript", work)

    async def caller_chose(self, event: CallChoice, work: Work) -> None:
        """Pressing "down" makes the ticket as severe as the profile says, unless staff has spoken."""
        if event.meaning != "down" or event.request is None:
            return
        ticket = await _of_request(event.request, work)
        severity = self.profile.phone.severity_when_down
        if ticket.severity != severity and ticket.severity_by in (RULES, UNHEARD):
            await store.update(work, ticket.ticket, severity=severity, severity_by=CALLER)
            assigned = SeverityAssigned(
                ticket=ticket.ticket, severity=severity, previous=ticket.severity, by=RULES, why=PRESSED_DOWN
            )
            work.append(stream(ticket.ticket), assigned)

    async def caller_connected(self, request: str, person: str, at: datetime, work: Work) -> None:
        """A caller who speaks with staff has been called back: diagnostics have begun."""
        ticket = await _of_request(request, work)
        if not ticket.called_back:
            await store.update(work, ticket.ticket, called_back=True)
            work.append(
                stream(ticket.ticket),
                CallbackMade(ticket=ticket.ticket, by=person, how="phone", made_at=at, note="took the call"),
                happened_at=at,
            )

    async def _open(self, request: RequestReceived, work: Work, *, linked: int | None) -> None:
        number = await store.next_number(work)
        assessment = self.judge.assess(request)
        severity, chosen_by, why = self.judge.initial(request, assessment)
        silent = request.auto is not None
        language: Language = request.language or assessment.language
        ticket = Ticket(
            ticket=number,
            request=request.request,
            status="open",
            severity=severity,
            severity_by=chosen_by,
            category=assessment.category,
            channel=request.channel,
            client=request.client,
            contact=request.contact,
            subject=request.subject or "",
            language=language,
            received_at=request.received_at,
            missing=[] if silent else assessment.missing,
            silent=silent,
        )
        await store.add(work, ticket)
        await self._join(request, number, work)
        work.append(
            stream(number),
            TicketOpened(
                ticket=number,
                request=request.request,
                channel=request.channel,
                received_at=request.received_at,
                contact=request.contact,
                client=request.client,
                subject=ticket.subject,
                text=request.reply or request.text,
                language=language,
                message_id=request.message_id,
                profile=self.profile.name,
                profile_version=self.profile.version,
                linked=linked,
                silent=silent,
            ),
            expected=0,
        )
        work.append(stream(number), self.judge.assigned(number, severity, None, why, request, assessment))
        if ticket.missing:
            work.append(stream(number), DetailsMissing(ticket=number, items=ticket.missing))

    async def _follow_up(self, request: RequestReceived, ticket: Ticket, by: str, work: Work) -> None:
        """What it does to the ticket happened when it was received, not when it is read here."""
        number, at = ticket.ticket, request.received_at
        work.append(
            stream(number),
            TicketFollowedUp(
                ticket=number,
                request=request.request,
                channel=request.channel,
                received_at=request.received_at,
                contact=request.contact,
                text=request.reply or request.text,
                message_id=request.message_id,
                matched_by=by,
                auto=request.auto,
            ),
            happened_at=at,
        )
        await self._join(request, number, work)
        if request.auto is not None:
            return
        if ticket.status == "waiting":
            await store.update(work, number, status="open")
            resumed = TicketResumed(ticket=number, by="client", why="the client answered")
            work.append(stream(number), resumed, happened_at=at)
        assessment = self.judge.assess(request)
        if assessment.is_request and ticket.status in ("proposed", "agreed"):
            await store.update(work, number, status="open", answer_by=None, closed_at=None)
            reopened = TicketReopened(ticket=number, by="client", why="the client wrote again")
            work.append(stream(number), reopened, happened_at=at)
        if assessment.is_request:
            await self.judge.reassess(ticket, request.reply or request.text, "a follow-up", work)

    async def _join(self, request: RequestReceived, number: int, work: Work) -> None:
        messages = [m for m in (request.message_id, request.thread.in_reply_to, *request.thread.references) if m]
        addresses = [address for address in (request.contact.email, request.contact.number) if address]
        await store.join(work, number, messages=messages, addresses=addresses)

    def _over(self, ticket: Ticket, request: RequestReceived) -> bool:
        """Nothing can be continued: closed too long ago; or nobody looks at it, and now a person writes."""
        silent = ticket.silent and request.auto is None
        return silent or closed_for_good(
            ticket.closed_at, request.received_at, self.profile.lifecycle, self.calendar
        )


async def _of_request(request: str, work: Work) -> Ticket:
    """Its ticket, locked. Raises `Transient` where the request, on a stream of its own, is not heard of yet."""
    number = await store.of_request(work, request)
    ticket = await store.going_on(work, number) if number else None
    if ticket is None:
        raise Transient(f"request {request} has not reached triage yet")
    return ticket
