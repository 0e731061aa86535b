"""Support is closed: whether the system is down, and whether that is served now."""

from msgspec.structs import replace

from intake_phone.flow import hold
from intake_phone.flow.facts import Chose
from intake_phone.flow.questions import cannot_connect
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Ask, Next, line, prefixed

REPEAT = "*"
DOWN = "1"
REQUEST = "1"


def ask(state: State) -> Next:
    closed = replace(state, place="closed", after_hours=True, failed=0)
    return Next(state=closed, say=(line("closed"),), then=Ask("closed"))


def pressed(state: State, key: str, situation: Situation) -> Next:
    if key == REPEAT:
        return ask(state)
    if key != DOWN:
        return prefixed(cannot_connect(state, situation), facts=(Chose(key, "message"),))
    match situation.assurance:
        case "everybody":
            return prefixed(hold.enter(state), facts=(Chose(key, "down"),))
        case "entitled":
            return prefixed(hold.enter(state), facts=(Chose(key, "down", "requested"),))
        case "on-request":
            return ask_for_service(replace(state, place="after_hours"))
        case "not-entitled":
            chose = Chose(key, "message", "not-entitled")
            return prefixed(cannot_connect(state, situation), line("not_entitled"), facts=(chose,))


def ask_for_service(state: State) -> Next:
    return Next(state=state, say=(line("after_hours"),), then=Ask("yes"))


def service_pressed(state: State, key: str, situation: Situation) -> Next:
    """What costs extra has to be asked for; whoever does not waits for the opening."""
    if key == REPEAT:
        return ask_for_service(state)
    if key == REQUEST:
        return prefixed(hold.enter(state), facts=(Chose(key, "down", "requested"),))
    chose = Chose(key, "message", "declined")
    return prefixed(cannot_connect(state, situation), line("at_opening"), facts=(chose,))
