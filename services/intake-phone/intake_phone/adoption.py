"""A call that we were not asked about, or too late, is a request all the same."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from intake_phone import calls
from intake_phone.calls import Call, Event, Incoming
from intake_phone.flow.facts import Admitted
from intake_phone.reception import Reception

Story = tuple[Call, tuple[Event, ...]]  # a call, and what it leaves in the log


def adopted(
    reception: Reception, call: Call | None, incoming: Incoming, *, request: UUID, started_at: datetime
) -> Story:
    """With its request in the log, whatever was missed of it; `request` names it where it is new."""
    if call is not None:
        return admitted(reception, call)
    new = reception.new_call(incoming, request=request, at=started_at)
    call, events = admitted(reception, new)
    return call, (calls.started(new), *events)


def admitted(reception: Reception, call: Call) -> Story:
    """Whoever did more than call has a request, though it came too late to say for what."""
    if call.requested:
        return call, ()
    received = calls.request_received(call, reception.language_of(call), Admitted(about=call.state.about))
    return replace(call, requested=True), (received,)
