"""The lanes: each claims what is planned for its channel and hands it to the provider, the most severe first."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from dial2.database import Database, Work
from dial2.errors import Transient
from dial2.events.page import PageChannel
from dial2.wake import CLOCK_MOVED, DUE, Wake
from notifier.adapters import due, locks
from notifier.attempt import Outcome, Refused
from notifier.outcomes import Outcomes
from notifier.plan import Attempt

Send = Callable[[Attempt], Awaitable[Outcome]]
Prepare = Callable[[Work, Sequence[Attempt]], Awaitable[Sequence[Attempt | Refused]]]

_LOOK_AGAIN_SECONDS = 5.0
_RECORD_AGAIN_SECONDS = (0.2, 1.0, 3.0, 5.0, 5.0)  # together less than the lease of a row

log = structlog.get_logger(__name__)


class Lane:
    """One channel. A row is committed as `sending` before its request goes out: a crash leaves a trace of it.

    `per_second` is the pace of all processes together, `batch` how many rows are claimed and recorded in one
    transaction, `at_once` how many batches may wait for their answers. `prepare` says what goes out for each.
    """

    def __init__(
        self,
        channel: PageChannel,
        *,
        database: Database,
        outcomes: Outcomes,
        send: Send,
        prepare: Prepare,
        per_second: float | None = None,
        batch: int = 1,
        at_once: int = 10,
    ) -> None:
        self._channel = channel
        self._database = database
        self._outcomes = outcomes
        self._send = send
        self._prepare = prepare
        self._per_second = per_second
        self._batch = batch
        self._places = asyncio.Semaphore(at_once)

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        """Until `stop`; requests under way are awaited then."""
        async with asyncio.TaskGroup() as requests:
            await wake.repeat(
                lambda: self._step(requests), stop, DUE, CLOCK_MOVED, name=f"notifier {self._channel} lane"
            )

    async def _step(self, requests: asyncio.TaskGroup) -> float:
        await self._places.acquire()
        try:
            async with self._database.work("notifier") as work:
                claimed, seconds = await due.claim(
                    work.connection, self._channel, limit=self._batch, per_second=self._per_second
                )
                prepared = await self._prepare(work, claimed)
        except BaseException:
            self._places.release()
            raise
        if not claimed:
            self._places.release()
            return min(max(seconds, 0.001), _LOOK_AGAIN_SECONDS)
        requests.create_task(self._deliver(claimed, prepared))
        return seconds

    async def _deliver(self, claimed: Sequence[Attempt], prepared: Sequence[Attempt | Refused]) -> None:
        try:
            outcomes = await asyncio.gather(*(self._outcome(each) for each in prepared))
            for pause in _RECORD_AGAIN_SECONDS:
                if await self._recorded(claimed, outcomes):
                    return
                await asyncio.sleep(pause)
        finally:
            self._places.release()

    async def _outcome(self, prepared: Attempt | Refused) -> Outcome:
        return prepared if isinstance(prepared, Refused) else await self._send(prepared)

    async def _recorded(self, claimed: Sequence[Attempt], outcomes: Sequence[Outcome]) -> bool:
        """False while Postgres is away. What is never recorded stays `sending`, and is looked for later."""
        try:
            async with self._database.work("notifier") as work:
                await locks.take_turns(work.connection, [attempt.id for attempt in claimed])
                for attempt, outcome in zip(claimed, outcomes, strict=True):
                    await self._outcomes.answered(work, attempt, outcome)
        except Transient as error:
            log.warning("answer_not_recorded", channel=self._channel, attempts=len(claimed), error=str(error))
            return False
        return True
