"""What a webhook says that somebody did."""

from collections.abc import Callable

from intake_phone.calls import Call
from intake_phone.flow.deeds import Deed, Entered, LeftQueue, Pressed, Rang, Recorded, Told
from intake_phone.flow.state import Place
from intake_phone.flow.steps import Listens
from intake_phone.forms import Form
from intake_phone.reception import Reception

Hear = Callable[[Call], Deed]

_LISTENS: dict[Place, Listens] = {
    "menu": "menu",
    "tickets": "tickets",
    "closed": "closed",
    "after_hours": "yes",
    "kind": "kind",
}


def pressed(form: Form, reception: Reception) -> Hear:
    """A key, or words for one."""

    def hear(call: Call) -> Deed:
        if said := form["SpeechResult"]:
            return Pressed(reception.key(_LISTENS.get(call.state.place, "answer"), said))
        return Pressed(form["Digits"])

    return hear


def entered(form: Form, client: str | None) -> Hear:
    """`client` is whose PIN it is."""
    return lambda _call: Entered(form["Digits"], client)


def told(form: Form) -> Hear:
    return lambda _call: Told(form["SpeechResult"]) if form["SpeechResult"] else Pressed(form["Digits"])


def rang(form: Form) -> Hear:
    """A call that was answered is only taken if its person has said so."""
    return lambda call: Rang(bridged=form.bridged, accepted_by=call.accepted_by, status=form["DialCallStatus"])


def left(form: Form) -> Hear:
    return lambda call: LeftQueue(bridged=form.bridged, accepted_by=call.accepted_by, result=form["QueueResult"])


def recorded(_form: Form) -> Hear:
    return lambda _call: Recorded()
