"""What staff and clients do to a ticket; each is one event, or a refusal that says why."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dial2.calendar import Calendar
from dial2.database import Database, Work
from dial2.errors import NotFound, Permanent
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    ResolutionProposed,
    SeverityAssigned,
    TicketMerged,
    TicketReopened,
    TicketResumed,
    TicketWaiting,
    UpdateGiven,
)
from dial2.profile import Profile
from dial2.vocabulary import Severity
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.lifecycle import Action, Refused, Status, after, closed_for_good, possible, stream

_AT_ONCE = 100
_LOOK_AGAIN_SECONDS = 1.0


class NoSuchTicket(NotFound):
    """There is no ticket by that number."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    database: Database
    profile: Profile
    calendar: Calendar

    async def assign_severity(self, number: int, *, by: str, severity: Severity, why: str) -> None:
        async with self._acting(number, "severity", by) as (work, ticket, _):
            await store.update(work, number, severity=severity, severity_by=by)
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

    async def call_back(
        self, number: int, *, by: str, how: Literal["phone", "email", "meeting"], note: str
    ) -> None:
        async with self._acting(number, "callback", by) as (work, _, _):
            await store.update(work, number, called_back=True)
            work.append(stream(number), CallbackMade(ticket=number, by=by, how=how, made_at=work.now, note=note))

    async def give_update(self, number: int, *, by: str, text: str) -> None:
        async with self._acting(number, "update", by) as (work, _, _):
            work.append(stream(number), UpdateGiven(ticket=number, by=by, given_at=work.now, text=text))

    async def wait(self, number: int, *, by: str, why: str) -> None:
        async with self._acting(number, "waiting", by) as (work, _, status):
            await store.update(work, number, status=status)
            work.append(stream(number), TicketWaiting(ticket=number, by=by, why=why))

    async def resume(self, number: int, *, by: str, why: str) -> None:
        async with self._acting(number, "resume", by) as (work, _, status):
            await store.update(work, number, status=status)
            work.append(stream(number), TicketResumed(ticket=number, by=by, why=why))

    async def propose(
        self,
        number: int,
        *,
        by: str,
        kind: Literal["fix", "workaround", "patch"],
        text: str,
        promised_for: datetime | None = None,
    ) -> None:
        """Staff says that it is resolved. A patch needs the day that it is promised for."""
        if (kind == "patch") != (promised_for is not None):
            raise Permanent("A patch, and only a patch, is proposed with the day that it is promised for")
        async with self._acting(number, "propose", by) as (work, ticket, status):
            length = self.profile.lifecycle.agreed_by_default_after.time(self.calendar.business_day)
            answer_by = self.calendar.add(work.now, length)
            proposal = (ticket.proposal or 0) + 1
            await store.update(work, number, status=status, answer_by=answer_by, proposal=proposal)
            work.append(
                stream(number),
                ResolutionProposed(
                    ticket=number,
                    by=by,
                    kind=kind,
                    text=text,
                    promised_for=promised_for,
                    answer_by=answer_by,
                    proposal=proposal,
                ),
            )

    async def agree(self, number: int, *, by: str, proposal: int | None = None) -> None:
        """`proposal`, where a link carries it, must be the one that stands."""
        async with self._acting(number, "agree", by, proposal) as (work, _, _):
            await _agree(work, number, by=by, default=False, at=work.now)

    async def reopen(self, number: int, *, by: str, why: str, proposal: int | None = None) -> None:
        async with self._acting(number, "reopen", by, proposal) as (work, ticket, status):
            if closed_for_good(ticket.closed_at, work.now, self.profile.lifecycle, self.calendar):
                length = self.profile.lifecycle.reopen_within
                raise Refused(
                    f"Ticket {number} was closed more than {length} ago: a new request opens one linked to it."
                )
            await store.update(work, number, status=status, answer_by=None, closed_at=None)
            work.append(stream(number), TicketReopened(ticket=number, by=by, why=why))

    async def merge(self, number: int, *, by: str, into: int) -> None:
        if number == into:
            raise Permanent(f"Ticket {number} cannot be merged into itself")
        async with self._acting(number, "merge", by) as (work, _, status):
            target = await store.locked(work, into)
            if target is None:
                raise NoSuchTicket(f"There is no ticket {into} to merge {number} into")
            if not possible("merge", target.status):
                raise Refused(f"Ticket {into} is {target.status}: merge {number} into one that goes on.")
            await store.update(work, number, status=status, answer_by=None, closed_at=work.now, merged_into=into)
            work.append(stream(number), TicketMerged(ticket=number, into=into, by=by))

    async def agree_unanswered(self) -> float:
        """Proposals that the client left unanswered are agreed by default, and the log says so."""
        async with self.database.work("triage") as work:
            due = await store.claim_unanswered(work, _AT_ONCE)
            for ticket in due:
                await _agree(work, ticket.ticket, by="profile", default=True, at=ticket.answer_by or work.now)
        return 0.0 if due else _LOOK_AGAIN_SECONDS

    @asynccontextmanager
    async def _acting(
        self, number: int, action: Action, by: str, proposal: int | None = None
    ) -> AsyncIterator[tuple[Work, Ticket, Status]]:
        """The work, the locked ticket and its state afterwards. Raises `NoSuchTicket` or `Refused`."""
        async with self.database.work(by) as work:
            ticket = await store.locked(work, number)
            if ticket is None:
                raise NoSuchTicket(f"There is no ticket {number}")
            status = after(action, ticket.status, ticket=number)
            if proposal is not None and proposal != ticket.proposal:
                raise Permanent(f"Ticket {number} has a newer proposal than the one this answers")
            yield work, ticket, status


async def _agree(work: Work, number: int, *, by: str, default: bool, at: datetime) -> None:
    await store.update(work, number, status="agreed", answer_by=None, closed_at=at)
    work.append(stream(number), ResolutionAgreed(ticket=number, by=by, default=default), happened_at=at)
