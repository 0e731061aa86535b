"""A call's webhooks: each moves the flow by one step, once, and leaves its events with its answer."""

from collections.abc import Callable, Coroutine, Iterable
from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from dial2.database import Database, Work
from dial2.errors import Permanent
from dial2.ids import uuid7
from intake_phone import calls, flow, twiml
from intake_phone.adapters import store
from intake_phone.calls import Call, Event
from intake_phone.flow import Chose, Deed, Missed, Next, Spoke
from intake_phone.forms import Form
from intake_phone.reception import Reception

ACTOR = "intake-phone"


class UnknownCall(Permanent):
    """A webhook about a call of which the log knows nothing: its start was missed."""


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
            if await store.add(work, call):
                record(work, call, [calls.started(call)])
            call = await _known(work, call.sid)
            if given := await store.answer_given(work, call.sid, "answer", 0):
                return given
            step = flow.begin()
            return await self._give(work, call, "answer", 0, step)

    def step(self, form: Form, deed: Callable[[Call], Deed]) -> Callable[[], Coroutine[None, None, str]]:
        """`proceed`, to be done now or again."""
        return lambda: self.proceed(form, deed)

    async def proceed(self, form: Form, deed: Callable[[Call], Deed]) -> str:
        """What follows the caller's deed; `turn` says which document it answers."""
        async with self._database.work(ACTOR) as work:
            call = await _known(work, form["CallSid"])
            turn = form.turn
            if given := await store.answer_given(work, call.sid, "proceed", turn):
                return given
            situation = self._reception.situation(call, work.now)
            if turn != call.state.turn:
                return self._reception.document(flow.resume(call.state, situation), call, work.now)
            step = flow.proceed(call.state, deed(call), situation)
            language = self._reception.language_of(call.client)
            record(work, call, calls.events_of(call, step.facts, language))
            call = _after(call, step)
            await store.save(work, call)
            return await self._give(work, call, "proceed", turn, step)

    async def accept(self, form: Form, *, age: timedelta = timedelta()) -> str:
        """Somebody called has pressed a key, or none, `age` ago; the first to accept gets the caller."""
        if not twiml.accepted(form["Digits"]):
            return twiml.refusal()
        async with self._database.work(ACTOR) as work:
            call = await _known(work, form["call"])
            leg = form["CallSid"]
            if call.accepted_leg == leg:
                return twiml.EMPTY
            open_ = call.state.place == "ringing" and form.turn == call.state.turn and not call.ended
            if not open_ or call.accepted_by:
                return self._reception.taken(form["To"])
            person = call.state.offered[form.offer]
            await store.save(work, replace(call, accepted_by=person, accepted_leg=leg, accepted_at=work.now - age))
            return twiml.EMPTY

    async def _give(self, work: Work, call: Call, step: str, turn: int, following: Next) -> str:
        document = self._reception.document(following, call, work.now)
        await store.keep_answer(work, call.sid, step, turn, document)
        return document


def pressed(form: Form) -> Callable[[Call], Deed]:
    return lambda _call: flow.Pressed(form["Digits"])


def rang(form: Form) -> Callable[[Call], Deed]:
    """A call that was answered is only taken if its person has said so."""
    bridged = form["DialBridged"] == "true"
    return lambda call: flow.Rang(bridged=bridged, accepted_by=call.accepted_by, status=form["DialCallStatus"])


def recorded(_form: Form) -> Callable[[Call], Deed]:
    return lambda _call: flow.Recorded()


def record(work: Work, call: Call, events: Iterable[Event]) -> None:
    """All that follows from a call carries its request's id as correlation."""
    for stream, payload in events:
        work.append(stream, payload, correlation=UUID(call.request))


async def _known(work: Work, sid: str) -> Call:
    call = await store.locked(work, sid)
    if call is None:
        raise UnknownCall(f"Nothing is known of call {sid}; it becomes a request when the provider's list is read")
    return call


def _after(call: Call, step: Next) -> Call:
    kinds = {type(fact) for fact in step.facts}
    call = replace(
        call,
        state=step.state,
        requested=call.requested or Chose in kinds,
        connected=call.connected or Spoke in kinds,
    )
    return replace(call, accepted_by=None, accepted_leg=None, accepted_at=None) if Missed in kinds else call
