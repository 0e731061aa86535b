"""Proof of a conversation while it lasts: clocks must not breach because a good call is long.

The end of a talk is reported by the provider; that it goes on has to be asked.
"""

import structlog
from msgspec.structs import replace

from dial2.database import Database
from dial2.errors import Transient
from intake_phone import calls
from intake_phone.adapters import store
from intake_phone.adapters.provider import Provider
from intake_phone.callbacks import TALK_SECONDS
from intake_phone.calls import Call
from intake_phone.journal import ACTOR, record

_LOOK_SECONDS = 15.0

log = structlog.get_logger(__name__)


class Confirmation:
    def __init__(self, database: Database, provider: Provider) -> None:
        self._database = database
        self._provider = provider

    async def step(self) -> float:
        """A person who accepted, and whose telephone is still on the line after a while, talks."""
        async with self._database.connection() as connection:
            accepted = await store.accepted_before(connection, TALK_SECONDS)
        for call in accepted:
            if call.accepted_leg and await self._talks(call.accepted_leg):
                await self._confirm(call)
        return _LOOK_SECONDS

    async def _talks(self, leg: str) -> bool:
        try:
            return await self._provider.status(leg) == "in-progress"
        except Transient as error:
            log.warning("talk_not_confirmed", error=str(error), retry_seconds=_LOOK_SECONDS)
            return False

    async def _confirm(self, seen: Call) -> None:
        async with self._database.work(ACTOR) as work:
            call = await store.locked(work, seen.sid)
            if call and call.accepted_by and call.accepted_leg == seen.accepted_leg and not call.connected:
                record(work, call, [calls.connected(call, call.accepted_by)])
                await store.save(work, replace(call, connected=True))
