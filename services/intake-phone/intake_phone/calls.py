"""A telephone call: what is known of it, and the events it leaves in the log."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from dial2.events import Payload
from dial2.events.call import CallChoice, CallConnected, CallEnded, CallMissed, CallStarted
from dial2.events.request import Contact, RequestReceived
from dial2.vocabulary import Language
from intake_phone.flow import Chose, Fact, Missed, Spoke, State

Event = tuple[str, Payload]  # the stream, and what happened

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_STATUSES = ("queued", "initiated", "ringing", "in-progress")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# How a withheld number is written: a word, or the word spelled on a telephone's keys.
_WITHHELD = {
    "+" + word.translate(_KEYS) for word in ("ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE")
}


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`request` is named when the call starts and `requested` once it is in the log."""

    sid: str
    request: str
    caller: str | None  # E.164; None: withheld
    called: str
    client: str | None
    started_at: datetime
    requested: bool = False
    ticket: int | None = None
    state: State = State()
    status: str = "ringing"
    accepted_by: str | None = None
    accepted_leg: str | None = None  # the provider's id of that person's call
    accepted_at: datetime | None = None
    connected: bool = False

    @property
    def ended(self) -> bool:
        return self.status in FINAL

    @property
    def stream(self) -> str:
        return f"call:{self.sid}"

    @property
    def request_stream(self) -> str:
        return f"request:{self.request}"


def number_of(caller_id: str) -> str | None:
    """The caller's number (E.164), or None where it is withheld or no number at all."""
    return caller_id if _E164.fullmatch(caller_id) and caller_id not in _WITHHELD else None


def moves_forward(status: str, to: str) -> bool:
    """Whether a call may become `to`: callbacks come late, twice and out of order; a final status stays."""
    if status in FINAL or to not in (*FINAL, *_STATUSES):
        return False
    return to in FINAL or _STATUSES.index(to) > _STATUSES.index(status)


def started(call: Call) -> Event:
    return call.stream, CallStarted(
        call=call.sid, caller=call.caller, called=call.called, started_at=call.started_at
    )


def request_received(call: Call, language: Language | None) -> Event:
    """The clocks count from the call's start."""
    return call.request_stream, RequestReceived(
        request=call.request,
        channel="phone",
        received_at=call.started_at,
        contact=Contact(number=call.caller),
        to=[call.called],
        language=language,
        call=call.sid,
        choice="support",
        client=call.client,
    )


def told(call: Call, fact: Fact) -> Event:
    """What the flow has found out, as an event."""
    payload: Payload
    match fact:
        case Chose(digit, meaning):
            payload = CallChoice(call=call.sid, request=call.request, digit=digit, meaning=meaning)
        case Spoke(person):
            return connected(call, person)
        case Missed(why):
            payload = CallMissed(call=call.sid, request=call.request, why=why)
    return call.stream, payload


def connected(call: Call, person: str) -> Event:
    """At the moment of acceptance, however much later it is proven."""
    at = call.accepted_at or call.started_at
    return call.stream, CallConnected(call=call.sid, request=call.request, person=person, connected_at=at)


def ended(call: Call, status: str, seconds: int) -> Event:
    return call.stream, CallEnded(call=call.sid, status=status, seconds=seconds)


def events_of(call: Call, facts: tuple[Fact, ...], language: Language | None) -> Iterator[Event]:
    """The request comes with the first choice; what was proven before is not said again."""
    for fact in facts:
        if not (isinstance(fact, Spoke) and call.connected):
            yield told(call, fact)
        if isinstance(fact, Chose) and not call.requested:
            yield request_received(call, language)
            call = msgspec.structs.replace(call, requested=True)
