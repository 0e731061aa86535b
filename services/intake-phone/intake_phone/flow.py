"""Where a call goes next: a pure machine from what the caller did to what is said and done.

A caller is never dropped: every deed, expected or not, leads to a prompt, a person, a recorder or, after those,
a goodbye. The request exists from the choice of support on, so that hanging up loses nothing.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from dial2.profile.model import PhoneMenu

REPEAT = "*"
DOWN = "1"
ACCEPT = "1"
MENU_SECONDS = 6  # of silence, before the menu is repeated or left
RING_SECONDS = 20  # shorter than most voicemail boxes wait
MOST_AT_ONCE = 10  # telephones that one Dial can ring

Place = Literal["menu", "closed", "ringing", "message", "over"]
Groups = tuple[tuple[str, ...], ...]  # people rung together; one group after another


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where the call stands. `turn` numbers the documents given, and so the answers expected."""

    place: Place = "menu"
    turn: int = 1
    repeated: bool = False  # the menu, because of an unknown or missing digit
    after_hours: bool = False
    down: bool = False
    offered: tuple[str, ...] = ()  # the people whose telephones ring
    waiting: Groups = ()  # who is tried after them


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the next step depends on beside the call's own state."""

    menu: PhoneMenu
    in_hours: bool
    desk: Groups
    on_call: Groups
    withheld: bool = False  # the caller's number
    ticket: bool = False  # whether its number is known by now


class Pressed(msgspec.Struct, frozen=True):
    """A key, or silence (empty)."""

    digit: str


class Rang(msgspec.Struct, frozen=True, kw_only=True):
    """The telephones have stopped ringing, or the talk is over. A voicemail box bridges but never accepts."""

    bridged: bool
    accepted_by: str | None
    status: str  # the provider's word


class Recorded(msgspec.Struct, frozen=True):
    """The recorder has stopped, with a message or without."""


Deed = Pressed | Rang | Recorded


class Chose(msgspec.Struct, frozen=True):
    digit: str
    meaning: Literal["support", "down", "message"]


class Spoke(msgspec.Struct, frozen=True):
    person: str


class Missed(msgspec.Struct, frozen=True):
    why: str


Fact = Chose | Spoke | Missed


class Ask(msgspec.Struct, frozen=True):
    """Wait for one key; what is said before can be cut short by it."""


class Ring(msgspec.Struct, frozen=True):
    people: tuple[str, ...]


class TakeMessage(msgspec.Struct, frozen=True):
    pass


class HangUp(msgspec.Struct, frozen=True):
    pass


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What to say (names of phrases), what to do then, and what the log must know."""

    state: State
    say: tuple[str, ...]
    then: Ask | Ring | TakeMessage | HangUp
    facts: tuple[Fact, ...] = ()


def begin() -> Next:
    return Next(state=State(), say=("greeting", "options"), then=Ask())


def proceed(state: State, deed: Deed, situation: Situation) -> Next:
    """What follows `deed`; one that does not fit the place gets the place's own prompt again."""
    turned = replace(state, turn=state.turn + 1)
    match state.place, deed:
        case "menu", Pressed(digit):
            return _at_menu(turned, digit, situation)
        case "closed", Pressed(digit):
            return _at_closed(turned, digit, situation)
        case "ringing", Rang():
            return _after_ringing(turned, deed, situation)
        case "message", Recorded():
            return _goodbye(turned, situation)
        case _:
            return resume(turned, situation)


def resume(state: State, situation: Situation) -> Next:
    """The prompt of the place where the call stands."""
    match state.place:
        case "menu":
            return Next(state=state, say=("greeting", "options"), then=Ask())
        case "closed":
            return Next(state=state, say=("closed",), then=Ask())
        case "ringing":
            return Next(state=state, say=("connecting",), then=Ring(state.offered))
        case "message":
            return _take_message(state, situation)
        case "over":
            return Next(state=state, say=("goodbye",), then=HangUp())


def groups_at_once(people: Sequence[str]) -> Groups:
    """Everybody together, as far as one Dial can."""
    return tuple(tuple(people[n : n + MOST_AT_ONCE]) for n in range(0, len(people), MOST_AT_ONCE))


def groups_in_turn(people: Sequence[str]) -> Groups:
    return tuple((person,) for person in people)


def _at_menu(state: State, digit: str, situation: Situation) -> Next:
    if digit == REPEAT:
        return resume(state, situation)
    known = digit == situation.menu.support or digit in situation.menu.options
    if not known and not state.repeated:
        return resume(replace(state, repeated=True), situation)
    chose = (Chose(digit, "support"),)
    if situation.in_hours:
        return _ring(state, situation.desk, situation, say=("connecting",), facts=chose)
    closed = resume(replace(state, place="closed", after_hours=True), situation)
    return replace(closed, facts=chose)


def _at_closed(state: State, digit: str, situation: Situation) -> Next:
    if digit == REPEAT:
        return resume(state, situation)
    if digit == DOWN:
        down = replace(state, down=True)
        return _ring(
            down, situation.on_call, situation, say=("connecting_on_call",), facts=(Chose(digit, "down"),)
        )
    return _take_message(state, situation, facts=(Chose(digit, "message"),))


def _after_ringing(state: State, rang: Rang, situation: Situation) -> Next:
    if rang.bridged and rang.accepted_by:
        say = ("goodbye_after_talk", *_reference(situation), "goodbye")
        return Next(state=_over(state), say=say, then=HangUp(), facts=(Spoke(rang.accepted_by),))
    picked_up = rang.status == "completed"
    missed = (Missed("not-accepted" if picked_up else rang.status),)
    # The first to pick up ends the others' ringing; if that was a voicemail box, each is tried alone.
    alone = groups_in_turn(state.offered) if picked_up and len(state.offered) > 1 else ()
    return _ring(state, (*alone, *state.waiting), situation, say=("trying_next",), facts=missed)


def _ring(
    state: State, groups: Groups, situation: Situation, *, say: tuple[str, ...], facts: tuple[Fact, ...]
) -> Next:
    """Ring the first group; where there is none, nobody could be reached."""
    if not groups:
        return _take_message(state, situation, before=("nobody",), facts=facts)
    ringing = replace(state, place="ringing", offered=groups[0], waiting=groups[1:])
    return Next(state=ringing, say=say, then=Ring(groups[0]), facts=facts)


def _take_message(
    state: State, situation: Situation, *, before: tuple[str, ...] = (), facts: tuple[Fact, ...] = ()
) -> Next:
    state = replace(state, place="message", offered=(), waiting=())
    number = ("say_number",) if situation.withheld else ()
    return Next(state=state, say=(*before, "leave_message", *number), then=TakeMessage(), facts=facts)


def _goodbye(state: State, situation: Situation) -> Next:
    if state.down:
        promise = "goodbye_paged"
    elif state.after_hours:
        promise = "goodbye_opening"
    else:
        promise = "goodbye_call_back"
    return Next(state=_over(state), say=(promise, *_reference(situation), "goodbye"), then=HangUp())


def _reference(situation: Situation) -> tuple[str, ...]:
    return ("reference",) if situation.ticket else ()


def _over(state: State) -> State:
    return replace(state, place="over", offered=(), waiting=())
