"""What the provider and staff's mail reach under `/page`.

Each of the provider's requests is signed, or refused without a word. While Postgres is away a call is held and a
status is let go: the provider is asked for it later.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

import structlog
from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from dial2.database import Database
from dial2.errors import LostRace, Transient
from dial2.webhook_signature import public_address, signed_by
from notifier.adapters import attempts
from notifier.attempt import Progress, call_progress, message_progress
from notifier.fallback import MARK
from notifier.link_page import LinkPage
from notifier.outcomes import Outcomes
from notifier.phrases import Phrases
from notifier.twiml import Script
from notifier.voice import Voice, away

T = TypeVar("T")

_ANSWER_SECONDS = 5.0  # the provider hangs up after 15

log = structlog.get_logger(__name__)


class Webhooks:
    """`tokens` are those that the provider may sign with, `phrases` what is said while nobody knows to whom."""

    def __init__(
        self,
        *,
        database: Database,
        voice: Voice,
        outcomes: Outcomes,
        link_page: LinkPage,
        tokens: Sequence[str],
        public_url: str,
        phrases: Phrases,
        spare_account: str | None,
    ) -> None:
        self._database = database
        self._voice = voice
        self._outcomes = outcomes
        self._link_page = link_page
        self._tokens = tokens
        self._public_url = public_url
        self._phrases = phrases
        self._spare_account = spare_account

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/page", include_in_schema=False)
        router.add_api_route("/ack/{token}", self.link_opened, methods=["GET"])
        router.add_api_route("/ack/{token}", self.link_confirmed, methods=["POST"])
        router.add_api_route("/{attempt}/voice", self.voice_answered, methods=["POST"])
        router.add_api_route("/{attempt}/key", self.key_pressed, methods=["POST"])
        router.add_api_route("/{attempt}/talked", self.talked, methods=["POST"])
        router.add_api_route("/{attempt}/status", self.call_status, methods=["POST"])
        router.add_api_route("/{attempt}/answered-by", self.answered_by, methods=["POST"])
        router.add_api_route("/{attempt}/sms", self.text_status, methods=["POST"])
        return router

    async def voice_answered(self, attempt: UUID, request: Request, held: int = 0) -> Response:
        await self._signed(request)
        again = f"{self._address(attempt)}/voice?held={held + 1}"
        return await self._script(lambda: self._voice.answered(attempt), held=held, again=again)

    async def key_pressed(
        self, attempt: UUID, request: Request, loop: int = 0, held: int = 0, key: str = ""
    ) -> Response:
        """`key` is one that was pressed before the line was held."""
        params = await self._signed(request)
        pressed = params.get("Digits") or key
        # Only a digit outlasts the hold: a star and silence both lead to the menu again.
        kept = pressed if pressed.isdigit() else ""
        again = f"{self._address(attempt)}/key?loop={loop}&held={held + 1}&key={kept}"
        return await self._script(lambda: self._voice.pressed(attempt, pressed, loop=loop), held=held, again=again)

    async def talked(
        self, attempt: UUID, http: Request, request: str, held: int = 0, bridged: str = ""
    ) -> Response:
        """The talk with the caller of `request` is over, or none came about; `bridged` outlasts a hold."""
        params = await self._signed(http)
        bridged = params.get("DialBridged") or bridged
        again = f"{self._address(attempt)}/talked?request={request}&bridged={bridged}&held={held + 1}"
        return await self._script(
            lambda: self._voice.talked(attempt, request=request, bridged=bridged == "true"),
            held=held,
            again=again,
        )

    async def call_status(self, attempt: UUID, request: Request) -> Response:
        params = await self._signed(request)
        progress = call_progress(params.get("CallStatus", ""), params.get("AnsweredBy", ""))
        sequence = params.get("SequenceNumber", "")
        return await self._told(
            attempt, self._id(params, "CallSid"), progress, int(sequence) if sequence.isdecimal() else None
        )

    async def answered_by(self, attempt: UUID, request: Request) -> Response:
        """A machine is a failure at once; the message is still spoken to it."""
        params = await self._signed(request)
        progress = call_progress("in-progress", params.get("AnsweredBy", ""))
        return await self._told(attempt, self._id(params, "CallSid"), progress, None)

    async def text_status(self, attempt: UUID, request: Request) -> Response:
        params = await self._signed(request)
        progress = message_progress(params.get("MessageStatus", ""), params.get("ErrorCode", ""))
        return await self._told(attempt, self._id(params, "MessageSid"), progress, None)

    async def link_opened(self, token: str) -> HTMLResponse:
        return await self._link_page.opened(token)

    async def link_confirmed(self, token: str) -> HTMLResponse:
        return await self._link_page.confirmed(token)

    async def _signed(self, request: Request) -> dict[str, str]:
        """The form's parameters; 403 for a request that the provider did not sign."""
        body = await request.body()
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        path, query = (request.scope[part].decode("latin-1") for part in ("raw_path", "query_string"))
        url = public_address(self._public_url, path, query)
        if not signed_by(self._tokens, request.headers.get("x-twilio-signature", ""), url, pairs):
            log.warning("forged_webhook", path=request.url.path)
            raise HTTPException(403)
        return dict(pairs)

    async def _script(self, script: Callable[[], Awaitable[Script | None]], *, held: int, again: str) -> Response:
        try:
            spoken = await _in_time(script)
        except Transient as error:
            log.warning("call_held", held=held, error=str(error))
            spoken = away(self._phrases, held=held, again=again)
        if spoken is None:
            spoken = Script(self._phrases.voice).hang_up()
        return Response(str(spoken), media_type="text/xml")

    async def _told(
        self, attempt: UUID, provider_id: str, progress: Progress | None, sequence: int | None
    ) -> Response:
        try:
            await _in_time(lambda: self._record(attempt, provider_id, progress, sequence))
        except Transient as error:
            log.warning("status_let_go", attempt=str(attempt), error=str(error))
        return Response(status_code=204)

    async def _record(self, id_: UUID, provider_id: str, progress: Progress | None, sequence: int | None) -> None:
        """Late and repeated callbacks change nothing; one may come before the answer to our own request."""
        if progress is None:
            return
        async with self._database.work("notifier") as work:
            attempt = await attempts.lock(work.connection, id_)
            if attempt is None:
                return
            if sequence is not None and not await attempts.advance_sequence(work.connection, id_, sequence):
                return
            await self._outcomes.found(work, attempt, provider_id, progress)

    def _id(self, params: Mapping[str, str], key: str) -> str:
        """The provider's id, as the channel that made the request calls it."""
        spare = self._spare_account is not None and params.get("AccountSid") == self._spare_account
        return (MARK if spare else "") + params.get(key, "")

    def _address(self, attempt: UUID) -> str:
        return f"{self._public_url.rstrip('/')}/page/{attempt}"


async def _in_time(act: Callable[[], Awaitable[T]]) -> T:
    """What `act` returns; done anew where Postgres undid it for the sake of somebody else's."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            while True:
                with suppress(LostRace):
                    return await act()
    except TimeoutError as error:
        raise Transient(f"no answer within {_ANSWER_SECONDS:g} s") from error
