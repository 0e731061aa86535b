"""The exchange as a test or a process holds it in hand."""

from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

import httpx
from fastapi import FastAPI

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange import inbound, texting
from dial2_sandbox.exchange.calls import StatusPlan
from dial2_sandbox.exchange.faults import Faults
from dial2_sandbox.exchange.messages import Message
from dial2_sandbox.exchange.numbers import IncomingNumber
from dial2_sandbox.exchange.recordings import Recording
from dial2_sandbox.exchange.rest.app import build
from dial2_sandbox.exchange.switchboard import Switchboard
from dial2_sandbox.handset.handset import Handset
from dial2_sandbox.handset.held_call import Unexpected
from dial2_sandbox.handset.line import Line
from dial2_sandbox.pace import Pace

ACCOUNT_SID = "AC" + "0" * 32
AUTH_TOKEN = "sandbox-token"  # noqa: S105 - opens nothing but this stand-in


class Exchange:
    """Stands in for the provider: serves its API (`app`), calls the application's webhooks, rings telephones.

    `transport` reaches the application without a network where a test gives one; `webhook_limit` is the
    real time in seconds that its answers may take.
    """

    def __init__(
        self,
        *,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        pace: Pace | None = None,
        calls_per_second: float = 1.0,
        webhook_limit: float = 15.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.board = Switchboard(
            account_sid=account_sid,
            auth_token=auth_token,
            pace=pace or Pace.fast(),
            calls_per_second=calls_per_second,
            webhook_limit=webhook_limit,
            transport=transport,
            network=self,
        )
        self.app: FastAPI = build(self.board)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self.board.close()

    @property
    def pace(self) -> Pace:
        return self.board.pace

    @property
    def changes(self) -> Changes:
        return self.board.changes

    @property
    def faults(self) -> Faults:
        return self.board.faults

    def add_number(
        self,
        phone_number: str,
        *,
        voice_url: str = "",
        sms_url: str = "",
        fallback_url: str = "",
        status_callback: str = "",
    ) -> IncomingNumber:
        """Give the account a number; `fallback_url` is asked where the voice URL fails.

        `status_callback` is told how its calls end.
        """
        number = IncomingNumber(
            phone_number=phone_number,
            account_sid=self.board.account_sid,
            voice_url=voice_url,
            voice_fallback_url=fallback_url,
            sms_url=sms_url,
            status_callback=status_callback,
        )
        self.board.numbers[phone_number] = number
        return number

    def handset(self, number: str) -> Handset:
        """The telephone with this number; from now on it is known, and its calls wait for a hand."""
        handset = self.board.handset(number)
        handset.known = True
        return handset

    def dial(self, handset: Handset, number: str, *, caller_id: str) -> Line:
        """Place a call from a telephone to one of the account's numbers."""
        dialed = self._number(number)
        call = self.board.open_call(from_=caller_id, to=number, direction="inbound", status="ringing")
        call.line.number = handset.number
        if dialed.status_callback:
            call.plan = StatusPlan(url=dialed.status_callback, method=dialed.status_callback_method)
        self.spawn(inbound.receive(self.board, call, dialed), name=f"call {call.sid} from {caller_id}")
        return call.line

    def text(self, handset: Handset, number: str, body: str) -> None:
        """Send an SMS from a telephone to one of the account's numbers."""
        texted = self._number(number)
        message = Message(
            account_sid=self.board.account_sid,
            from_=handset.number,
            to=number,
            body=body,
            direction="inbound",
            status="received",
        )
        self.board.messages[message.sid] = message
        self.spawn(texting.receive(self.board, message, texted), name=f"SMS {message.sid} from {handset.number}")

    def add_recording(self, sid: str, *, call: str, seconds: int, text: str = "") -> Recording:
        """Put a recording there that no call of this exchange has made."""
        recording = Recording(
            account_sid=self.board.account_sid, call_sid=call, text=text, seconds=seconds, sid=sid
        )
        self.board.recordings[sid] = recording
        return recording

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        self.board.spawn(work, name=name)

    async def settled(self, *, within: float = 5.0) -> None:
        """Wait until no call, message or callback is under way; raises Unexpected with those that are."""
        try:
            await self.changes.until(lambda: not self.board.busy, within=within)
        except TimeoutError:
            raise Unexpected("still under way:\n  " + "\n  ".join(self.board.busy)) from None

    async def expect_quiet(self, *, within: float = 5.0) -> None:
        """Fail on every call, text and error that no script dealt with, once all is over."""
        await self.settled(within=within)
        surprises = [found for handset in self.board.handsets.values() for found in handset.surprises()]
        surprises += [f"The application failed: {alert}" for alert in self.board.alerts]
        surprises += [
            f"Something failed here, a telephone's script perhaps: {failure}" for failure in self.board.failures
        ]
        if surprises:
            raise Unexpected("\n".join(surprises))

    def _number(self, number: str) -> IncomingNumber:
        if number not in self.board.numbers:
            known = ", ".join(self.board.numbers) or "none"
            raise Unexpected(f"{number} is not a number of the account; these are: {known}")
        return self.board.numbers[number]
