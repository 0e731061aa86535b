"""All that the exchange knows at one moment, and the few acts that everything else is made of."""

import asyncio
from collections import deque
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any

import httpx

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange.account import Account
from dial2_sandbox.exchange.callbacks import Callbacks
from dial2_sandbox.exchange.calls import Call, Direction, Status, StatusPlan
from dial2_sandbox.exchange.faults import Faults
from dial2_sandbox.exchange.identifiers import new_sid, now_rfc2822
from dial2_sandbox.exchange.messages import Message
from dial2_sandbox.exchange.numbers import IncomingNumber
from dial2_sandbox.exchange.recordings import Recording
from dial2_sandbox.exchange.rooms import Conference, Queue
from dial2_sandbox.exchange.webhook import WebhookFailure, Webhooks
from dial2_sandbox.handset.handset import Handset, Network
from dial2_sandbox.handset.line import Line
from dial2_sandbox.pace import Pace


class Switchboard:
    """State and elementary acts: no module of the exchange holds any state of its own."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        pace: Pace,
        calls_per_second: float,
        webhook_limit: float,
        transport: httpx.AsyncBaseTransport | None,
        network: Network,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.base_url = "http://127.0.0.1"
        self.pace = pace
        self.calls_per_second = calls_per_second
        self.next_departure = 0.0
        self.changes = Changes()
        self.faults = Faults()
        self.webhooks = Webhooks(
            auth_token=auth_token, limit=webhook_limit, transport=transport, on_sent=self.changes.ring
        )
        self.callbacks = Callbacks(self.webhooks, self.faults, spawn=self.spawn, on_failure=self.alert)
        self.account = Account()
        self.numbers: dict[str, IncomingNumber] = {}
        self.handsets: dict[str, Handset] = {}
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, Message] = {}
        self.recordings: dict[str, Recording] = {}
        self.queues: dict[str, Queue] = {}
        self.conferences: dict[str, Conference] = {}
        self.opted_out: set[tuple[str, str]] = set()  # (our number, the person's)
        self.alerts: deque[WebhookFailure] = deque(maxlen=1000)
        self.failures: list[BaseException] = []  # of what ran here: scripts of telephones, mostly
        self._network = network
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._retire)
        return task

    @property
    def busy(self) -> list[str]:
        """The names of all that is still under way."""
        return sorted(task.get_name() for task in self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.webhooks.close()

    def handset(self, number: str) -> Handset:
        """The telephone with this number; one that nobody put there rings in the void."""
        if number not in self.handsets:
            self.handsets[number] = Handset(number, self._network, known=False)
        return self.handsets[number]

    def alert(self, failure: WebhookFailure) -> None:
        """Note what the application did wrong, as the provider's debugger would."""
        self.alerts.append(failure)
        self.changes.ring()

    def open_call(
        self,
        *,
        from_: str,
        to: str,
        direction: Direction,
        status: Status = "queued",
        parent: Call | None = None,
        plan: StatusPlan | None = None,
    ) -> Call:
        sid = new_sid("CA")
        incoming = direction != "inbound"
        line = Line(
            sid=sid,
            number=to if incoming else from_,
            other=from_ if incoming else to,
            incoming=incoming,
            changes=self.changes,
        )
        call = Call(
            sid=sid,
            account_sid=self.account_sid,
            from_=from_,
            to=to,
            direction=direction,
            line=line,
            status=status,
            parent_sid=parent.sid if parent else None,
            plan=plan,
        )
        self.calls[sid] = call
        return call

    def advance(self, call: Call, status: Status) -> None:
        """Move a call's status forward and tell of it; backward is never."""
        if not call.may_become(status):
            return
        call.status = status
        now = datetime.now(UTC)
        if status == "in-progress":
            call.started, call.answered_at = now, self.pace.now()
            call.line.answer()
        if call.final:
            call.started, call.ended = call.started or now, now
            call.seconds = 0 if call.answered_at is None else round(self.pace.now() - call.answered_at)
            call.line.end()
        self._tell(call)
        self.changes.ring()

    def _tell(self, call: Call) -> None:
        plan, event = call.plan, call.event()
        if plan is None or event not in plan.events:
            return
        params = call.params() | {
            "CallbackSource": "call-progress-events",
            "SequenceNumber": str(call.told),
            "Timestamp": now_rfc2822(),
        }
        if call.seconds is not None:
            params |= {"CallDuration": str(call.seconds), "Duration": str(-(-call.seconds // 60))}
        call.told += 1
        self.callbacks.post(plan.url, params, about=call.sid, event=event, method=plan.method, more=not call.final)

    def _retire(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.failures.append(error)
        self.changes.ring()
