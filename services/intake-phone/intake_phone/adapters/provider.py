"""The provider's REST API (twilio.com/docs/usage/api): what we might have missed, and the sound of messages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
import msgspec
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from dial2.errors import Permanent, Transient
from dial2.provider_settings import ProviderSettings
from intake_phone.texting import Text

_SECONDS = 10.0  # for one answer; the client's own limit is not honoured by its asynchronous transport
_PAGE = 100
_MOST_BYTES = 16 << 20  # two minutes of the best sound are twelve
_GONE = 404

T = TypeVar("T")


class ListedCall(msgspec.Struct, frozen=True, kw_only=True):
    sid: str
    caller_id: str
    called: str
    status: str
    started_at: datetime
    seconds: int


class ListedRecording(msgspec.Struct, frozen=True, kw_only=True):
    sid: str
    seconds: int


class ListedText(msgspec.Struct, frozen=True, kw_only=True):
    text: Text
    sent_at: datetime


class NumberUrls(msgspec.Struct, frozen=True, kw_only=True):
    """Where the provider asks and tells about our number."""

    voice: str
    voice_fallback: str
    status_callback: str
    sms: str


class Provider:
    """Raises `Transient` for whatever the provider refuses or does not answer: reading can be tried again."""

    def __init__(self, client: Client, number: str) -> None:
        self.client = client
        self._number = number

    async def calls(self, *, since: datetime) -> list[ListedCall]:
        """Calls to our number that started at `since` or later."""
        found = await self._read(
            lambda: self.client.calls.list_async(to=self._number, start_time_after=since, page_size=_PAGE)
        )
        return [
            ListedCall(
                sid=call.sid,
                caller_id=call._from,  # noqa: SLF001 - `from` is a word of Python; the library names it so
                called=call.to,
                status=str(call.status),
                started_at=call.start_time or call.date_created,
                seconds=int(call.duration or 0),
            )
            for call in found
            if call.direction == "inbound"
        ]

    async def recordings(self, call: str) -> list[ListedRecording]:
        found = await self._read(lambda: self.client.recordings.list_async(call_sid=call, page_size=_PAGE))
        return [ListedRecording(sid=recording.sid, seconds=int(recording.duration or 0)) for recording in found]

    async def sound(self, recording: str) -> bytes:
        """A recording as WAV."""
        account = self.client.username
        url = f"{self.client.api.base_url}/2010-04-01/Accounts/{account}/Recordings/{recording}.wav"
        try:
            async with (
                asyncio.timeout(_SECONDS),
                aiohttp.ClientSession(raise_for_status=True) as session,
                session.get(url, auth=aiohttp.BasicAuth(account, self.client.password)) as answer,
            ):
                sound = await _at_most(answer, _MOST_BYTES)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise Transient(
                f"Recording {recording} could not be fetched: {type(error).__name__} {error}"
            ) from error
        if sound is None:
            raise Permanent(f"Recording {recording} is larger than {_MOST_BYTES} bytes and stays at the provider")
        return sound

    async def remove(self, recording: str) -> None:
        """Gone already is gone."""

        async def delete() -> None:
            try:
                await self.client.recordings(recording).delete_async()
            except TwilioRestException as error:
                if error.status != _GONE:
                    raise

        await self._read(delete)

    async def status(self, call: str) -> str:
        found = await self._read(lambda: self.client.calls(call).fetch_async())
        return str(found.status)

    async def texts(self, *, since: datetime) -> list[ListedText]:
        """Texts to our number sent at `since` or later."""
        found = await self._read(
            lambda: self.client.messages.list_async(to=self._number, date_sent_after=since, page_size=_PAGE)
        )
        return [
            ListedText(
                text=Text(sid=message.sid, sender=message.from_, to=message.to, body=message.body or ""),
                sent_at=message.date_sent or message.date_created,
            )
            for message in found
            if message.direction == "inbound"
        ]

    async def number(self) -> NumberUrls | None:
        """None where the account has no such number."""
        found = await self._read(
            lambda: self.client.incoming_phone_numbers.list_async(phone_number=self._number, limit=1)
        )
        for number in found:
            return NumberUrls(
                voice=number.voice_url or "",
                voice_fallback=number.voice_fallback_url or "",
                status_callback=number.status_callback or "",
                sms=number.sms_url or "",
            )
        return None

    async def _read(self, request: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - the library has no types
        try:
            async with asyncio.timeout(_SECONDS):
                return await request()
        except TimeoutError as error:
            raise Transient(f"The telephone provider did not answer within {_SECONDS:g} s") from error
        except (TwilioException, aiohttp.ClientError) as error:
            raise Transient(f"The telephone provider could not be asked: {error}") from error


async def _at_most(answer: aiohttp.ClientResponse, limit: int) -> bytes | None:
    """The body, unless it is larger."""
    body = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


@asynccontextmanager
async def connect(settings: ProviderSettings) -> AsyncIterator[Provider]:
    async with AsyncTwilioHttpClient() as http:
        client = Client(
            settings.twilio_account_sid, settings.twilio_auth_token.get_secret_value(), http_client=http
        )
        if settings.twilio_base_url:
            for domain in (client.api, client.messaging, client.voice):
                domain.base_url = settings.twilio_base_url
        yield Provider(client, settings.twilio_number)
