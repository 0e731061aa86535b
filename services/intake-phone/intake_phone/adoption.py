"""A call that we were not asked about, or too late, is a request all the same."""

from datetime import datetime

from msgspec.structs import replace

from dial2.database import Work
from dial2.ids import uuid7
from intake_phone import calls
from intake_phone.adapters import store
from intake_phone.calls import Call
from intake_phone.flow.facts import Admitted
from intake_phone.journal import record
from intake_phone.reception import Reception


async def adopted(
    work: Work, reception: Reception, sid: str, caller_id: str, called: str, *, started_at: datetime
) -> Call:
    """The call with its request in the log, whatever was missed of it."""
    call = reception.new_call(sid, caller_id, called, request=uuid7(), at=started_at)
    if await store.add(work, call):
        record(work, call, [calls.started(call)])
    else:
        call = await store.locked(work, sid) or call
    return await admitted(work, reception, call)


async def admitted(work: Work, reception: Reception, call: Call) -> Call:
    """Whoever did more than call has a request, though it came too late to say for what."""
    if call.requested:
        return call
    language = reception.language_of(call)
    record(work, call, [calls.request_received(call, language, Admitted(about=call.state.about))])
    call = replace(call, requested=True)
    await store.save(work, call)
    return call
