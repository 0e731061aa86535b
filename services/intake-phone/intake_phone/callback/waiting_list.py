"""Who waits to be called back, and the warning of one that is overdue."""

from collections.abc import Sequence

import structlog
from prometheus_client import Counter

from dial2.database import Database
from dial2.events.callback import CallbackOverdue
from intake_phone.adapters import wanted
from intake_phone.adapters.wanted import Wanted
from intake_phone.journal import ACTOR

OVERDUE = Counter("dial2_phone_callbacks_overdue_total", "Callers who were not called back in the time promised")
_LOOK_SECONDS = 15.0

log = structlog.get_logger(__name__)


class WaitingList:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self) -> Sequence[Wanted]:
        async with self._database.connection() as connection:
            return await wanted.listed(connection)

    async def step(self) -> float:
        async with self._database.work(ACTOR) as work:
            found = await wanted.fall_due(work)
            if found is None:
                return _LOOK_SECONDS
            event = CallbackOverdue(
                call=found.call, request=found.request, due_at=found.due_at, ticket=found.ticket
            )
            work.append(f"call:{found.call}", event)
        OVERDUE.inc()
        log.warning("callback_overdue", call=found.call, ticket=found.ticket, due_at=found.due_at.isoformat())
        return 0.0
