"""A telephone call: what is known of it, and the events it leaves in the log."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from dial2.events import Payload
from dial2.events.call import (
    CallChoice,
    CallConnected,
    CallEnded,
    CallMissed,
    CallStarted,
    CallWaited,
    CallWaiting,
    DetailGiven,
)
from dial2.events.request import Contact, RequestReceived
from dial2.vocabulary import Language
from intake_phone.flow.facts import Admitted, Chose, Fact, Gave, Held, Missed, Released, Spoke
from intake_phone.flow.state import State

Event = tuple[str, Payload]  # the stream, and what happened

FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
_STATUSES = ("queued", "initiated", "ringing", "in-progress")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_KEYS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
# How a withheld number is written: a word, or the word spelled on a telephone's keys.
_WITHHELD = {
    "+" + word.translate(_KEYS) for word in ("ANONYMOUS", "RESTRICTED", "BLOCKED", "UNKNOWN", "UNAVAILABLE")
}


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A call as the provider tells of it."""

    sid: str
    caller_id: str
    called: str


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
    held_since: datetime | None = None  # only while the caller is on hold

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


def request_received(call: Call, language: Language | None, admitted: Admitted) -> Event:
    """The clocks count from the call's start."""
    return call.request_stream, RequestReceived(
        request=call.request,
        channel="phone",
        received_at=call.started_at,
        contact=Contact(number=call.caller),
        to=[call.called],
        language=language,
        call=call.sid,
        choice="undecided" if admitted.undecided else "support",
        client=call.client,
        about=admitted.about,
    )


def told(call: Call, fact: Fact, language: Language | None) -> Iterator[Event]:
    """What the flow has found out, as events: the request once, and what was proven before not again."""
    sid, request = call.sid, call.request
    payload: Payload
    match fact:
        case Admitted():
            if not call.requested:
                yield request_received(call, language, fact)
            return
        case Spoke(person):
            if not call.connected:
                yield connected(call, person)
            return
        case Chose(digit, meaning, after_hours, ticket):
            payload = CallChoice(
                call=sid, request=request, digit=digit, meaning=meaning, after_hours=after_hours, ticket=ticket
            )
        case Held(ticket):
            payload = CallWaiting(call=sid, request=request, ticket=ticket)
        case Released(why):
            payload = CallWaited(call=sid, request=request, why=why)
        case Missed(why):
            payload = CallMissed(call=sid, request=request, why=why)
        case Gave(category=category, item=item, text=text):
            payload = DetailGiven(call=sid, request=request, category=category, item=item, text=text)
    yield call.stream, payload


def connected(call: Call, person: str) -> Event:
    """At the moment of acceptance, however much later it is proven."""
    at = call.accepted_at or call.started_at
    return call.stream, CallConnected(call=call.sid, request=call.request, person=person, connected_at=at)


def ended(call: Call, status: str, seconds: int) -> Event:
    return call.stream, CallEnded(call=call.sid, status=status, seconds=seconds)
