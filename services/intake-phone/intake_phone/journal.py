"""Calls in the tables and what becomes of them in the log: together, or not at all."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from dial2.database import Database, Work
from dial2.errors import Permanent, Transient
from dial2.log.append import Draft
from intake_phone import twiml
from intake_phone.adapters import store, turns
from intake_phone.adapters.turns import Asked, Known, Left
from intake_phone.calls import Call, Event

ACTOR = "intake-phone"
_MOST_TRIES = 20


class UnknownCall(Permanent):
    """A webhook about a call of which the log knows nothing: its start was missed."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook comes to: its answer, and the call and events that it leaves; without a call, nothing."""

    document: str = twiml.EMPTY
    call: Call | None = None
    events: tuple[Event, ...] = ()
    call_back_by: datetime | None = None


Decide = Callable[[Known], Outcome]


async def settle(
    database: Database, sid: str, decide: Decide, *, asked: Asked | None = None, client: str | None = None
) -> str:
    """The answer that `decide` makes of what is known; it decides again where the call has changed meanwhile.

    What was `asked` before is given the same answer. Raises `Transient` if the call never stands still.
    """
    async with database.connection() as connection:
        for _ in range(_MOST_TRIES):
            known = await turns.look(connection, sid, asked, client=client)
            if known.given is not None:
                return known.given
            outcome = decide(known)
            if outcome.call is None:
                return outcome.document
            left = Left(
                call=outcome.call,
                events=tuple(drafts(outcome.call, outcome.events, known.now)),
                document=outcome.document,
                asked=asked,
                call_back_by=outcome.call_back_by,
            )
            if await turns.leave(connection, known, left):
                return outcome.document
    raise Transient(f"call {sid} was changed by others {_MOST_TRIES} times while it was to be answered")


def drafts(call: Call, events: Iterable[Event], at: datetime) -> list[Draft]:
    """All that follows from a call carries its request's id as correlation."""
    correlation = UUID(call.request)
    return [
        Draft(stream=stream, payload=payload, actor=ACTOR, happened_at=at, correlation=correlation)
        for stream, payload in events
    ]


def record(work: Work, call: Call, events: Iterable[Event]) -> None:
    """The same, in a longer unit of work."""
    for stream, payload in events:
        work.append(stream, payload, correlation=UUID(call.request))


def known_in(known: Known, sid: str) -> Call:
    """The call; raises `UnknownCall`."""
    return _or_unknown(known.call, sid)


async def locked(work: Work, sid: str) -> Call:
    """The call, for this unit of work alone; raises `UnknownCall`."""
    return _or_unknown(await store.locked(work, sid), sid)


def _or_unknown(call: Call | None, sid: str) -> Call:
    if call is None:
        raise UnknownCall(f"Nothing is known of call {sid}; it becomes a request when the provider's list is read")
    return call
