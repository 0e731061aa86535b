"""Probes: a marked mail goes in by our own SMTP door, and must come out as a page to the test contact.

What it proves: SMTP, the log, the bus, triage, paging, the provider, and the provider's way back to us.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from dial2 import probe_mark
from dial2.consumer import Handler
from dial2.database import Database, Work
from dial2.events import Payload
from dial2.events.page import PageDelivered
from dial2.events.probe import ProbeFailed, ProbePassed, ProbeStarted
from dial2.events.ticket import TicketOpened
from dial2.roster import LiveRoster
from dial2.wake import CLOCK_MOVED, DUE, Wake
from notifier.acknowledging import Acknowledging
from notifier.adapters import pages, probes, tickets
from notifier.adapters.probes import Probe

Send = Callable[[str], Awaitable[str | None]]  # a probe's mail; why it was not taken, None where it was

_LOOK_AGAIN_SECONDS = 5.0


class Probes:
    """`send` hands a probe's mail to our own SMTP door."""

    def __init__(
        self, *, database: Database, roster: LiveRoster, acknowledging: Acknowledging, send: Send
    ) -> None:
        self._database = database
        self._live = roster
        self._acknowledging = acknowledging
        self._send = send

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        await wake.repeat(self._step, stop, DUE, CLOCK_MOVED, name="notifier probes")

    async def _step(self) -> float:
        rules = self._live.current.probe
        if rules is None:
            return _LOOK_AGAIN_SECONDS
        async with self._database.work("notifier") as work:
            await probes.plan_by_schedule(work.connection, probe_mark.probe_id(os.urandom(8)), rules.every.time())
        async with self._database.work("notifier") as work:
            if late := await probes.claim_late(work.connection):
                await self._fail(work, late, await how_far(work, late))
            probe = await probes.claim_planned(work.connection, rules.late.time())
            if probe and probe.late_at:
                started = ProbeStarted(probe=probe.probe, person=rules.person, late_at=probe.late_at)
                work.append(_stream(probe.probe), started)
        if probe:
            await self._start(probe)
        return 0.0 if probe or late else _LOOK_AGAIN_SECONDS

    async def _start(self, probe: Probe) -> None:
        """Its row and its event are committed: a crash from here on makes it late."""
        refused = await self._send(probe.probe)
        async with self._database.work("notifier") as work:
            if refused is None:
                await probes.accepted(work.connection, probe.probe)
            else:
                await self._fail(work, probe, f"our own SMTP door did not take its mail: {refused}")

    async def _fail(self, work: Work, probe: Probe, why: str) -> None:
        await probes.failed(work.connection, probe.probe, why)
        work.append(_stream(probe.probe), ProbeFailed(probe=probe.probe, ticket=probe.ticket, why=why))

    async def delivered(self, event: PageDelivered, work: Work) -> None:
        """The provider's word that it arrived acknowledges a probe's page, and no other."""
        told = await pages.get(work.connection, pages.id_of(event.page))
        ticket = await tickets.get(work.connection, told.ticket) if told else None
        if ticket is None or ticket.probe is None:
            return
        page = await pages.lock(work.connection, pages.id_of(event.page))
        if page is None:
            return
        await self._acknowledging.acknowledge(work, page, event.person, "callback")
        probe = await probes.lock(work.connection, ticket.probe)
        if probe is None or probe.passed_at or probe.started_at is None:
            return
        await probes.passed(work.connection, probe.probe)
        seconds = (work.now - probe.started_at).total_seconds()
        passed = ProbePassed(probe=probe.probe, ticket=ticket.ticket, channel=event.channel, seconds=seconds)
        work.append(_stream(probe.probe), passed)

    def registry(self) -> Mapping[type[Payload], Handler]:
        return cast("Mapping[type[Payload], Handler]", {PageDelivered: self.delivered})


async def opened(event: TicketOpened, work: Work) -> None:
    """A ticket may be a probe's."""
    if event.probe:
        await probes.has_ticket(work.connection, event.probe, event.ticket)


async def how_far(work: Work, probe: Probe) -> str:
    """What a late probe has got to."""
    if probe.accepted_at is None:
        return "nobody knows whether our own SMTP door took its mail"
    if probe.ticket is None:
        return "its mail was accepted, and no ticket was opened from it"
    tried = await probes.attempts_of(work.connection, probe.ticket)
    if not tried:
        return f"ticket {probe.ticket} was opened, and nobody was paged for it"
    return f"ticket {probe.ticket} was paged for, and nothing says that it arrived: {', '.join(tried)}"


def _stream(probe: str) -> str:
    return f"probe:{probe}"
