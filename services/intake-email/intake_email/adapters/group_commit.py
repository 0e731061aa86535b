"""One writer for many connections: whatever waits is committed in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from dial2.errors import Transient
from intake_email.envelope import Envelope

Waiting = tuple[Envelope, asyncio.Future[None]]

_AT_ONCE = 64
_BYTES_AT_ONCE = 64 << 20  # of one transaction, and so of one message to Postgres, with the last mail above it


class GroupCommit:
    """`submit` returns once its mail is committed; every mail of a failed transaction learns why."""

    def __init__(self, commit: Callable[[Sequence[Envelope]], Awaitable[None]]) -> None:
        self._commit = commit
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()

    async def submit(self, envelope: Envelope) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((envelope, done))
        await done

    async def run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _AT_ONCE and _size(batch) < _BYTES_AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._write(batch)

    async def _write(self, batch: Sequence[Waiting]) -> None:
        try:
            await self._commit_whole([envelope for envelope, _ in batch])
        except Exception as error:  # noqa: BLE001 - each submitter is told, and answers for its own mail
            if len(batch) > 1 and not isinstance(error, Transient):
                for one in batch:  # one mail that cannot be stored must not defer the others
                    await self._write([one])
                return
            for _, done in batch:
                if not done.done():
                    done.set_exception(error)
            return
        for _, done in batch:
            if not done.done():
                done.set_result(None)

    async def _commit_whole(self, envelopes: Sequence[Envelope]) -> None:
        try:
            await self._commit(envelopes)
        except asyncio.CancelledError:
            if _is_cancelled():
                raise
            # A driver whose connection was lost may cancel what waits for it: that must not end the writer.
            raise Transient("the commit was broken off") from None


def _is_cancelled() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _size(batch: Sequence[Waiting]) -> int:
    return sum(len(envelope.content) for envelope, _ in batch)
