"""Twilio's REST API, through its own library; only this module imports it.

The library ignores its client's timeout, so every request has one here; its retries would repeat POSTs that were
processed, so there are none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from dial2.errors import Transient
from notifier.attempt import Accepted, NotNow, Outcome, Progress, Refused, Unknown, call_progress, message_progress
from notifier.channel import Seen
from notifier.failures import NOT_TAKEN

T = TypeVar("T")

_REQUEST_SECONDS = 10.0
_LISTED = 50
_SMS_VALID_SECONDS = 14400
_TOO_MANY = 429
_ACCOUNT = frozenset({401, 403})  # our credentials, not the person's telephone: may be put right while we wait
_SERVER = 500


class Exchange:
    """Places calls and texts. `address` is the public one that callbacks come to, without the attempt's id."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        number: str,
        base_url: str | None,
        address: str,
        ring_seconds: int,
    ) -> None:
        self._http = AsyncTwilioHttpClient()
        self._client = Client(account_sid, auth_token, http_client=self._http)
        if base_url:
            self._client.api.base_url = base_url
        self._number = number
        self._address = address
        self._ring_seconds = ring_seconds

    async def close(self) -> None:
        await self._http.close()

    async def call(self, attempt: UUID, to: str) -> Outcome:
        address = f"{self._address}/{attempt}"
        return await _outcome(
            self._client.calls.create_async(
                to=to,
                from_=self._number,
                url=f"{address}/voice",
                timeout=self._ring_seconds,
                status_callback=f"{address}/status",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                machine_detection="Enable",
                async_amd="true",
                async_amd_status_callback=f"{address}/answered-by",
            )
        )

    async def text(self, attempt: UUID, to: str, body: str) -> Outcome:
        return await _outcome(
            self._client.messages.create_async(
                to=to,
                from_=self._number,
                body=body,
                status_callback=f"{self._address}/{attempt}/sms",
                validity_period=_SMS_VALID_SECONDS,
            )
        )

    async def end_call(self, sid: str) -> None:
        """Stop a call that is queued or ringing; whoever has answered it is not cut off."""
        try:
            await _answer(self._client.calls(sid).update_async(status="canceled"))
        except TwilioRestException as error:
            if error.status == _TOO_MANY or error.status >= _SERVER:
                raise Transient(f"Twilio did not end a call: {_code(error)}") from error

    async def call_progress(self, sid: str) -> Progress | None:
        call = await _listed(self._client.calls(sid).fetch_async())
        return call_progress(call.status, call.answered_by or "")

    async def text_progress(self, sid: str) -> Progress | None:
        message = await _listed(self._client.messages(sid).fetch_async())
        return message_progress(message.status, str(message.error_code or ""))

    async def calls_to(self, to: str) -> Sequence[Seen]:
        """Our newest calls to this number. Not narrowed by start time: a queued call has none yet."""
        calls = await _listed(self._client.calls.list_async(to=to, from_=self._number, limit=_LISTED))
        return [
            Seen(
                provider_id=call.sid,
                created_at=call.date_created,
                body="",
                progress=call_progress(call.status, call.answered_by or ""),
            )
            for call in calls
            if call.direction == "outbound-api"
        ]

    async def texts_to(self, to: str) -> Sequence[Seen]:
        """Our newest texts to this number."""
        texts = await _listed(self._client.messages.list_async(to=to, from_=self._number, limit=_LISTED))
        return [
            Seen(
                provider_id=text.sid,
                created_at=text.date_created,
                body=text.body or "",
                progress=message_progress(text.status, str(text.error_code or "")),
            )
            for text in texts
        ]


async def _outcome(request: Awaitable[Any]) -> Outcome:
    """Only what certainly was not processed may be sent again without asking."""
    try:
        return Accepted((await _answer(request)).sid)
    except aiohttp.ClientConnectorError:
        return NotNow("no-connection")
    except TwilioRestException as error:
        if error.status == _TOO_MANY or error.status in _ACCOUNT or _code(error) in NOT_TAKEN:
            return NotNow(_code(error))
        return Unknown(_code(error)) if error.status >= _SERVER else Refused(_code(error))
    except (aiohttp.ClientError, OSError, TimeoutError, TwilioException, ValueError) as error:
        return Unknown(type(error).__name__)


async def _listed(request: Awaitable[T]) -> T:
    try:
        return await _answer(request)
    except (aiohttp.ClientError, OSError, TimeoutError, TwilioException, ValueError) as error:
        raise Transient(f"Twilio could not be asked: {type(error).__name__} {error}") from error


async def _answer(request: Awaitable[T]) -> T:
    async with asyncio.timeout(_REQUEST_SECONDS):
        return await request


def _code(error: TwilioRestException) -> str:
    return str(error.code or error.status)
