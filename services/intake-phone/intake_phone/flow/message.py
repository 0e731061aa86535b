"""The recorder, and goodbye: where a call ends that nobody could take."""

from msgspec.structs import replace

from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import HangUp, Line, Next, TakeMessage, line


def take_message(state: State, situation: Situation) -> Next:
    state = replace(state, place="message", offered=(), waiting=())
    number = (line("say_number"),) if situation.withheld else ()
    return Next(state=state, say=(line("leave_message"), *number), then=TakeMessage())


def goodbye(state: State, situation: Situation) -> Next:
    """With what happens next."""
    if state.down:
        promise = "goodbye_paged"
    elif state.after_hours:
        promise = "goodbye_opening"
    else:
        promise = "goodbye_call_back"
    return part(state, situation, promise)


def part(state: State, situation: Situation, promise: str) -> Next:
    reference = (line("reference"),) if situation.ticket else ()
    return Next(state=over(state), say=(line(promise), *reference, line("goodbye")), then=HangUp())


def over(state: State) -> State:
    return replace(state, place="over", offered=(), waiting=())


def last_words(state: State) -> Next:
    """To whoever is still there after the end."""
    return Next(state=state, say=GOODBYE, then=HangUp())


GOODBYE: tuple[Line, ...] = (line("goodbye"),)
