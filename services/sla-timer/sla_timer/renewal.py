"""A contract that changes: open tickets are judged by the one in force, and each says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dial2.database import Database, Work
from dial2.fence import STANDS_ASIDE_SECONDS, Fence
from sla_timer.adapters import store
from sla_timer.handlers import Clockmaker

_AT_ONCE = 100
_LOOK_AGAIN_SECONDS = 5.0  # a copy that still runs under the old contract may open tickets


@dataclass(frozen=True, kw_only=True)
class Renewal:
    database: Database
    maker: Clockmaker
    fence: Fence

    async def among(self, work: Work, tickets: Iterable[int]) -> set[int]:
        """Those of some that still followed another contract, judged now: what was due may not be any more."""
        found = await store.under_other_terms(work, self.maker.deadlines.digest, tickets)
        for ticket in found:
            await self.maker.terms_changed(ticket, work)
        return {ticket.ticket for ticket in found}

    async def step(self) -> float:
        """Judge some anew; the database's index tells at once that there are none."""
        async with self.database.work("sla-timer") as work:
            if not await self.fence.holds(work):
                return STANDS_ASIDE_SECONDS
            tickets = await store.claim_under_other_terms(work, self.maker.deadlines.digest, _AT_ONCE)
            for ticket in tickets:
                await self.maker.terms_changed(ticket, work)
        return 0.0 if tickets else _LOOK_AGAIN_SECONDS
