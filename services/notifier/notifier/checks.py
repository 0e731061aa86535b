"""Asking the provider what became of a request, where no answer or no callback says so; and ending unwanted calls.

Nothing is sent a second time before the provider has been asked whether the first arrived. A mail relay cannot be
asked: a mail of unknown fate goes out again under the same Message-ID, by which receivers know the copy.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from dial2.database import Database
from dial2.errors import Transient
from dial2.wake import CLOCK_MOVED, DUE, Wake
from notifier.adapters import attempts, due
from notifier.adapters.twilio import Exchange, Seen
from notifier.attempt import Progress, search_again
from notifier.messages import Text
from notifier.outcomes import Outcomes
from notifier.plan import Attempt

_LOOK_AGAIN_SECONDS = 5.0
_SKEW = timedelta(minutes=2)  # between the provider's clock and the database's
_ASK_AGAIN_SECONDS = 5.0
_STATUS_CHECKS = 20

log = structlog.get_logger(__name__)


class Checks:
    def __init__(self, *, database: Database, outcomes: Outcomes, exchange: Exchange) -> None:
        self._database = database
        self._outcomes = outcomes
        self._exchange = exchange

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        await wake.repeat(self._step, stop, DUE, CLOCK_MOVED, name="notifier checks")

    async def _step(self) -> float:
        async with self._database.work("notifier") as work:
            attempt = await due.claim_check(work.connection)
            seconds = None if attempt else await due.seconds_to_check(work.connection)
        if attempt is None:
            return _LOOK_AGAIN_SECONDS if seconds is None else min(max(seconds, 0.001), _LOOK_AGAIN_SECONDS)
        try:
            await self._check(attempt)
        except Transient as error:
            log.warning("provider_not_asked", attempt=str(attempt.id), error=str(error))
            async with self._database.work("notifier") as work:
                await due.check_again(work.connection, attempt.id, _ASK_AGAIN_SECONDS)
        return 0.0

    async def _check(self, attempt: Attempt) -> None:
        if attempt.bundle:
            await self._follow(attempt, attempt.bundle)
        elif attempt.state in {"sending", "unknown"}:
            await self._find(attempt)
        elif attempt.recalled and attempt.provider_id:
            await self._exchange.end_call(attempt.provider_id)
            async with self._database.work("notifier") as work:
                await due.called_back(work.connection, attempt.id)
                await due.check_again(work.connection, attempt.id, attempts.STATUS_SECONDS)
        elif attempt.provider_id:
            await self._ask_after(attempt, attempt.provider_id)

    async def _follow(self, attempt: Attempt, bundle: UUID) -> None:
        """To where the attempt is whose message tells of this one."""
        async with self._database.work("notifier") as work:
            leader = await attempts.get(work.connection, bundle)
            if leader is None or leader.state in {"planned", "sending", "unknown"}:
                return  # its own end brings this one here again
            state = "failed" if leader.state == "withdrawn" else leader.state
            await self._outcomes.progressed(work, attempt, Progress(state, leader.code))
            again = None if state == "failed" else attempts.STATUS_SECONDS
            await due.check_again(work.connection, attempt.id, again)

    async def _find(self, attempt: Attempt) -> None:
        """Whether a request whose answer we never had reached the provider."""
        if attempt.channel == "email":
            found = None
        else:
            listed = self._exchange.calls_to if attempt.channel == "voice" else self._exchange.texts_to
            found = await self._match(attempt, await listed(attempt.destination))
        async with self._database.work("notifier") as work:
            if found is not None:
                await self._outcomes.found(work, attempt, found.provider_id, found.progress)
            elif attempt.channel != "email" and (again := search_again(attempt.checks)):
                await attempts.move(work.connection, attempt.id, Progress("unknown", attempt.code))
                await due.check_again(work.connection, attempt.id, again.total_seconds())
            else:
                await self._outcomes.not_done(work, attempt, "lost")

    async def _match(self, attempt: Attempt, listed: Sequence[Seen]) -> Seen | None:
        """An SMS by its reference; a call by when it was made, if it is nobody else's."""
        async with self._database.connection() as connection:
            free = await attempts.unclaimed(connection, [seen.provider_id for seen in listed])
        since = attempt.sending_at - _SKEW if attempt.sending_at else None
        candidates = [
            seen for seen in listed if seen.provider_id in free and (since is None or seen.created_at >= since)
        ]
        if isinstance(attempt.message, Text):
            reference = attempt.message.reference
            candidates = [seen for seen in candidates if reference in seen.body]
        return min(candidates, key=lambda seen: seen.created_at, default=None)

    async def _ask_after(self, attempt: Attempt, provider_id: str) -> None:
        """No callback has told of it for a while: they can be lost."""
        ask = self._exchange.call_progress if attempt.channel == "voice" else self._exchange.text_progress
        progress = await ask(provider_id)
        async with self._database.work("notifier") as work:
            await attempts.lock(work.connection, attempt.id)  # its page first, as everybody does
            again = attempts.STATUS_SECONDS if attempt.checks < _STATUS_CHECKS else None
            await due.check_again(work.connection, attempt.id, again)
            if progress is not None:
                await self._outcomes.progressed(work, attempt, progress)
