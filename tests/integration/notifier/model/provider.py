"""A telephone provider in memory: it does what a seeded chance says, and remembers all that it was asked."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal
from uuid import UUID

from dial2.errors import Transient
from dial2.events.page import PageChannel
from notifier.attempt import Accepted, NotNow, Outcome, Progress, Refused, Unknown, call_progress, message_progress
from notifier.channel import Seen
from notifier.messages import Text
from notifier.plan import Attempt

Answer = Literal[
    "accept",
    "not-now",
    "no-connection",
    "lost-answer",
    "never-arrived",
    "refuse",
    "crash",
    "crash-after",
]
_FAULTS: Sequence[Answer] = (
    "not-now",
    "no-connection",
    "lost-answer",
    "never-arrived",
    "refuse",
    "crash",
    "crash-after",
)
_RINGS = timedelta(seconds=60)
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled", "delivered", "undelivered"})


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Request:
    """A call or a text that the provider took."""

    id: str
    attempt: Attempt
    status: str
    created_at: datetime
    sequence: int = 0

    @property
    def over(self) -> bool:
        return self.status in OVER


@dataclass
class Callback:
    path: str
    params: Mapping[str, str]


@dataclass
class Provider:
    """`calm`: it does everything as it should from now on."""

    chance: random.Random
    calm: bool = False
    requests: dict[str, Request] = field(default_factory=dict)
    callbacks: list[Callback] = field(default_factory=list)
    asked: dict[UUID, int] = field(default_factory=dict)  # how often for each attempt
    opted_out: set[str] = field(default_factory=set)

    def answer(self, attempt: Attempt) -> Outcome:
        kind: Answer = "accept"
        if not self.calm and self.chance.random() < 0.35:
            kind = self.chance.choice(_FAULTS)
        if kind == "crash":
            raise Crash
        self.asked[attempt.id] = self.asked.get(attempt.id, 0) + 1
        if attempt.channel == "sms" and attempt.destination in self.opted_out:
            return Refused("21610")
        match kind:
            case "not-now":
                return NotNow("20429")
            case "no-connection":
                return NotNow("no-connection")
            case "never-arrived":
                return Unknown("20500")
            case "refuse":
                return Refused("30007")
        taken = self._take(attempt)
        if kind == "crash-after":
            raise Crash
        return Unknown("TimeoutError") if kind == "lost-answer" else Accepted(taken.id)

    def _take(self, attempt: Attempt) -> Request:
        letters = {"voice": "CA", "sms": "SM", "email": "EM"}[attempt.channel]
        taken = Request(
            id=f"{letters}{len(self.requests):032}",
            attempt=attempt,
            status="delivered" if attempt.channel == "email" else "queued",
            created_at=datetime.now(UTC),
        )
        self.requests[taken.id] = taken
        return taken

    def under_way(self, channel: PageChannel) -> list[Request]:
        return [one for one in self.requests.values() if one.attempt.channel == channel and not one.over]

    def becomes(self, request: Request, status: str, *, answered_by: str = "", code: str = "") -> None:
        """Its state moves on, and a callback says so: perhaps twice, perhaps never, perhaps late."""
        request.status = status
        request.sequence += 1
        voice = request.attempt.channel == "voice"
        params = {"CallSid": request.id, "CallStatus": status, "SequenceNumber": str(request.sequence)}
        if answered_by:
            params["AnsweredBy"] = answered_by
        if not voice:
            params = {"MessageSid": request.id, "MessageStatus": status, "ErrorCode": code}
        callback = Callback(f"/page/{request.attempt.id}/{'status' if voice else 'sms'}", params)
        times = 1 if self.calm else self.chance.choice((0, 1, 1, 1, 2))
        for _ in range(times):
            self.callbacks.insert(self.chance.randrange(len(self.callbacks) + 1), callback)

    def passes(self, time: timedelta) -> None:
        """No telephone rings for ever."""
        for request in self.requests.values():
            request.created_at -= time
            if time >= _RINGS and request.attempt.channel == "voice" and not request.over:
                self.becomes(request, "no-answer" if request.status != "in-progress" else "completed")

    def listed(self, channel: PageChannel, destination: str) -> list[Seen]:
        self._may_be_away()
        return [
            Seen(
                provider_id=one.id,
                created_at=one.created_at,
                body=one.attempt.message.body if isinstance(one.attempt.message, Text) else "",
                progress=_progress(one),
            )
            for one in self.requests.values()
            if one.attempt.channel == channel and one.attempt.destination == destination
        ]

    def progress(self, id_: str) -> Progress | None:
        self._may_be_away()
        return _progress(self.requests[id_])

    def end(self, id_: str) -> None:
        self._may_be_away()
        request = self.requests[id_]
        if request.status in {"queued", "ringing"}:
            self.becomes(request, "canceled")

    def _may_be_away(self) -> None:
        if not self.calm and self.chance.random() < 0.2:
            raise Transient("the provider does not answer")


def _progress(request: Request) -> Progress | None:
    if request.attempt.channel == "voice":
        return call_progress(request.status)
    return message_progress(request.status, "30007" if request.status == "undelivered" else "")


@dataclass(frozen=True)
class Way:
    """One channel of the provider, as the notifier sees it."""

    provider: Provider
    channel: PageChannel

    async def send(self, attempt: Attempt) -> Outcome:
        return self.provider.answer(attempt)

    async def listed(self, attempt: Attempt) -> Sequence[Seen] | None:
        return None if self.channel == "email" else self.provider.listed(self.channel, attempt.destination)

    async def progress(self, provider_id: str) -> Progress | None:
        return self.provider.progress(provider_id)

    async def end(self, provider_id: str) -> None:
        self.provider.end(provider_id)
