"""A request opens a ticket, or continues one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dial2 import probe_mark
from dial2.calendar import Calendar
from dial2.database import Work
from dial2.events.request import RequestReceived
from dial2.events.ticket import (
    DetailsMissing,
    ReopeningWithheld,
    TicketFollowedUp,
    TicketOpened,
    TicketReopened,
    TicketResumed,
)
from dial2.marker import marker_of
from dial2.profile import Profile
from dial2.standing import doubt
from dial2.vocabulary import Language, Marker
from triage import incidents, threading
from triage.adapters import store, threads
from triage.adapters.store import Ticket
from triage.affected import affected
from triage.incidents import Incidents
from triage.judging import Judge
from triage.lifecycle import closed_for_good, stream
from triage.registration import Registration

_A_DAY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Intake:
    profile: Profile
    calendar: Calendar
    judge: Judge
    registration: Registration
    secret: str

    async def request_received(self, request: RequestReceived, work: Work) -> None:
        match = None if self._probe(request) else await threading.match(request, work)
        named = await store.find(work.connection, match.ticket) if match else None
        if match is None or named is None:
            await self.open(request, work, linked=None)
            return
        ticket = await store.going_on(work, match.ticket) or named
        silent = ticket.silent and request.auto is None  # nobody looks at it, and now a person writes
        other = match.claimed and threading.another_matter(request.subject or "", named.subject)
        if match.linked or silent or other:
            await self.open(request, work, linked=ticket.ticket)
        else:
            await self._continue(request, ticket, match.by, work)

    async def open(self, request: RequestReceived, work: Work, *, linked: int | None) -> int:
        """A new ticket; its number."""
        number = await store.next_number(work)
        assessment = self.judge.assess(request)
        severity, chosen_by, why = self.judge.initial(request, assessment)
        probe = self._probe(request)
        silent = request.auto is not None or probe is not None
        text = request.reply or request.text
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
            affected=affected(request.subject or "", text, assessment, self.profile),
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
                text=text,
                language=language,
                message_id=request.message_id,
                profile=self.profile.name,
                profile_version=self.profile.version,
                linked=linked,
                silent=silent,
                doubt=doubt(request),
                probe=probe,
            ),
            expected=0,
        )
        await self.registration.consider(ticket, severity, work, text=f"{ticket.subject}\n{text}")
        doubtful = assessment.needs_person or request.marker == "urgent"
        await Incidents(self.profile).take_in(ticket, ticket.affected, severity, work, doubtful=doubtful)
        work.append(stream(number), self.judge.assigned(number, severity, None, why, request, assessment))
        if ticket.missing:
            work.append(stream(number), DetailsMissing(ticket=number, items=ticket.missing))
        return number

    def _probe(self, request: RequestReceived) -> str | None:
        """The probe that it is."""
        return probe_mark.probe_of(self.secret, request.to)

    async def _continue(self, request: RequestReceived, ticket: Ticket, by: str, work: Work) -> None:
        """What it does to the ticket happened when it was received, not when it is read here."""
        rules = self.profile.lifecycle
        over = closed_for_good(ticket.closed_at, request.received_at, rules, self.calendar)
        assessment = self.judge.assess(request)
        asks = request.auto is None and (assessment.is_request or self._claims_now(request, ticket) is not None)
        ended = ticket.status in ("proposed", "agreed")
        spawns = over or (asks and ticket.status == "agreed" and rules.reopen == "spawn")
        if spawns or (asks and ended):
            before = await threads.reopenings(work, ticket.ticket, request.received_at - _A_DAY)
            withheld = before.times >= rules.reopens_per_day
            if not before.told:
                await threads.reopened(work, ticket.ticket, request.received_at, withheld=withheld)
            if withheld:
                await self._follow_up(request, ticket, by, work)
                if not before.told:
                    self._withhold(request, ticket, before.times, work)
                return
        if spawns:
            await self.open(request, work, linked=ticket.ticket)
            return
        await self._follow_up(request, ticket, by, work)
        if request.auto is None:
            await self._goes_on(request, ticket, work, asks=asks, ended=ended)

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
            happened_at=request.received_at,
        )
        await store.update(work, number)
        if request.call:
            await store.continued_by(work, number, request.request)
        await self._join(request, number, work)

    async def _goes_on(
        self, request: RequestReceived, ticket: Ticket, work: Work, *, asks: bool, ended: bool
    ) -> None:
        number, at = ticket.ticket, request.received_at
        if ticket.status == "waiting":
            await store.update(work, number, status="open")
            resumed = TicketResumed(ticket=number, by="client", why="the client answered")
            work.append(stream(number), resumed, happened_at=at)
        if asks and ended:
            await store.update(work, number, status="open", answer_by=None, closed_at=None)
            await incidents.opened_again(ticket, work)
            reopened = TicketReopened(ticket=number, by="client", why="the client wrote again")
            work.append(stream(number), reopened, happened_at=at)
        text = request.reply or request.text
        marker = self._claims_now(request, ticket)
        if asks and (text or marker):
            await self.judge.reassess(ticket, text, "a follow-up", work, request=request.request, marker=marker)
        else:
            await self.registration.consider(ticket, ticket.severity, work, text=text)

    def _claims_now(self, request: RequestReceived, ticket: Ticket) -> Marker | None:
        """The urgent service, where the ticket's own subject did not ask for it."""
        known = marker_of(ticket.subject, self.profile.markers)
        return "urgent" if request.marker == "urgent" != known else None

    def _withhold(self, request: RequestReceived, ticket: Ticket, reopened: int, work: Work) -> None:
        """Two machines that answer each other look like this: a person is told, and decides."""
        withheld = ReopeningWithheld(
            ticket=ticket.ticket,
            request=request.request,
            reopened=reopened,
            why=f"mail has reopened it {reopened} times within 24 hours, and {reopened} are allowed",
        )
        work.append(stream(ticket.ticket), withheld, happened_at=request.received_at)

    async def _join(self, request: RequestReceived, number: int, work: Work) -> None:
        named = [message for message in (request.thread.in_reply_to, *request.thread.references) if message]
        contact = request.contact
        addresses = [one for one in (contact.email, request.author, contact.number) if one]
        await threads.join(work, number, received=request.message_id, named=named, addresses=addresses)
