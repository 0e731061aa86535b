"""What happens to a ticket, told to its clocks. Every change of a deadline is an event that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload, type_of
from dial2.events.clock import ClockMet, ClockPaused, ClockResumed, ClocksMoved, ClocksStarted, Promise
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
from dial2.vocabulary import CLOCKS, ClockName
from sla_timer import clock as clocks_
from sla_timer.adapters import store
from sla_timer.clock import Clock
from sla_timer.deadlines import Deadlines


@dataclass(frozen=True)
class Clockmaker:
    """The clocks of one profile."""

    deadlines: Deadlines

    async def ticket_opened(self, event: TicketOpened, work: Work) -> None:
        await store.add_ticket(work, event.ticket, event.received_at, silent=event.silent)

    async def severity_assigned(self, event: SeverityAssigned, work: Work) -> None:
        ticket = await store.ticket(work, event.ticket)
        if ticket.silent:
            return
        standing = await store.clocks(work, event.ticket)
        if not standing:
            started = [clocks_.start(self.deadlines, name, event.severity, ticket.received_at) for name in CLOCKS]
            await store.save(work, [(event.ticket, clock) for clock in started])
            promises = [self._promise(clock) for clock in started]
            work.append(
                stream(event.ticket),
                ClocksStarted(ticket=event.ticket, severity=event.severity, promises=promises),
            )
            return
        moved = [
            clocks_.recompute(self.deadlines, clock, event.severity, work.now)
            for clock in standing.values()
            if not clock.ended
        ]
        why = f"severity {event.previous} became {event.severity}: {event.why}"
        await self._move(work, event.ticket, why, moved)

    async def callback_made(self, event: CallbackMade, work: Work) -> None:
        clock = (await store.clocks(work, event.ticket)).get("call_back")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, event.made_at)

    async def update_given(self, event: UpdateGiven, work: Work) -> None:
        clock = (await store.clocks(work, event.ticket)).get("update")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, event.given_at)
            again = clocks_.restart(self.deadlines, clock, event.given_at)
            await self._move(work, event.ticket, "an update was given", [again])

    async def ticket_waiting(self, event: TicketWaiting, work: Work) -> None:
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
        await self._resume(work, event.ticket, event.why)

    async def resolution_agreed(self, event: ResolutionAgreed, work: Work) -> None:
        at = _happened(work)
        standing = await store.clocks(work, event.ticket)
        clock = standing.get("resolution")
        if clock and not clock.ended:
            await self._meet(work, event.ticket, clock, event, at)
        await self._end(work, event.ticket, standing, at)
        await store.close_ticket(work, event.ticket, at)

    async def ticket_reopened(self, event: TicketReopened, work: Work) -> None:
        """Resolution goes on where it was, the closed time left out; updates are due again from then."""
        closed_at = (await store.ticket(work, event.ticket)).closed_at
        if closed_at is None:  # a proposal was refused: nothing had ended, but we no longer wait for the client
            await self._resume(work, event.ticket, event.why)
            return
        at = max(_happened(work), closed_at)  # written before the ticket closed, read after
        standing = await store.clocks(work, event.ticket)
        again: list[Clock] = []
        if resolution := standing.get("resolution"):
            again.append(clocks_.reopen(self.deadlines, resolution, closed_at, at))
        if update := standing.get("update"):
            again.append(clocks_.restart(self.deadlines, update, at))
        await store.close_ticket(work, event.ticket, None)
        await self._move(work, event.ticket, f"reopened: {event.why}", again)

    async def ticket_merged(self, event: TicketMerged, work: Work) -> None:
        await self._end(work, event.ticket, await store.clocks(work, event.ticket), _happened(work))

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

    async def _move(self, work: Work, ticket: int, why: str, moved: list[Clock]) -> None:
        await store.save(work, [(ticket, clock) for clock in moved])
        if moved:
            promises = [self._promise(clock) for clock in moved]
            work.append(stream(ticket), ClocksMoved(ticket=ticket, why=why, promises=promises))

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
            ),
        )

    def _promise(self, clock: Clock) -> Promise:
        return clock.promise(self.deadlines.calendar_name(clock.severity, clock.name))


def stream(ticket: int) -> str:
    return f"ticket:{ticket}"


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
    }
    return cast("dict[type[Payload], Handler]", handlers)
