"""A call's webhooks: each moves the flow by one step, once, and leaves its events with its answer."""

from collections.abc import Callable, Coroutine
from datetime import timedelta

from msgspec.structs import replace

from dial2.database import Database, Work
from dial2.ids import uuid7
from intake_phone import calls, twiml
from intake_phone.adapters import pages, store, wanted
from intake_phone.adapters.store import Asked
from intake_phone.adoption import admitted, adopted
from intake_phone.calls import Call
from intake_phone.flow import course
from intake_phone.flow.deeds import Deed, Entered
from intake_phone.flow.facts import Admitted, Chose, Fact, Held, Missed, Released, Spoke
from intake_phone.flow.state import Situation
from intake_phone.flow.steps import Next
from intake_phone.forms import Form
from intake_phone.journal import ACTOR, known, record
from intake_phone.reception import Reception


class Conversation:
    def __init__(self, database: Database, reception: Reception) -> None:
        self._database = database
        self._reception = reception

    async def answer(self, form: Form) -> str:
        """The first webhook: the call is known from here on."""
        async with self._database.work(ACTOR) as work:
            call = self._reception.new_call(
                form["CallSid"], form["From"], form["To"], request=uuid7(), at=work.now
            )
            asked = Asked(step="answer", turn=0, token=form.token)
            if await store.add(work, call):
                record(work, call, [calls.started(call)])
            else:
                call, given = await _asked_before(work, call.sid, asked)
                if given:
                    return given
            return await self._give(work, call, asked, course.begin())

    def step(self, form: Form, deed: Callable[[Call], Deed]) -> Callable[[], Coroutine[None, None, str]]:
        """`proceed`, to be done now or again."""
        return lambda: self.proceed(form, deed)

    async def proceed(self, form: Form, deed: Callable[[Call], Deed]) -> str:
        """What follows the caller's deed; `turn` says which document it answers."""
        async with self._database.work(ACTOR) as work:
            asked = _asked("proceed", form)
            call, given = await _asked_before(work, form["CallSid"], asked)
            if given:
                return given
            if call.ended:
                call = await admitted(work, self._reception, call)
            if asked.turn != call.state.turn:
                situation = await self._situation(work, call)
                return self._reception.document(course.resume(call.state, situation), call, work.now)
            return await self._move(work, call, asked, deed(call))

    async def overhear(self, form: Form, deed: Callable[[Call], Deed], *, age: timedelta = timedelta()) -> None:
        """What the caller chose `age` ago, and memory answered: the choice is kept, and the flow ends there."""
        async with self._database.work(ACTOR) as work:
            sid, started_at = form["CallSid"], work.now - age
            call = await adopted(work, self._reception, sid, form["From"], form["To"], started_at=started_at)
            if form.turn != call.state.turn:
                return
            did = deed(call)
            call = _identified(call, did)
            facts = course.proceed(call.state, did, await self._situation(work, call)).facts
            chosen = (fact for fact in facts if isinstance(fact, Chose))
            record(work, call, (event for fact in chosen for event in calls.told(call, fact, None)))
            left = replace(call.state, place="message", turn=call.state.turn + 1)
            await store.save(work, replace(call, state=left))

    async def held(self, form: Form, deed: Callable[[Call], Deed]) -> str:
        """A key on hold. One that comes late or twice changes nothing: the caller holds on."""
        async with self._database.work(ACTOR) as work:
            asked = _asked("held", form)
            call, given = await _asked_before(work, form["CallSid"], asked)
            if given:
                return given
            if call.state.place != "hold":
                return twiml.leaving()
            if asked.turn != call.state.turn:
                return self._reception.holding(call, work.now)
            return await self._move(work, call, asked, deed(call))

    async def left(self, form: Form, deed: Callable[[Call], Deed]) -> str:
        """Out of the queue. Keys pressed there have moved the call on since it was entered."""
        async with self._database.work(ACTOR) as work:
            asked = _asked("left", form)
            call, given = await _asked_before(work, form["CallSid"], asked)
            if given:
                return given
            if call.state.place == "hold":
                return await self._move(work, call, asked, deed(call))
            situation = await self._situation(work, call)
            return await self._give(work, call, asked, course.resume(call.state, situation))

    async def accept(self, form: Form, *, age: timedelta = timedelta()) -> str:
        """Somebody called has pressed a key, or none, `age` ago; the first to accept gets the caller."""
        if not twiml.accepted(form["Digits"]):
            return twiml.refusal()
        async with self._database.work(ACTOR) as work:
            call = await known(work, form["call"])
            leg = form["CallSid"]
            if call.accepted_leg == leg:
                return twiml.EMPTY
            open_ = call.state.place == "ringing" and form.turn == call.state.turn and not call.ended
            if not open_ or call.accepted_by:
                return self._reception.taken(form["To"])
            person = call.state.offered[form.offer]
            await store.save(work, replace(call, accepted_by=person, accepted_leg=leg, accepted_at=work.now - age))
            return twiml.EMPTY

    async def _move(self, work: Work, call: Call, asked: Asked, deed: Deed) -> str:
        call = _identified(call, deed)
        situation = await self._situation(work, call)
        following = course.proceed(call.state, deed, situation)
        language = self._reception.language_of(replace(call, state=following.state))
        record(work, call, (event for fact in following.facts for event in calls.told(call, fact, language)))
        call = _after(call, following, work)
        await store.save(work, call)
        if any(isinstance(fact, Chose) and fact.meaning == "callback" for fact in following.facts):
            await wanted.add(work, call, work.now + self._reception.call_back_within)
        return await self._give(work, call, asked, following)

    async def _situation(self, work: Work, call: Call) -> Situation:
        place = call.state.place
        tickets = await pages.open_tickets(work, call.client) if call.client and place in {"menu", "pin"} else []
        page = await pages.of_ticket(work, call.ticket) if call.ticket and place == "hold" else None
        acknowledged = page is not None and page.acknowledged_by is not None
        return self._reception.situation(call, work.now, tickets=tickets, acknowledged=acknowledged)

    async def _give(self, work: Work, call: Call, asked: Asked, following: Next) -> str:
        document = self._reception.document(following, call, work.now)
        await store.keep_answer(work, call.sid, asked, document)
        return document


def _asked(step: str, form: Form) -> Asked:
    return Asked(step=step, turn=form.turn, token=form.token)


async def _asked_before(work: Work, sid: str, asked: Asked) -> tuple[Call, str | None]:
    """The call, and what was answered if this was asked before; raises `UnknownCall`."""
    call = await known(work, sid)
    return call, await store.answer_given(work, call.sid, asked)


def _identified(call: Call, deed: Deed) -> Call:
    if isinstance(deed, Entered) and deed.client:
        return replace(call, client=deed.client, state=replace(call.state, identified=True))
    return call


def _after(call: Call, step: Next, work: Work) -> Call:
    call = replace(call, state=step.state, ticket=call.ticket or step.state.about)
    for fact in step.facts:
        call = _knowing(call, fact, work)
    return call


def _knowing(call: Call, fact: Fact, work: Work) -> Call:
    match fact:
        case Admitted():
            return replace(call, requested=True)
        case Held():
            return replace(call, held_since=work.now)
        case Released():
            return replace(call, held_since=None)
        case Spoke():
            return replace(call, connected=True)
        case Missed():
            return replace(call, accepted_by=None, accepted_leg=None, accepted_at=None)
        case _:
            return call
