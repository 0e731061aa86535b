"""A second provider for when the first is down.

What the first certainly did not take goes to the second at once; after that, and after an answer that never came,
all goes to the second for a while. Ids of the second carry a mark, so that each is asked for its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import structlog
from msgspec.structs import replace

from dial2.errors import Transient
from notifier.attempt import Accepted, NotNow, Outcome, Progress, Unknown
from notifier.channel import Channel, Seen
from notifier.plan import Attempt

MARK = "fallback:"
_DOWN_SECONDS = 60.0
_AWAY = frozenset({"no-connection", "20003"})  # what the second may do better; not that we ask too often

log = structlog.get_logger(__name__)


class Fallback:
    """`now` counts seconds, from whenever it likes."""

    def __init__(self, first: Channel, second: Channel, *, now: Callable[[], float] | None = None) -> None:
        self._first = first
        self._second = second
        self._now = now or asyncio.get_running_loop().time
        self._down_until = float("-inf")

    async def send(self, attempt: Attempt) -> Outcome:
        if self._now() < self._down_until:
            return _marked(await self._second.send(attempt))
        outcome = await self._first.send(attempt)
        match outcome:
            case NotNow(code=code) if code in _AWAY:
                self._is_down(code)
                return _marked(await self._second.send(attempt))
            case Unknown(code=code):
                self._is_down(code)
        return outcome

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        """What either has. While the first cannot be asked, what the second has is all that can be known.

        Better twice than never: a page whose fate a provider that is down keeps to itself goes out again.
        """
        second = [_seen(seen) for seen in await self._second.listed(attempt) or ()]
        try:
            return [*(await self._first.listed(attempt) or ()), *second]
        except Transient as error:
            self._is_down(str(error))
            return second

    async def progress(self, provider_id: str) -> Progress | None:
        channel, id_ = self._whose(provider_id)
        return await channel.progress(id_)

    async def end(self, provider_id: str) -> None:
        channel, id_ = self._whose(provider_id)
        await channel.end(id_)

    def _whose(self, provider_id: str) -> tuple[Channel, str]:
        ours = provider_id.removeprefix(MARK)
        return (self._first if ours == provider_id else self._second), ours

    def _is_down(self, why: str) -> None:
        if self._now() >= self._down_until:
            log.warning("second_provider_takes_over", why=why, seconds=_DOWN_SECONDS)
        self._down_until = self._now() + _DOWN_SECONDS


def _marked(outcome: Outcome) -> Outcome:
    return Accepted(MARK + outcome.provider_id) if isinstance(outcome, Accepted) else outcome


def _seen(seen: Seen) -> Seen:
    return replace(seen, provider_id=MARK + seen.provider_id)
