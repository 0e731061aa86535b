"""Carrying out TwiML on one call."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urljoin

from dial2_sandbox.exchange.calls import Call
from dial2_sandbox.exchange.documents import Document, Element, Fetch, Inline, parse, parse_reply
from dial2_sandbox.exchange.switchboard import Switchboard
from dial2_sandbox.exchange.webhook import WebhookFailure
from dial2_sandbox.handset.line import Line, Utterance

Verb = Callable[["Session", Element], Awaitable[Document | None]]

# The verbs before which an inbound call is not yet picked up; Dial decides for itself.
UNANSWERED = frozenset({"Reject", "Redirect", "Hangup", "Pause", "Dial"})


class EndOfCall(Exception):
    """The document ends the call."""


class Session:
    """Runs documents on `call`; `verbs` are those allowed here, `extra` gives further webhook parameters."""

    def __init__(
        self,
        board: Switchboard,
        call: Call,
        verbs: Mapping[str, Verb],
        *,
        extra: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.board = board
        self.call = call
        self.verbs = verbs
        self.url = ""
        self._extra = extra
        self._fallback: Fetch | None = None

    @property
    def line(self) -> Line:
        return self.call.line

    def on(
        self,
        call: Call,
        verbs: Mapping[str, Verb] | None = None,
        *,
        extra: Callable[[], Mapping[str, str]] = dict,
    ) -> "Session":
        """A session beside this one, whose addresses are relative to the same document."""
        session = Session(self.board, call, self.verbs if verbs is None else verbs, extra=extra)
        session.url = self.url
        return session

    def params(self) -> dict[str, str]:
        return self.call.params() | dict(self._extra())

    def link(self, reference: str | None) -> str:
        """An address in the document, made absolute; none is the document's own."""
        return urljoin(self.url, reference) if reference else self.url

    def answer(self) -> None:
        """Pick up an inbound call that still rings."""
        if self.call.direction == "inbound":
            self.board.advance(self.call, "in-progress")

    def hear(self, text: str) -> None:
        """Let the person hear a tone."""
        self.line.hear(Utterance(text=f"({text})", by="tone"))

    def apologize(self) -> None:
        """Say what the provider says where the application failed."""
        self.answer()
        self.line.hear(Utterance(text="An application error has occurred.", language="en"))

    async def run(self, document: Document) -> None:
        """Carry out a document and those it leads to; raises EndOfCall where one hangs up."""
        step: Document | None = document
        while step is not None:
            step = await self.perform_all(await self._obtain(step))

    async def perform_all(self, document: Element) -> Document | None:
        for verb in document:
            following = await self.perform(verb)
            if following is not None:
                return following
        return None

    async def perform(self, verb: Element) -> Document | None:
        action = self.verbs.get(verb.tag)
        if action is None:
            allowed = ", ".join(sorted(self.verbs))
            self.board.alert(WebhookFailure(12200, self.url, f"<{verb.tag}> is not allowed here; {allowed} are"))
            return None
        if verb.tag not in UNANSWERED:
            self.answer()
        return await action(self, verb)

    async def _obtain(self, document: Document) -> Element:
        """The document's root; the fallback's where the first address fails, and the end where both do."""
        if isinstance(document, Inline):
            return parse(document.twiml, self.url)
        if document.fallback_url:
            self._fallback = Fetch(url=document.fallback_url, method=document.fallback_method)
        try:
            return await self._request(document)
        except WebhookFailure as failure:
            self.board.alert(failure)
            if self._fallback is not None:
                params = {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
                try:
                    return await self._request(
                        Fetch(url=self._fallback.url, method=self._fallback.method, params=params)
                    )
                except WebhookFailure as second:
                    self.board.alert(second)
        self.apologize()
        raise EndOfCall

    async def _request(self, document: Fetch) -> Element:
        reply = await self.board.webhooks.send(
            document.url, document.method, self.params() | dict(document.params)
        )
        self.url = document.url
        return parse_reply(reply, document.url)


async def converse(session: Session, document: Document) -> bool:
    """Run a call until its document ends, its person hangs up, or the API ends or redirects it.

    Returns whether the two could go on talking: nobody has hung up, neither the person nor the document.
    """
    call, changes = session.call, session.board.changes
    step: Document | None = document
    over = False
    while step is not None:
        runner = asyncio.create_task(_to_the_end(session, step), name=f"TwiML of {call.sid}")
        interrupted = asyncio.create_task(changes.until(lambda: call.line.ended or call.replacement is not None))
        try:
            await asyncio.wait({runner, interrupted}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (runner, interrupted):
                task.cancel()
            await asyncio.wait({runner, interrupted})
        over = call.line.ended or (not runner.cancelled() and not runner.result())
        step = None if over else call.take_replacement()
    return not over


async def _to_the_end(session: Session, document: Document) -> bool:
    try:
        await session.run(document)
    except EndOfCall:
        return False
    except WebhookFailure as failure:
        session.board.alert(failure)
        session.apologize()
        return False
    return True
