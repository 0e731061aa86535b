"""What staff and clients do to a ticket; each is one event, or a refusal that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from msgspec.structs import replace

from dial2.calendar import Calendar
from dial2.consumer import Handler
from dial2.database import Database, Work
from dial2.errors import NotFound, Permanent
from dial2.events import Payload
from dial2.events.client import ClientAssigned
from dial2.events.page import PageAcknowledged, ResolutionSuggested
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    ResolutionProposed,
    SeverityAssigned,
    TicketReopened,
    TicketResumed,
    TicketWaiting,
    UpdateGiven,
)
from dial2.profile import Profile
from dial2.vocabulary import Language, Severity
from triage import incidents
from triage.adapters import store
from triage.adapters.commands import Done
from triage.adapters.store import Ticket
from triage.command import ANY, Terms, command
from triage.incidents import Incidents
from triage.lifecycle import Refused, after, closed_for_good, possible, stream
from triage.registration import Registration

_RESOLVED: dict[Language, str] = {
    "en": "The service has been restored. Please tell us if anything still does not work.",
    "fr": "Le service est rétabli. Dites-nous si quelque chose ne fonctionne toujours pas.",
}
_AT_ONCE = 100
_LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Each command returns what it came to; `terms` bind it to a version and make it happen once."""

    database: Database
    profile: Profile
    calendar: Calendar
    registration: Registration

    async def assign_severity(
        self, number: int, *, by: str, severity: Severity, why: str, terms: Terms = ANY
    ) -> Done:
        async with command(self.database, number, "severity", by, terms) as act:
            ticket, work = act.ticket, act.work
            await store.update(work, number, severity=severity, severity_by=by)
            await self.registration.consider(ticket, severity, work)
            await Incidents(self.profile).take_in(ticket, ticket.affected, severity, work)
            work.append(
                stream(number),
                SeverityAssigned(
                    ticket=number,
                    severity=severity,
                    previous=ticket.severity,
                    by=by,
                    why=why,
                    category=ticket.category,
                ),
            )
        return act.result

    async def assign_client(self, number: int, *, by: str, client: str, why: str, terms: Terms = ANY) -> Done:
        """Whose it is: whom the ladder pages for it, what was bought for it, and whose report it is in."""
        known = self.registration.roster.current.clients
        if client not in known:
            listed = ", ".join(sorted(known)) or "none"
            raise NotFound(f"There is no client {client!r}; the roster has: {listed}")
        async with command(self.database, number, "client", by, terms) as act:
            ticket, work = act.ticket, act.work
            if ticket.client == client:
                raise Refused(f"Ticket {number} is of {client} already.")
            await store.update(work, number, client=client)
            assigned = ClientAssigned(ticket=number, client=client, previous=ticket.client, by=by, why=why)
            work.append(stream(number), assigned)
            if possible("severity", ticket.status):
                await self.registration.consider(replace(ticket, client=client), ticket.severity, work)
        return act.result

    async def register(self, number: int, *, by: str, why: str, terms: Terms = ANY) -> Done:
        """It is handled now, outside support hours as well, whatever its form says."""
        if self.profile.after_hours is None:
            raise Permanent(f"The profile {self.profile.name} has no after-hours service.")
        async with command(self.database, number, "register", by, terms) as act:
            await self.registration.consider(
                act.ticket, act.ticket.severity, act.work, registered_by=f"{by}, because: {why}"
            )
            await store.update(act.work, number)
        return act.result

    async def call_back(
        self,
        number: int,
        *,
        by: str,
        how: Literal["phone", "email", "meeting"],
        note: str,
        terms: Terms = ANY,
    ) -> Done:
        async with command(self.database, number, "callback", by, terms) as act:
            await store.update(act.work, number, called_back=True)
            made = CallbackMade(ticket=number, by=by, how=how, made_at=act.work.now, note=note)
            act.work.append(stream(number), made)
        return act.result

    async def give_update(self, number: int, *, by: str, text: str, terms: Terms = ANY) -> Done:
        async with command(self.database, number, "update", by, terms) as act:
            await store.update(act.work, number)
            act.work.append(stream(number), UpdateGiven(ticket=number, by=by, given_at=act.work.now, text=text))
        return act.result

    async def wait(self, number: int, *, by: str, why: str, terms: Terms = ANY) -> Done:
        async with command(self.database, number, "waiting", by, terms) as act:
            await store.update(act.work, number, status=act.status)
            act.work.append(stream(number), TicketWaiting(ticket=number, by=by, why=why))
        return act.result

    async def resume(self, number: int, *, by: str, why: str, terms: Terms = ANY) -> Done:
        async with command(self.database, number, "resume", by, terms) as act:
            await store.update(act.work, number, status=act.status)
            act.work.append(stream(number), TicketResumed(ticket=number, by=by, why=why))
        return act.result

    async def propose(
        self,
        number: int,
        *,
        by: str,
        kind: Literal["fix", "workaround", "patch"],
        text: str,
        promised_for: datetime | None = None,
        terms: Terms = ANY,
    ) -> Done:
        """Staff says that it is resolved. A patch needs the day that it is promised for."""
        if (kind == "patch") != (promised_for is not None):
            raise Permanent("A patch, and only a patch, is proposed with the day that it is promised for")
        async with command(self.database, number, "propose", by, terms) as act:
            await self._propose(act.ticket, act.work, by=by, kind=kind, text=text, promised_for=promised_for)
        return act.result

    async def suggested(self, event: ResolutionSuggested, work: Work) -> None:
        """Whoever was paged says that it is resolved; one that is not open any more is left as it is."""
        ticket = await store.locked(work, event.ticket)
        if ticket and possible("propose", ticket.status):
            text = _RESOLVED[ticket.language]
            await self._propose(ticket, work, by=event.person, kind="fix", text=text, promised_for=None)

    async def acknowledged(self, event: PageAcknowledged, work: Work) -> None:
        """Somebody has it in hands from now on."""
        await store.update(work, event.ticket, acknowledged_by=event.person)

    def registry(self) -> Mapping[type[Payload], Handler]:
        """What staff does elsewhere."""
        acts = {ResolutionSuggested: self.suggested, PageAcknowledged: self.acknowledged}
        return cast("Mapping[type[Payload], Handler]", acts)

    async def _propose(
        self,
        ticket: Ticket,
        work: Work,
        *,
        by: str,
        kind: Literal["fix", "workaround", "patch"],
        text: str,
        promised_for: datetime | None,
    ) -> None:
        length = self.profile.lifecycle.agreed_by_default_after.time(self.calendar.business_day)
        answer_by = self.calendar.add(work.now, length)
        proposal = (ticket.proposal or 0) + 1
        status = after("propose", ticket.status, ticket=ticket.ticket)
        await store.update(work, ticket.ticket, status=status, answer_by=answer_by, proposal=proposal)
        proposed = ResolutionProposed(
            ticket=ticket.ticket,
            by=by,
            kind=kind,
            text=text,
            promised_for=promised_for,
            answer_by=answer_by,
            proposal=proposal,
        )
        work.append(stream(ticket.ticket), proposed, actor=by)

    async def agree(self, number: int, *, by: str, proposal: int | None = None, terms: Terms = ANY) -> Done:
        """`proposal`, where a link carries it, must be the one that stands."""
        async with command(self.database, number, "agree", by, terms, proposal=proposal) as act:
            await _agree(act.work, act.ticket, by=by, default=False, at=act.work.now)
        return act.result

    async def reopen(
        self, number: int, *, by: str, why: str, proposal: int | None = None, terms: Terms = ANY
    ) -> Done:
        async with command(self.database, number, "reopen", by, terms, proposal=proposal) as act:
            work = act.work
            if closed_for_good(act.ticket.closed_at, work.now, self.profile.lifecycle, self.calendar):
                length = self.profile.lifecycle.reopen_within
                raise Refused(
                    f"Ticket {number} was closed more than {length} ago: a new request opens one linked to it."
                )
            await store.update(work, number, status=act.status, answer_by=None, closed_at=None)
            await incidents.opened_again(act.ticket, work)
            work.append(stream(number), TicketReopened(ticket=number, by=by, why=why))
        return act.result

    async def open_up(self) -> float:
        """At the opening, what waited for it is handled; returns the seconds to the next look."""
        async with self.database.work("triage") as work:
            opened = await self.registration.open_up(work)
        return 0.0 if opened else _LOOK_AGAIN_SECONDS

    async def agree_unanswered(self) -> float:
        """Proposals that the client left unanswered are agreed by default, and the log says so."""
        async with self.database.work("triage") as work:
            due = await store.claim_unanswered(work, _AT_ONCE)
            for ticket in due:
                await _agree(work, ticket, by="profile", default=True, at=ticket.answer_by or work.now)
        return 0.0 if due else _LOOK_AGAIN_SECONDS


async def _agree(work: Work, ticket: Ticket, *, by: str, default: bool, at: datetime) -> None:
    number = ticket.ticket
    await store.update(work, number, status="agreed", answer_by=None, closed_at=at)
    work.append(stream(number), ResolutionAgreed(ticket=number, by=by, default=default), happened_at=at)
    await incidents.closed(ticket, work)
