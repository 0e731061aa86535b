"""A caller on hold: what is heard meanwhile, and the moment when somebody is there."""

from datetime import timedelta

from msgspec.structs import replace

from dial2.database import Database
from intake_phone import calls, twiml
from intake_phone.adapters.turns import Known
from intake_phone.flow.facts import Released
from intake_phone.flow.hold import Progress
from intake_phone.forms import Form
from intake_phone.journal import Outcome, known_in, settle
from intake_phone.reception import Reception


class WaitingRoom:
    def __init__(self, database: Database, reception: Reception) -> None:
        self._database = database
        self._reception = reception

    async def update(self, form: Form) -> str:
        """Music, and the truth about the page; out of the queue when the wait has become too long."""

        def decide(known: Known) -> Outcome:
            call, page = known_in(known, form["CallSid"]), known.page
            if call.state.place != "hold" or call.held_since is None:
                return Outcome(document=twiml.leaving())
            waited = known.now - call.held_since
            if waited >= self._reception.hold_at_most:
                return Outcome(document=twiml.leaving())
            progress = Progress(
                position=known.ahead + 1,
                minutes=waited // timedelta(minutes=1),
                tried=len(page.people) if page else 0,
                level=page.level + 1 if page else 0,
                acknowledged=page is not None and page.acknowledged_by is not None,
                exhausted=page is not None and page.exhausted,
            )
            return Outcome(document=self._reception.waiting(call, progress, known.now))

        return await settle(self._database, form["CallSid"], decide)

    async def joined(self, form: Form, *, age: timedelta = timedelta()) -> str:
        """Whoever accepted is on the line, since `age` ago; the document was asked for in that person's name."""

        def decide(known: Known) -> Outcome:
            call = known_in(known, form["CallSid"])
            document = self._reception.joined(call, known.now)
            if call.state.place != "hold" or call.state.joined:
                return Outcome(document=document)
            joined = replace(
                call,
                state=replace(call.state, joined=True),
                accepted_by=form["person"],
                accepted_leg=form["DequeingCallSid"],
                accepted_at=known.now - age,
                held_since=None,
            )
            released = tuple(calls.told(call, Released("bridged"), None))
            return Outcome(document=document, call=joined, events=released)

        return await settle(self._database, form["CallSid"], decide)
