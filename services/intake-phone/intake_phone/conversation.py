"""A call's webhooks: each moves the flow by one step, once, and leaves its events with its answer."""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta

from msgspec.structs import replace

from dial2.database import Database
from dial2.ids import uuid7
from intake_phone import calls, twiml
from intake_phone.adapters.turns import Asked, Known
from intake_phone.adoption import admitted, adopted
from intake_phone.calls import Call, Event
from intake_phone.flow import course
from intake_phone.flow.deeds import Deed, Entered
from intake_phone.flow.facts import Admitted, Chose, Fact, Held, Missed, Released, Spoke
from intake_phone.flow.state import Situation
from intake_phone.flow.steps import Next
from intake_phone.forms import Form
from intake_phone.hearing import Hear
from intake_phone.journal import Decide, Outcome, known_in, settle
from intake_phone.reception import Reception


class Conversation:
    def __init__(self, database: Database, reception: Reception) -> None:
        self._database = database
        self._reception = reception

    async def answer(self, form: Form) -> str:
        """The first webhook: the call is known from here on."""
        request = uuid7()

        def decide(known: Known) -> Outcome:
            call, events = known.call, list[Event]()
            if call is None:
                call = self._reception.new_call(form.incoming, request=request, at=known.now)
                events.append(calls.started(call))
            return self._given(known, call, course.begin(), events)

        asked = Asked(step="answer", turn=0, token=form.token)
        return await settle(self._database, form["CallSid"], decide, asked=asked)

    def step(
        self, form: Form, hear: Hear, *, client: str | None = None
    ) -> Callable[[], Coroutine[None, None, str]]:
        """`proceed`, to be done now or again."""
        return lambda: self.proceed(form, hear, client=client)

    async def proceed(self, form: Form, hear: Hear, *, client: str | None = None) -> str:
        """What follows what was heard; `turn` says which document it answers, `client` whose PIN was entered."""

        def decide(known: Known) -> Outcome:
            call, late = known_in(known, form["CallSid"]), tuple[Event, ...]()
            if call.ended:
                call, late = admitted(self._reception, call)
            if form.turn != call.state.turn:
                following = course.resume(call.state, self._situation(known, call))
                document = self._reception.document(following, call, known.now)
                return Outcome(document=document, call=call if late else None, events=late)
            return self._moved(known, call, hear(call), late)

        return await self._settled("proceed", form, decide, client=client)

    async def overhear(
        self, form: Form, hear: Hear, *, client: str | None = None, age: timedelta = timedelta()
    ) -> None:
        """What the caller chose `age` ago, and memory answered: the choice is kept, and the flow ends there."""
        request = uuid7()

        def decide(known: Known) -> Outcome:
            call, events = adopted(
                self._reception, known.call, form.incoming, request=request, started_at=known.now - age
            )
            if form.turn != call.state.turn:
                return Outcome(call=call, events=events)
            deed = hear(call)
            call = _identified(call, deed)
            facts = course.proceed(call.state, deed, self._situation(known, call)).facts
            chosen = (fact for fact in facts if isinstance(fact, Chose))
            told = (event for fact in chosen for event in calls.told(call, fact, None))
            left = replace(call.state, place="message", turn=call.state.turn + 1)
            return Outcome(call=replace(call, state=left), events=(*events, *told))

        await settle(self._database, form["CallSid"], decide, client=client)

    async def held(self, form: Form, hear: Hear) -> str:
        """A key on hold. One that comes late or twice changes nothing: the caller holds on."""

        def decide(known: Known) -> Outcome:
            call = known_in(known, form["CallSid"])
            if call.state.place != "hold":
                return Outcome(document=twiml.leaving())
            if form.turn != call.state.turn:
                return Outcome(document=self._reception.holding(call, known.now))
            return self._moved(known, call, hear(call))

        return await self._settled("held", form, decide)

    async def left(self, form: Form, hear: Hear) -> str:
        """Out of the queue. Keys pressed there have moved the call on since it was entered."""

        def decide(known: Known) -> Outcome:
            call = known_in(known, form["CallSid"])
            if call.state.place == "hold":
                return self._moved(known, call, hear(call))
            return self._given(known, call, course.resume(call.state, self._situation(known, call)))

        return await self._settled("left", form, decide)

    async def accept(self, form: Form, *, age: timedelta = timedelta()) -> str:
        """Somebody called has pressed a key, or none, `age` ago; the first to accept gets the caller."""
        if not twiml.accepted(form["Digits"]):
            return twiml.refusal()
        leg = form["CallSid"]

        def decide(known: Known) -> Outcome:
            call = known_in(known, form["call"])
            if call.accepted_leg == leg:
                return Outcome()
            open_ = call.state.place == "ringing" and form.turn == call.state.turn and not call.ended
            if not open_ or call.accepted_by:
                return Outcome(document=self._reception.taken(form["To"]))
            person = call.state.offered[form.offer]
            return Outcome(call=replace(call, accepted_by=person, accepted_leg=leg, accepted_at=known.now - age))

        return await settle(self._database, form["call"], decide)

    async def _settled(self, step: str, form: Form, decide: Decide, *, client: str | None = None) -> str:
        asked = Asked(step=step, turn=form.turn, token=form.token)
        return await settle(self._database, form["CallSid"], decide, asked=asked, client=client)

    def _moved(self, known: Known, call: Call, deed: Deed, late: tuple[Event, ...] = ()) -> Outcome:
        call = _identified(call, deed)
        following = course.proceed(call.state, deed, self._situation(known, call))
        language = self._reception.language_of(replace(call, state=following.state))
        told = [event for fact in following.facts for event in calls.told(call, fact, language)]
        moved = self._given(known, _after(call, following, known.now), following, [*late, *told])
        if any(isinstance(fact, Chose) and fact.meaning == "callback" for fact in following.facts):
            return replace(moved, call_back_by=known.now + self._reception.call_back_within)
        return moved

    def _situation(self, known: Known, call: Call) -> Situation:
        named = known.tickets if call.state.place in {"menu", "pin"} else ()
        acknowledged = known.page is not None and known.page.acknowledged_by is not None
        return self._reception.situation(call, known.now, tickets=named, acknowledged=acknowledged)

    def _given(self, known: Known, call: Call, following: Next, events: list[Event] | None = None) -> Outcome:
        document = self._reception.document(following, call, known.now)
        return Outcome(document=document, call=call, events=tuple(events or ()))


def _identified(call: Call, deed: Deed) -> Call:
    if isinstance(deed, Entered) and deed.client:
        return replace(call, client=deed.client, state=replace(call.state, identified=True))
    return call


def _after(call: Call, step: Next, now: datetime) -> Call:
    call = replace(call, state=step.state, ticket=call.ticket or step.state.about)
    for fact in step.facts:
        call = _knowing(call, fact, now)
    return call


def _knowing(call: Call, fact: Fact, now: datetime) -> Call:
    match fact:
        case Admitted():
            return replace(call, requested=True)
        case Held():
            return replace(call, held_since=now)
        case Released():
            return replace(call, held_since=None)
        case Spoke():
            return replace(call, connected=True)
        case Missed():
            return replace(call, accepted_by=None, accepted_leg=None, accepted_at=None)
        case _:
            return call
