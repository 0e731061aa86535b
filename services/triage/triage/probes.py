"""A probe's ticket closes by itself, and nobody hears of it."""

from __future__ import annotations

from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.probe import ProbeFailed, ProbePassed
from dial2.events.ticket import ResolutionAgreed
from triage.adapters import store
from triage.lifecycle import possible, stream


async def ended(event: ProbePassed | ProbeFailed, work: Work) -> None:
    ticket = await store.locked(work, event.ticket) if event.ticket else None
    if ticket and possible("propose", ticket.status):
        await store.update(work, ticket.ticket, status="agreed", closed_at=work.now)
        work.append(stream(ticket.ticket), ResolutionAgreed(ticket=ticket.ticket, by="probe", default=False))


def registry() -> dict[type[Payload], Handler]:
    return cast("dict[type[Payload], Handler]", {ProbePassed: ended, ProbeFailed: ended})
