"""Requests to the application: signed, limited in time, tried once more where no connection came about."""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from dial2_sandbox.exchange.signature import sign

CONNECT_LIMIT = 5.0
REMEMBERED = 2000


class Reply(msgspec.Struct, frozen=True):
    status: int
    content_type: str
    text: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One request as it was made; `outcome` is the HTTP status or the error code."""

    url: str
    method: str
    params: dict[str, str]
    token: str
    outcome: int


class WebhookFailure(Exception):
    """The application did not answer as it must: `code` is the published error code."""

    def __init__(self, code: int, url: str, detail: str) -> None:
        self.code = code
        self.url = url
        self.detail = detail
        super().__init__(f"{code} at {url}: {detail}")


class Webhooks:
    """`limit` is the real time in seconds that an answer may take, connecting included (15 with Twilio)."""

    def __init__(
        self,
        *,
        auth_token: str,
        limit: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
        on_sent: Callable[[], None] = lambda: None,
    ) -> None:
        self.sent: deque[Sent] = deque(maxlen=REMEMBERED)
        self._auth_token = auth_token
        self._limit = limit
        self._on_sent = on_sent
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(None, connect=CONNECT_LIMIT),
            trust_env=False,
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"},
        )

    async def send(self, url: str, method: str, params: Mapping[str, str]) -> Reply:
        """The answer to a signed request; raises WebhookFailure for none in time, or none with 2xx."""
        request = self._request(url, method, params)
        outcome = 0
        try:
            response = await self._answer(request, url)
            outcome = response.status_code
        except WebhookFailure as failure:
            outcome = failure.code
            raise
        finally:
            self.sent.append(
                Sent(
                    url=url,
                    method=method,
                    params=dict(params),
                    token=request.headers["I-Twilio-Idempotency-Token"],
                    outcome=outcome,
                )
            )
            self._on_sent()
        if not response.is_success:
            raise WebhookFailure(11200, url, f"the answer was HTTP {response.status_code}")
        return Reply(response.status_code, response.headers.get("content-type", ""), response.text)

    async def close(self) -> None:
        await self._client.aclose()

    def _request(self, url: str, method: str, params: Mapping[str, str]) -> httpx.Request:
        bare = url.partition("#")[0]
        if method == "GET":
            bare += ("&" if urlsplit(bare).query else "?") + urlencode(params)
        signed = {} if method == "GET" else params
        return self._client.build_request(
            method,
            bare,
            data=None if method == "GET" else dict(params),
            headers={
                "X-Twilio-Signature": sign(self._auth_token, bare, signed),
                "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            },
        )

    async def _answer(self, request: httpx.Request, url: str) -> httpx.Response:
        try:
            async with asyncio.timeout(self._limit):
                try:
                    return await self._client.send(request)
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    return await self._client.send(request)
        except TimeoutError:
            raise WebhookFailure(11205, url, f"no answer within {self._limit:g} s") from None
        except httpx.ConnectError as error:
            raise WebhookFailure(11210, url, f"no connection: {error}") from error
        except httpx.HTTPError as error:
            raise WebhookFailure(11200, url, f"the connection broke: {error}") from error
