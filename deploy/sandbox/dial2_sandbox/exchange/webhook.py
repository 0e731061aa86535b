"""Requests to the application: signed, limited in time, tried once more where no connection came about."""

import asyncio
import uuid
from collections import deque
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec

from dial2_sandbox.exchange import overrides
from dial2_sandbox.exchange.overrides import Trial, Trouble
from dial2_sandbox.exchange.signature import sign

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
    """The application did not answer as it must.

    `code` is the published error code, `status` the HTTP status where one came, `trouble` what retries go by.
    """

    def __init__(
        self, code: int, url: str, detail: str, *, status: int = 0, trouble: Trouble | None = None
    ) -> None:
        self.code = code
        self.status = status
        self.trouble = trouble
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
            trust_env=False,
            headers={"User-Agent": "TwilioProxy/1.1", "Accept": "*/*"},
        )

    async def send(self, url: str, method: str, params: Mapping[str, str]) -> Reply:
        """The answer to a signed request; raises WebhookFailure for none in time, or none with 2xx."""
        try:
            trial = overrides.read(url, limit=self._limit)
            request = self._request(url, method, params, trial)
        except ValueError as error:
            raise WebhookFailure(11243, url, f"the fragment does not say how to connect: {error}") from error
        except httpx.InvalidURL as error:
            raise WebhookFailure(11100, url, f"this is no address: {error}") from error
        outcome = 0
        try:
            response = await self._try(request, url, trial)
            outcome = response.status_code
        except WebhookFailure as failure:
            outcome = failure.status or failure.code
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
        return Reply(response.status_code, response.headers.get("content-type", ""), response.text)

    async def close(self) -> None:
        await self._client.aclose()

    def _request(self, url: str, method: str, params: Mapping[str, str], trial: Trial) -> httpx.Request:
        bare = url.partition("#")[0]
        if method == "GET":
            bare += ("&" if urlsplit(bare).query else "?") + urlencode(params)
        posted = {} if method == "GET" else dict(params)
        return self._client.build_request(
            method,
            bare,
            data=posted or None,
            headers={
                "X-Twilio-Signature": sign(self._auth_token, bare, posted),
                "I-Twilio-Idempotency-Token": str(uuid.uuid4()),
            },
            timeout=httpx.Timeout(None, connect=trial.connect),
        )

    async def _try(self, request: httpx.Request, url: str, trial: Trial) -> httpx.Response:
        """The first good answer within all attempts; the same request, and so the same token, each time."""
        try:
            async with asyncio.timeout(trial.total):
                for left in range(trial.retries, -1, -1):
                    try:
                        return await self._attempt(request, url, trial)
                    except WebhookFailure as failure:
                        if not left or failure.trouble not in trial.after:
                            raise
        except TimeoutError:
            pass
        raise WebhookFailure(11205, url, f"no answer within {trial.total:g} s")

    async def _attempt(self, request: httpx.Request, url: str, trial: Trial) -> httpx.Response:
        try:
            async with asyncio.timeout(trial.answer):
                response = await self._client.send(request)
        except TimeoutError:
            raise WebhookFailure(11205, url, f"no answer within {trial.answer:g} s", trouble="rt") from None
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise WebhookFailure(11210, url, f"no connection: {error}", trouble="ct") from error
        except httpx.HTTPError as error:
            raise WebhookFailure(11200, url, f"the connection broke: {error}") from error
        if not response.is_success:
            status = response.status_code
            trouble: Trouble = "5xx" if response.is_server_error else "4xx"
            raise WebhookFailure(11200, url, f"the answer was HTTP {status}", status=status, trouble=trouble)
        return response
