"""Status callbacks: in order for each resource, unless a fault says otherwise."""

import asyncio
from collections.abc import Callable, Mapping

import msgspec

from dial2_sandbox.exchange.faults import Faults
from dial2_sandbox.exchange.webhook import WebhookFailure, Webhooks


class Callback(msgspec.Struct, frozen=True, kw_only=True):
    """`about` is the SID it tells of, `event` the word that faults know it by."""

    url: str
    method: str
    params: dict[str, str]
    about: str
    event: str


class Callbacks:
    def __init__(
        self,
        webhooks: Webhooks,
        faults: Faults,
        *,
        spawn: Callable[..., asyncio.Task[None]],
        on_failure: Callable[[WebhookFailure], None],
    ) -> None:
        self._webhooks = webhooks
        self._faults = faults
        self._spawn = spawn
        self._on_failure = on_failure
        self._last: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, Callback] = {}

    def post(
        self,
        url: str,
        params: Mapping[str, str],
        *,
        about: str,
        event: str,
        method: str = "POST",
        more: bool = False,
    ) -> None:
        """Send a callback after those already on their way about the same resource; no URL, no callback.

        `more` says that others will follow: only then can this one be swapped with the next.
        """
        if not url:
            return
        callback = Callback(url=url, method=method, params=dict(params), about=about, event=event)
        fault = self._faults.take(f"callback:{event}")
        deed = fault.do if fault else None
        if deed == "swap" and more:
            self._held[about] = callback
            return
        if deed == "late" and fault:
            self._spawn(self._send_late(callback, fault.seconds), name=f"late {event} of {about}")
        elif deed != "drop":
            self._queue(callback)
        if deed == "duplicate":
            self._queue(callback)
        if held := self._held.pop(about, None):
            self._queue(held)

    def _queue(self, callback: Callback) -> None:
        before = self._last.get(callback.about)
        self._last[callback.about] = self._spawn(
            self._send_after(before, callback), name=f"{callback.event} of {callback.about}"
        )

    async def _send_after(self, before: asyncio.Task[None] | None, callback: Callback) -> None:
        if before is not None:
            await asyncio.wait([before])
        await self._send(callback)

    async def _send_late(self, callback: Callback, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._send(callback)

    async def _send(self, callback: Callback) -> None:
        try:
            await self._webhooks.send(callback.url, callback.method, callback.params)
        except WebhookFailure as failure:
            self._on_failure(failure)
