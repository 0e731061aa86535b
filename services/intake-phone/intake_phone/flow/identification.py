"""Who calls, and about what: the PIN and the client's open tickets, before the call becomes a request."""

from msgspec.structs import replace

from intake_phone.flow import desk, out_of_hours
from intake_phone.flow.deeds import Entered
from intake_phone.flow.facts import Admitted, Chose
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import Ask, Line, Next, line, prefixed

REPEAT = "*"
MOST_TICKETS = 3  # that are named: nobody remembers more


def identify(state: State, situation: Situation) -> Next:
    if situation.asks_pin and not state.identified:
        return ask_pin(replace(state, place="pin", failed=0))
    return about(state, situation)


def ask_pin(state: State) -> Next:
    return Next(state=state, say=(line("wrong_pin") if state.failed else line("pin"),), then=Ask("pin"))


def entered(state: State, deed: Entered, situation: Situation) -> Next:
    """A wrong PIN is asked for once more; without one the call goes on, and no ticket is named."""
    if deed.client:
        return about(replace(state, identified=True, failed=0), situation)
    if deed.digits and not state.failed:
        return ask_pin(replace(state, failed=1))
    return admit(replace(state, failed=0), situation)


def about(state: State, situation: Situation) -> Next:
    if not situation.tickets:
        return admit(state, situation)
    listed = situation.tickets[:MOST_TICKETS]
    named = list_tickets(replace(state, place="tickets", listed=listed, failed=0))
    return prefixed(named, *_hello(situation))


def list_tickets(state: State) -> Next:
    choices = [
        line("ticket_choice", ticket=" ".join(str(ticket)), key=key) for key, ticket in enumerate(state.listed, 1)
    ]
    return Next(state=state, say=(*choices, line("ticket_other")), then=Ask("tickets"))


def ticket_pressed(state: State, key: str, situation: Situation) -> Next:
    """The key of a ticket; any other, and silence, is about something new."""
    if key == REPEAT:
        return list_tickets(state)
    chosen = dict(zip(map(str, range(1, len(state.listed) + 1)), state.listed, strict=True)).get(key)
    if chosen is None:
        return admit(state, situation, greeted=True)
    following = admit(replace(state, about=chosen), situation, greeted=True)
    return prefixed(following, facts=(Chose(key, "ticket", ticket=chosen),))


def admit(state: State, situation: Situation, *, greeted: bool = False) -> Next:
    """The call is a request; then somebody is looked for."""
    admitted = Admitted(undecided=not situation.in_hours, about=state.about)
    state = replace(state, admitted=True)
    following = desk.connect(state, situation) if situation.in_hours else out_of_hours.ask(state)
    return prefixed(following, *(() if greeted else _hello(situation)), facts=(admitted,))


def _hello(situation: Situation) -> tuple[Line, ...]:
    return (line("hello", client=situation.client),) if situation.client else ()
