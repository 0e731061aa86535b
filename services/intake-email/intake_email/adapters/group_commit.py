"""One writer for many connections: whatever waits is committed in one transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from dial2.errors import Transient
from intake_email.envelope import Envelope

_AT_ONCE = 64


class GroupCommit:
    """`submit` returns once its mail is committed; every mail of a failed transaction learns why."""

    def __init__(self, commit: Callable[[Sequence[Envelope]], Awaitable[None]]) -> None:
        self._commit = commit
        self._waiting: asyncio.Queue[tuple[Envelope, asyncio.Future[None]]] = asyncio.Queue()

    async def submit(self, envelope: Envelope) -> None:
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((envelope, done))
        await done

    async def run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _AT_ONCE and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            await self._write(batch)

    async def _write(self, batch: Sequence[tuple[Envelope, asyncio.Future[None]]]) -> None:
        try:
            await self._commit([envelope for envelope, _ in batch])
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
