"""What happens to a ticket, told to its clocks. Every change of a deadline is an event that says why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.errors import Transient
from dial2.events import Payload, type_of
from dial2.events.clock import ClockMet, ClockPaused, ClockResumed, ClocksMoved, ClocksStarted, Promise
from dial2.events.merge import TicketAbsorbed
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    SeverityAssigned,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketResumed,
    TicketWaiting,
    UpdateGiven,
)
from dial2.vocabulary import ClockName, Severity
from sla_timer import clock as clocks_
from sla_timer.adapters import store
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines
from sla_timer.ticket import Ticket, judged, stream


@dataclass(frozen=True)
class Clockmaker:
    """The clocks of one profile."""

    deadlines: Deadlines

    async def ticket_opened(self, event: TicketOpened, work: Work) -> None:
        await store.add_ticket(
            work, event.ticket, event.received_at, silent=event.silent, terms=self.deadlines.digest
        )

    async def severity_assigned(self, event: SeverityAssigned, work: Work) -> None:
        ticket = await self._ticket(work, event.ticket)
        if ticket.silent:
            return
        await store.update_ticket(work, event.ticket, severity=event.severity)
        if ticket.severity is None:
            change = judged(self.deadlines, ticket, event.severity, {}, work.now)
            await store.save(work, [(event.ticket, clock) for clock in change.moved])
            promises = [self._promise(clock) for clock in change.moved]
            work.append(
                stream(event.ticket),
                ClocksStarted(ticket=event.ticket, severity=event.severity, promises=promises),
            )
            return
        why = f"severity {event.previous} became {event.severity}: {event.why}"
        await self._judge(work, ticket, event.severity, why)

    async def terms_changed(self, ticket: Ticket, work: Work) -> None:
        """The contract that it was promised under is no longer in force; a closed one waits until it reopens."""
        if ticket.severity is not None:
            await self._judge(work, ticket, ticket.severity, f"{self.deadlines.title} is in force")

    async def callback_made(self, event: CallbackMade, work: Work) -> None:
        await self._ticket(work, event.ticket)
        await store.update_ticket(work, event.ticket, called_back_at=event.made_at)
        clock = (await store.clocks(work, event.ticket)).get("call_back")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, event.made_at)

    async def update_given(self, event: UpdateGiven, work: Work) -> None:
        await self._ticket(work, event.ticket)
        await store.update_ticket(work, event.ticket, updated_at=event.given_at)
        clock = (await store.clocks(work, event.ticket)).get("update")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, event.given_at)
            again = clocks_.restart(self.deadlines, clock, event.given_at)
            await self._move(work, event.ticket, "an update was given", [again])

    async def ticket_waiting(self, event: TicketWaiting, work: Work) -> None:
        await self._ticket(work, event.ticket)
        standing = await store.clocks(work, event.ticket)
        paused = [
            clocks_.pause(clock, _happened(work))
            for name, clock in standing.items()
            if self.deadlines.pauses(name) and not clock.ended and not clock.paused_at
        ]
        await store.save(work, [(event.ticket, clock) for clock in paused])
        for clock in paused:
            work.append(stream(event.ticket), ClockPaused(ticket=event.ticket, clock=clock.name, why=event.why))

    async def ticket_resumed(self, event: TicketResumed, work: Work) -> None:
        await self._ticket(work, event.ticket)
        await self._resume(work, event.ticket, event.why)

    async def resolution_agreed(self, event: ResolutionAgreed, work: Work) -> None:
        at = _happened(work)
        await self._ticket(work, event.ticket)
        standing = await store.clocks(work, event.ticket)
        clock = standing.get("resolution")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, at)
        await self._end(work, event.ticket, standing, at)
        await store.update_ticket(work, event.ticket, closed_at=at)

    async def ticket_reopened(self, event: TicketReopened, work: Work) -> None:
        """Resolution goes on where it was, the closed time left out; updates are due again from then."""
        ticket = await self._ticket(work, event.ticket)
        closed_at = ticket.closed_at
        if closed_at is None:  # a proposal was refused: nothing had ended, but we no longer wait for the client
            await self._resume(work, event.ticket, event.why)
            return
        at = max(_happened(work), closed_at)  # written before the ticket closed, read after
        standing = await store.clocks(work, event.ticket)
        promised = self.deadlines.promised(ticket.severity) if ticket.severity else []
        again: list[Clock] = []
        if (resolution := standing.get("resolution")) and "resolution" in promised:
            again.append(clocks_.reopen(self.deadlines, resolution, closed_at, at))
        if (update := standing.get("update")) and "update" in promised:
            again.append(clocks_.restart(self.deadlines, update, at))
        gone = [name for name in standing if name not in promised]
        await store.withdraw(work, event.ticket, gone)
        await store.update_ticket(work, event.ticket, closed_at=None, terms=self.deadlines.digest)
        await self._move(work, event.ticket, f"reopened: {event.why}", again, gone)

    async def ticket_merged(self, event: TicketMerged, work: Work) -> None:
        at = _happened(work)
        await self._ticket(work, event.ticket)
        await self._end(work, event.ticket, await store.clocks(work, event.ticket), at)
        await store.update_ticket(work, event.ticket, closed_at=at)

    async def ticket_absorbed(self, event: TicketAbsorbed, work: Work) -> None:
        """What was promised from an earlier receipt is kept: what is still open counts from then."""
        ticket = await self._ticket(work, event.ticket)
        try:
            merged = await store.ticket(work, event.merged)
        except LookupError as unknown:
            raise Transient(f"ticket {event.merged} has not reached the timer yet") from unknown
        if ticket.silent or merged.silent or ticket.closed_at or event.received_at >= ticket.received_at:
            return
        standing, kept = await store.clocks(work, event.ticket), await store.clocks(work, event.merged)
        owed = [name for name, clock in kept.items() if not clock.breached and merged.counts_from(name)]
        moved = [
            clocks_.count_from(self.deadlines, clock, event.received_at, work.now)
            for name, clock in standing.items()
            if name in owed and not clock.ended and clock.started_at == ticket.received_at
        ]
        await store.update_ticket(work, event.ticket, received_at=event.received_at)
        why = f"ticket {event.merged}, which was received before, was merged into it"
        await self._move(work, event.ticket, why, moved)

    async def _ticket(self, work: Work, number: int) -> Ticket:
        """The ticket, its clocks judged by the contract in force."""
        ticket = await store.ticket(work, number)
        if ticket.closed_at is None and ticket.terms != self.deadlines.digest:
            await store.update_ticket(work, number, terms=self.deadlines.digest)
            await self.terms_changed(ticket, work)
        return ticket

    async def _judge(self, work: Work, ticket: Ticket, severity: Severity, why: str) -> None:
        standing = await store.clocks(work, ticket.ticket)
        change = judged(self.deadlines, ticket, severity, standing, work.now)
        await store.withdraw(work, ticket.ticket, change.withdrawn)
        await self._move(work, ticket.ticket, why, change.moved, change.withdrawn)

    async def _resume(self, work: Work, ticket: int, why: str) -> None:
        standing = await store.clocks(work, ticket)
        resumed = [
            clocks_.resume(self.deadlines, clock, _happened(work))
            for clock in standing.values()
            if clock.paused_at
        ]
        await store.save(work, [(ticket, clock) for clock in resumed])
        for clock in resumed:
            work.append(
                stream(ticket),
                ClockResumed(ticket=ticket, clock=clock.name, why=why, promise=self._promise(clock)),
            )

    async def _end(self, work: Work, ticket: int, standing: Mapping[ClockName, Clock], at: datetime) -> None:
        ended = [clocks_.end(self.deadlines, clock, at) for clock in standing.values() if not clock.ended]
        await store.save(work, [(ticket, clock) for clock in ended])

    async def _move(
        self, work: Work, ticket: int, why: str, moved: list[Clock], withdrawn: Sequence[ClockName] = ()
    ) -> None:
        await store.save(work, [(ticket, clock) for clock in moved])
        if moved or withdrawn:
            promises = [self._promise(clock) for clock in moved]
            work.append(
                stream(ticket),
                ClocksMoved(ticket=ticket, why=why, promises=promises, withdrawn=list(withdrawn)),
            )

    async def _meet(self, work: Work, ticket: int, clock: Clock, event: Payload, at: datetime) -> None:
        """It ends, in time or not; a pause that was open until now is left out of that."""
        met = clocks_.end(self.deadlines, clock, at)
        await store.save(work, [(ticket, met)])
        work.append(
            stream(ticket),
            ClockMet(
                ticket=ticket,
                clock=met.name,
                met_at=at,
                deadline=met.breach_at,
                by=type_of(event),
                breached=met.breached or at > met.breach_at,
                severity=met.severity,
                used_seconds=clocks_.used(self.deadlines, met, at).total_seconds(),
            ),
        )

    def _promise(self, clock: Clock) -> Promise:
        return clock.promise(self.deadlines.calendar_name(clock.severity, clock.name))


def _happened(work: Work) -> datetime:
    """When it happened, however late it is heard of here."""
    return work.cause.happened_at if work.cause else work.now


def registry(maker: Clockmaker) -> dict[type[Payload], Handler]:
    handlers = {
        TicketOpened: maker.ticket_opened,
        SeverityAssigned: maker.severity_assigned,
        CallbackMade: maker.callback_made,
        UpdateGiven: maker.update_given,
        TicketWaiting: maker.ticket_waiting,
        TicketResumed: maker.ticket_resumed,
        ResolutionAgreed: maker.resolution_agreed,
        TicketReopened: maker.ticket_reopened,
        TicketMerged: maker.ticket_merged,
        TicketAbsorbed: maker.ticket_absorbed,
    }
    return cast("dict[type[Payload], Handler]", handlers)
