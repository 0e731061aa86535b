"""Answers to webhooks are kept as long as the same webhook may come again, and then forgotten."""

from datetime import timedelta

from dial2.database import Database
from intake_phone.adapters import turns
from intake_phone.journal import ACTOR

KEPT = timedelta(hours=24)  # the provider tries again within seconds, and gives up within minutes
AT_ONCE = 1000  # so that no statement takes long
_LOOK_SECONDS = 600.0


class Forgetting:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self) -> float:
        async with self._database.work(ACTOR) as work:
            forgotten = await turns.forget(work, given_before=work.now - KEPT, at_once=AT_ONCE)
        return 0.0 if forgotten == AT_ONCE else _LOOK_SECONDS
