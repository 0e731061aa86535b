"""The first call of a call back, through the provider's REST API; the library's retries would repeat it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.rest import Client

from dial2.errors import Transient
from intake_phone.addresses import address
from intake_phone.callback.calling import Refused

_SECONDS = 10.0
_RING_SECONDS = 20  # shorter than most voicemail boxes wait
_SERVER = 500
_SLACK = timedelta(seconds=5)  # between the provider's clock and ours


class TwilioDialler:
    """`public_url` is what the provider reaches us by, `number` ours."""

    def __init__(self, client: Client, *, number: str, public_url: str) -> None:
        self._client = client
        self._number = number
        self._public_url = public_url.rstrip("/")

    async def call(self, callback: str, to: str) -> str:
        status = self._public_url + address("/voice/callback/status", call=callback)
        try:
            async with asyncio.timeout(_SECONDS):
                placed = await self._client.calls.create_async(
                    to=to,
                    from_=self._number,
                    url=self._public_url + address("/voice/callback/staff", call=callback),
                    timeout=_RING_SECONDS,
                    status_callback=status,
                )
        except TwilioRestException as error:
            if error.status >= _SERVER:
                raise Transient(f"The provider failed: {error.code or error.status}") from error
            raise Refused(
                f"The provider does not place the call: {error.code or error.status} {error.msg}"
            ) from error
        except (TimeoutError, aiohttp.ClientError, TwilioException) as error:
            raise Transient(f"The provider did not answer: {type(error).__name__}") from error
        return str(placed.sid)

    async def status(self, call: str) -> str:
        return str((await self._read(self._client.calls(call).fetch_async())).status)

    async def placed(self, to: str, *, since_age: timedelta) -> str | None:
        found = await self._read(self._client.calls.list_async(to=to, from_=self._number, limit=20))
        since = datetime.now(UTC) - since_age - _SLACK
        ours = [call for call in found if call.direction == "outbound-api" and call.date_created >= since]
        return str(ours[0].sid) if ours else None

    async def _read(self, request: Any) -> Any:  # noqa: ANN401 - the library has no types
        try:
            async with asyncio.timeout(_SECONDS):
                return await request
        except (TimeoutError, aiohttp.ClientError, TwilioException) as error:
            raise Transient(f"The provider could not be asked: {type(error).__name__} {error}") from error
