"""Calls in the tables and what becomes of them in the log, in one unit of work."""

from collections.abc import Iterable
from uuid import UUID

from dial2.database import Work
from dial2.errors import Permanent
from intake_phone.adapters import store
from intake_phone.calls import Call, Event

ACTOR = "intake-phone"


class UnknownCall(Permanent):
    """A webhook about a call of which the log knows nothing: its start was missed."""


def record(work: Work, call: Call, events: Iterable[Event]) -> None:
    """All that follows from a call carries its request's id as correlation."""
    for stream, payload in events:
        work.append(stream, payload, correlation=UUID(call.request))


async def known(work: Work, sid: str) -> Call:
    """The call, for this unit of work alone; raises `UnknownCall`."""
    call = await store.locked(work, sid)
    if call is None:
        raise UnknownCall(f"Nothing is known of call {sid}; it becomes a request when the provider's list is read")
    return call
