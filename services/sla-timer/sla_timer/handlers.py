"""What happens to a ticket, told to its clocks. Every change of a deadline is an event that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
            await store.save(work, [(event.ticket, clocks_.end(clock))])
            self._met(work, event.ticket, clock, event)

    async def update_given(self, event: UpdateGiven, work: Work) -> None:
        clock = (await store.clocks(work, event.ticket)).get("update")
        if clock and not clock.ended:
            self._met(work, event.ticket, clock, event)
            again = clocks_.restart(self.deadlines, clock, event.given_at)
            await self._move(work, event.ticket, "an update was given", [again])

    async def ticket_waiting(self, event: TicketWaiting, work: Work) -> None:
        standing = await store.clocks(work, event.ticket)
        paused = [
            clocks_.pause(clock, work.now)
            for name, clock in standing.items()
            if self.deadlines.pauses(name) and not clock.ended and not clock.paused_at
        ]
        await store.save(work, [(event.ticket, clock) for clock in paused])
        for clock in paused:
            work.append(stream(event.ticket), ClockPaused(ticket=event.ticket, clock=clock.name, why=event.why))

    async def ticket_resumed(self, event: TicketResumed, work: Work) -> None:
        standing = await store.clocks(work, event.ticket)
        resumed = [
            clocks_.resume(self.deadlines, clock, work.now) for clock in standing.values() if clock.paused_at
        ]
        await store.save(work, [(event.ticket, clock) for clock in resumed])
        for clock in resumed:
            work.append(
                stream(event.ticket),
                ClockResumed(ticket=event.ticket, clock=clock.name, why=event.why, promise=self._promise(clock)),
            )

    async def resolution_agreed(self, event: ResolutionAgreed, work: Work) -> None:
        standing = await store.clocks(work, event.ticket)
        await self._end_all(work, event.ticket, standing)
        await store.close_ticket(work, event.ticket, work.now)
        clock = standing.get("resolution")
        if clock and not clock.ended:
            self._met(work, event.ticket, clock, event)

    async def ticket_reopened(self, event: TicketReopened, work: Work) -> None:
        """Resolution goes on where it was, the closed time left out; updates are due again from now."""
        closed_at = (await store.ticket(work, event.ticket)).closed_at
        if closed_at is None:  # a proposal was refused: nothing had stopped
            return
        standing = await store.clocks(work, event.ticket)
        again: list[Clock] = []
        if resolution := standing.get("resolution"):
            again.append(clocks_.reopen(self.deadlines, resolution, closed_at, work.now))
        if update := standing.get("update"):
            again.append(clocks_.restart(self.deadlines, update, work.now))
        await store.close_ticket(work, event.ticket, None)
        await self._move(work, event.ticket, f"reopened: {event.why}", again)

    async def ticket_merged(self, event: TicketMerged, work: Work) -> None:
        await self._end_all(work, event.ticket, await store.clocks(work, event.ticket))

    async def _end_all(self, work: Work, ticket: int, standing: Mapping[ClockName, Clock]) -> None:
        await store.save(work, [(ticket, clocks_.end(clock)) for clock in standing.values()])

    async def _move(self, work: Work, ticket: int, why: str, moved: list[Clock]) -> None:
        await store.save(work, [(ticket, clock) for clock in moved])
        if moved:
            promises = [self._promise(clock) for clock in moved]
            work.append(stream(ticket), ClocksMoved(ticket=ticket, why=why, promises=promises))

    def _met(self, work: Work, ticket: int, clock: Clock, event: Payload) -> None:
        at = work.cause.happened_at if work.cause else work.now
        work.append(
            stream(ticket),
            ClockMet(
                ticket=ticket,
                clock=clock.name,
                met_at=at,
                deadline=clock.breach_at,
                by=type_of(event),
                breached=clock.breached or at > clock.breach_at,
            ),
        )

    def _promise(self, clock: Clock) -> Promise:
        return clock.promise(self.deadlines.calendar_name(clock.severity, clock.name))


def stream(ticket: int) -> str:
    return f"ticket:{ticket}"


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
