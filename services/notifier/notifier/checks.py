"""Asking the provider what became of a request, where no answer or no callback says so; and ending unwanted calls.

Nothing is sent a second time before the provider has been asked whether the first arrived. A mail relay cannot be
asked: a mail of unknown fate goes out again under the same Message-ID, by which receivers know the copy.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from dial2.database import Database
from dial2.errors import Transient
from dial2.events.page import PageChannel
from dial2.wake import CLOCK_MOVED, DUE, Wake
from notifier.adapters import attempts, due
from notifier.attempt import Progress, search_again
from notifier.channel import Channel, Seen
from notifier.messages import Text
from notifier.outcomes import Outcomes
from notifier.plan import Attempt

_LOOK_AGAIN_SECONDS = 5.0
_SKEW = timedelta(minutes=2)  # between the provider's clock and the database's
_ASK_AGAIN_SECONDS = 5.0
_FOLLOW_AGAIN_SECONDS = 5.0
_STATUS_CHECKS = 20
_AT_ONCE = 10

log = structlog.get_logger(__name__)


class Checks:
    """Several at once, so that a provider that hangs holds up no other."""

    def __init__(self, *, database: Database, outcomes: Outcomes, channels: Mapping[PageChannel, Channel]) -> None:
        self._database = database
        self._outcomes = outcomes
        self._channels = channels
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as questions:
            await wake.repeat(lambda: self._step(questions), stop, DUE, CLOCK_MOVED, name="notifier checks")

    async def _step(self, questions: asyncio.TaskGroup) -> float:
        await self._places.acquire()
        try:
            async with self._database.work("notifier") as work:
                attempt = await due.claim_check(work.connection)
                seconds = None if attempt else await due.seconds_to_check(work.connection)
        except BaseException:
            self._places.release()
            raise
        if attempt is None:
            self._places.release()
            return _LOOK_AGAIN_SECONDS if seconds is None else min(max(seconds, 0.001), _LOOK_AGAIN_SECONDS)
        questions.create_task(self._answered(attempt))
        return 0.0

    async def _answered(self, attempt: Attempt) -> None:
        try:
            await self._check(attempt)
        except Transient as error:
            log.warning("provider_not_asked", attempt=str(attempt.id), error=str(error))
            await self._ask_again(attempt)
        finally:
            self._places.release()

    async def _ask_again(self, attempt: Attempt) -> None:
        """While Postgres is away, the row's lease brings it here again."""
        with contextlib.suppress(Transient):
            async with self._database.work("notifier") as work:
                await due.check_again(work.connection, attempt.id, _ASK_AGAIN_SECONDS)

    async def _check(self, attempt: Attempt) -> None:
        if attempt.bundle:
            await self._follow(attempt, attempt.bundle)
        elif attempt.state in {"sending", "unknown"}:
            await self._find(attempt)
        elif attempt.recalled and attempt.provider_id:
            await self._channels[attempt.channel].end(attempt.provider_id)
            async with self._database.work("notifier") as work:
                await attempts.lock(work.connection, attempt.id)
                await due.called_back(work.connection, attempt.id)
                await due.check_again(work.connection, attempt.id, attempts.STATUS_SECONDS)
        elif attempt.provider_id:
            await self._ask_after(attempt, attempt.provider_id)

    async def _follow(self, attempt: Attempt, bundle: UUID) -> None:
        """To where the attempt is whose message tells of this one."""
        async with self._database.work("notifier") as work:
            await attempts.lock(work.connection, attempt.id)
            leader = await attempts.get(work.connection, bundle)
            if leader is None or leader.state in {"planned", "sending", "unknown"}:
                await due.check_again(work.connection, attempt.id, _FOLLOW_AGAIN_SECONDS)
                return
            state = "failed" if leader.state == "withdrawn" else leader.state
            await self._outcomes.progressed(work, attempt, Progress(state, leader.code))
            again = {"accepted": _FOLLOW_AGAIN_SECONDS, "delivered": attempts.STATUS_SECONDS}.get(state)
            await due.check_again(work.connection, attempt.id, again)

    async def _find(self, attempt: Attempt) -> None:
        """Whether a request whose answer we never had reached the provider."""
        listed = await self._channels[attempt.channel].listed(attempt)
        found = None if listed is None else await self._match(attempt, listed)
        async with self._database.work("notifier") as work:
            await attempts.lock(work.connection, attempt.id)
            if found is not None:
                await self._outcomes.found(work, attempt, found.provider_id, found.progress)
            elif listed is not None and (again := search_again(attempt.checks)):
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
        progress = await self._channels[attempt.channel].progress(provider_id)
        async with self._database.work("notifier") as work:
            await attempts.lock(work.connection, attempt.id)
            again = attempts.STATUS_SECONDS if attempt.checks < _STATUS_CHECKS else None
            await due.check_again(work.connection, attempt.id, again)
            if progress is not None:
                await self._outcomes.progressed(work, attempt, progress)
