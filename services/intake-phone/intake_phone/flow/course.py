"""The course of a call: from one place to the next, by what was done there."""

from msgspec.structs import replace

from intake_phone.flow import desk, hold, identification, menu, message, out_of_hours, questions
from intake_phone.flow.deeds import Deed, Entered, LeftQueue, Pressed, Rang, Recorded, Told
from intake_phone.flow.facts import Admitted, Chose, Fact, Missed, Released
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Next


def begin() -> Next:
    return menu.ask(State())


def proceed(state: State, deed: Deed, situation: Situation) -> Next:  # noqa: C901, PLR0911, PLR0912 - all steps in one table
    """What follows `deed`; one that does not fit the place gets the place's own prompt again."""
    turned = replace(state, turn=state.turn + 1)
    match state.place, deed:
        case "menu", Pressed(key):
            return menu.pressed(turned, key, situation)
        case "pin", Entered():
            return identification.entered(turned, deed, situation)
        case "tickets", Pressed(key):
            return identification.ticket_pressed(turned, key, situation)
        case "ringing", Rang():
            return desk.stopped(turned, deed, situation)
        case "closed", Pressed(key):
            return out_of_hours.pressed(turned, key, situation)
        case "after_hours", Pressed(key):
            return out_of_hours.service_pressed(turned, key, situation)
        case "hold", Pressed(key):
            return hold.pressed(turned, key, situation)
        case "hold", LeftQueue():
            return hold.left(turned, deed, situation)
        case "kind", Pressed(key):
            return questions.kind_pressed(turned, key, situation)
        case "question", Told():
            return questions.answered(turned, deed, situation)
        case "question", Pressed(key):
            return questions.skipped(turned, key, situation)
        case "message", Recorded():
            return message.goodbye(turned, situation)
        case _:
            return resume(turned, situation)


def resume(state: State, situation: Situation) -> Next:  # noqa: C901, PLR0911 - all places in one table
    """The prompt of the place where the call stands."""
    match state.place:
        case "menu":
            return menu.ask(state)
        case "pin":
            return identification.ask_pin(state)
        case "tickets":
            return identification.list_tickets(state)
        case "ringing":
            return desk.ring_again(state)
        case "closed":
            return out_of_hours.ask(state)
        case "after_hours":
            return out_of_hours.ask_for_service(state)
        case "hold":
            return hold.hold_again(state)
        case "callback":
            return hold.call_back(state, situation)
        case "kind":
            return questions.ask_kind(state, situation)
        case "question":
            return questions.ask(state, situation)
        case "message":
            return message.take_message(state, situation)
        case "over":
            return message.last_words(state)


def hung_up(state: State) -> tuple[Fact, ...]:
    """What is left to be known when the caller hangs up without having talked with anybody."""
    facts: list[Fact] = []
    if state.chosen and not state.admitted:
        facts.append(Admitted(about=state.about))
    match state.place:
        case "closed" | "after_hours":
            facts.append(Chose("", "hung-up"))
        case "ringing":
            facts.append(Missed("caller-hung-up"))
        case "hold":
            facts += [Missed("caller-hung-up"), *([] if state.joined else [Released("caller-hung-up")])]
        case _:
            pass
    return tuple(facts)
