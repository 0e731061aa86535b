"""A caller on hold: what is heard meanwhile, and the moment when somebody is there."""

from datetime import timedelta

from msgspec.structs import replace

from dial2.database import Database
from intake_phone import calls, twiml
from intake_phone.adapters import pages, store
from intake_phone.flow.facts import Released
from intake_phone.flow.hold import Progress
from intake_phone.forms import Form
from intake_phone.journal import ACTOR, known, record
from intake_phone.reception import Reception


class WaitingRoom:
    def __init__(self, database: Database, reception: Reception) -> None:
        self._database = database
        self._reception = reception

    async def update(self, form: Form) -> str:
        """Music, and the truth about the page; out of the queue when the wait has become too long."""
        async with self._database.work(ACTOR) as work:
            call = await known(work, form["CallSid"])
            if call.state.place != "hold" or call.held_since is None:
                return twiml.leaving()
            waited = work.now - call.held_since
            if waited >= self._reception.hold_at_most:
                return twiml.leaving()
            page = await pages.of_ticket(work, call.ticket) if call.ticket else None
            progress = Progress(
                position=await store.position(work, call.held_since),
                minutes=waited // timedelta(minutes=1),
                tried=len(page.people) if page else 0,
                level=page.level + 1 if page else 0,
                acknowledged=page is not None and page.acknowledged_by is not None,
                exhausted=page is not None and page.exhausted,
            )
            return self._reception.waiting(call, progress, work.now)

    async def joined(self, form: Form, *, age: timedelta = timedelta()) -> str:
        """Whoever accepted is on the line, since `age` ago; the document was asked for in that person's name."""
        async with self._database.work(ACTOR) as work:
            call = await known(work, form["CallSid"])
            if call.state.place == "hold" and not call.state.joined:
                joined = replace(
                    call,
                    state=replace(call.state, joined=True),
                    accepted_by=form["person"],
                    accepted_leg=form["DequeingCallSid"],
                    accepted_at=work.now - age,
                    held_since=None,
                )
                record(work, call, calls.told(call, Released("bridged"), None))
                await store.save(work, joined)
            return self._reception.joined(call, work.now)
