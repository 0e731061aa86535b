"""A request opens a ticket, or continues one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from dial2.calendar import Calendar
from dial2.database import Work
from dial2.errors import Transient
from dial2.events.call import CallChoice, VoicemailTranscribed
from dial2.events.request import RequestReceived
from dial2.events.ticket import (
    CallbackMade,
    DetailsMissing,
    Evidence,
    SeverityAssigned,
    SeverityProposed,
    TicketFollowedUp,
    TicketOpened,
    TicketReopened,
    TicketResumed,
)
from dial2.profile import Profile
from dial2.vocabulary import Language, Severity, at_least
from triage import threading
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.assessment import Assessment, Contact, assess

PRESSED_DOWN = "the caller pressed: down or badly degraded"
RULES, CALLER, UNHEARD = "rules", "caller", "unheard"  # who chose a severity, when no member of staff did


@dataclass(frozen=True, kw_only=True)
class Intake:
    profile: Profile
    calendar: Calendar

    async def request_received(self, request: RequestReceived, work: Work) -> None:
        match = await threading.match(request, work)
        ticket = await store.locked(work, match.ticket) if match else None
        if ticket is None or match is None:
            await self._open(request, work, linked=None)
        elif match.linked or ticket.status == "merged" or self._too_late(ticket, work.now):
            await self._open(request, work, linked=ticket.ticket)
        else:
            await self._follow_up(request, ticket, match.by, work)

    async def voicemail_transcribed(self, event: VoicemailTranscribed, work: Work) -> None:
        """The words arrive after the call: they are read like a follow-up's."""
        number = await store.of_request(work, event.request)
        ticket = await store.locked(work, number) if number else None
        if ticket and event.text.strip():
            await self._reassess(ticket, event.text, "the voicemail's transcript", work)

    async def caller_chose(self, event: CallChoice, work: Work) -> None:
        """Pressing "down" makes the ticket as severe as the profile says, unless staff has spoken."""
        if event.meaning != "down" or event.request is None:
            return
        number = await store.of_request(work, event.request)
        if number is None:
            raise Transient(f"request {event.request} has not reached triage yet")
        ticket = await store.locked(work, number)
        severity = self.profile.phone.severity_when_down
        if ticket and ticket.severity != severity and ticket.severity_by in (RULES, UNHEARD):
            await store.update(work, number, severity=severity, severity_by=CALLER)
            assigned = SeverityAssigned(
                ticket=number, severity=severity, previous=ticket.severity, by=RULES, why=PRESSED_DOWN
            )
            work.append(stream(number), assigned)

    async def caller_connected(self, request: str, person: str, at: datetime, work: Work) -> None:
        """A caller who speaks with staff has been called back: diagnostics have begun."""
        number = await store.of_request(work, request)
        ticket = await store.locked(work, number) if number else None
        if ticket and not ticket.called_back:
            await store.update(work, ticket.ticket, called_back=True)
            work.append(
                stream(ticket.ticket),
                CallbackMade(ticket=ticket.ticket, by=person, how="phone", made_at=at, note="took the call"),
            )

    async def _open(self, request: RequestReceived, work: Work, *, linked: int | None) -> None:
        number = await store.next_number(work)
        assessment = self._assess(request)
        severity, chosen_by, why = self._initial(request, assessment)
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
        work.append(stream(number), self._assigned(number, severity, None, why, request, assessment))
        if ticket.missing:
            work.append(stream(number), DetailsMissing(ticket=number, items=ticket.missing))

    def _assess(self, request: RequestReceived) -> Assessment:
        contact = Contact(
            channel=request.channel,
            subject=request.subject,
            text=request.reply or request.text,
            marker=request.marker,
        )
        return assess(contact, profile=self.profile)

    def _initial(self, request: RequestReceived, assessment: Assessment) -> tuple[Severity, str, str]:
        """The severity, who chose it, and why."""
        if request.choice == "down":
            return self.profile.phone.severity_when_down, CALLER, PRESSED_DOWN
        if request.auto is not None:
            return "no", RULES, f"written by a machine: {request.auto}"
        heard = bool((request.subject or request.text).strip())
        return assessment.severity, RULES if heard else UNHEARD, assessment.rule

    def _assigned(
        self,
        number: int,
        severity: Severity,
        previous: Severity | None,
        why: str,
        request: RequestReceived | None,
        assessment: Assessment,
    ) -> SeverityAssigned:
        return SeverityAssigned(
            ticket=number,
            severity=severity,
            previous=previous,
            by="rules",
            why=why,
            marker=request.marker if request else None,
            category=assessment.category,
            evidence=_evidence(assessment),
            rules_version=assessment.version,
        )

    async def _follow_up(self, request: RequestReceived, ticket: Ticket, by: str, work: Work) -> None:
        number = ticket.ticket
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
        )
        await self._join(request, number, work)
        if request.auto is not None:
            return
        if ticket.status == "waiting":
            await store.update(work, number, status="open")
            work.append(stream(number), TicketResumed(ticket=number, by="client", why="the client answered"))
        assessment = self._assess(request)
        if assessment.is_request and ticket.status in ("proposed", "agreed"):
            await store.update(work, number, status="open", answer_by=None, closed_at=None)
            why = "the client wrote again"
            work.append(stream(number), TicketReopened(ticket=number, by="client", why=why))
        if assessment.is_request:
            await self._reassess(ticket, request.reply or request.text, "a follow-up", work)

    async def _reassess(self, ticket: Ticket, text: str, source: str, work: Work) -> None:
        """More severe: assigned where the rules chose before, proposed where staff did.

        Lowered by itself only where there was nothing to read before.
        """
        number = ticket.ticket
        contact = Contact(channel=ticket.channel, subject=ticket.subject, text=text)
        assessment = assess(contact, profile=self.profile)
        raised = at_least(assessment.severity, ticket.severity)
        if assessment.severity != ticket.severity and (raised or ticket.severity_by == UNHEARD):
            why = f"{source}: {assessment.rule}"
            if ticket.severity_by in (RULES, UNHEARD, CALLER):
                await store.update(
                    work,
                    number,
                    severity=assessment.severity,
                    severity_by=RULES,
                    category=assessment.category,
                )
                assigned = self._assigned(number, assessment.severity, ticket.severity, why, None, assessment)
                work.append(stream(number), assigned)
            else:
                proposed = SeverityProposed(
                    ticket=number,
                    severity=assessment.severity,
                    standing=ticket.severity,
                    why=why,
                    evidence=_evidence(assessment),
                )
                work.append(stream(number), proposed)
        still = [item for item in ticket.missing if item in assessment.missing]
        if still != ticket.missing:
            await store.update(work, number, missing=still)
            work.append(stream(number), DetailsMissing(ticket=number, items=still))

    async def _join(self, request: RequestReceived, number: int, work: Work) -> None:
        messages = [m for m in (request.message_id, request.thread.in_reply_to, *request.thread.references) if m]
        addresses = [address for address in (request.contact.email, request.contact.number) if address]
        await store.join(work, number, messages=messages, addresses=addresses)

    def _too_late(self, ticket: Ticket, now: datetime) -> bool:
        """Closed longer ago than the profile lets a ticket be reopened."""
        if ticket.closed_at is None:
            return False
        length = self.profile.lifecycle.reopen_within.time(self.calendar.business_day)
        return now > self.calendar.add(ticket.closed_at, length)


def stream(ticket: int) -> str:
    return f"ticket:{ticket}"


def _evidence(assessment: Assessment) -> list[Evidence]:
    return [msgspec.convert(found, Evidence, from_attributes=True) for found in assessment.evidence]
