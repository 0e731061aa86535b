"""On hold, while the person on call is paged: what the caller is told, and the ways out."""

import msgspec
from msgspec.structs import replace

from intake_phone.flow.deeds import LeftQueue
from intake_phone.flow.facts import Chose, Fact, Held, Missed, Released, Spoke
from intake_phone.flow.message import over, part, take_message
from intake_phone.flow.questions import cannot_connect
from intake_phone.flow.state import Situation, State
from intake_phone.flow.steps import AskOnHold, GoOnHolding, HangUp, Hold, LeaveQueue, Line, Next, line, prefixed

WAY_OUT = "*"
MESSAGE, CALL_BACK = "1", "2"
HUNG_UP = "hangup"  # the provider's word for a caller who did


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far the page is, and how long the caller has waited."""

    position: int  # among all who are on hold; 1 is the first
    minutes: int
    tried: int = 0  # people whose turn it has been, with the present one
    level: int = 0  # of the ladder, from 1
    acknowledged: bool = False
    exhausted: bool = False


def enter(state: State) -> Next:
    held = replace(state, place="hold", down=True, choosing=False)
    return Next(state=held, say=(line("holding"),), then=Hold(), facts=(Held(state.about),))


def hold_again(state: State) -> Next:
    return Next(state=state, say=(line("holding"),), then=Hold())


def update(progress: Progress) -> tuple[Line, ...]:
    """The truth, and nothing that is not known: who is being tried, the place in line, the time, the way out."""
    if progress.acknowledged:
        return (line("hold_accepted"),)
    if progress.exhausted:
        news = line("hold_exhausted", tried=progress.tried)
    elif progress.tried > 1:
        news = line("hold_tried", tried=progress.tried - 1, level=progress.level)
    else:
        news = line("hold_paging") if progress.tried else line("hold_begins")
    place = line("hold_position", position=progress.position) if progress.position > 1 else line("hold_first")
    time = (line("hold_minutes", minutes=progress.minutes),) if progress.minutes else ()
    return (news, place, *time, line("hold_way_out"))


def pressed(state: State, key: str, situation: Situation) -> Next:
    """A star asks what to do instead; everything else goes on holding."""
    if state.joined:
        return Next(state=state, then=GoOnHolding())
    if state.choosing and key == MESSAGE:
        return _leave(cannot_connect(state, situation), Chose(key, "message"), why="message")
    if state.choosing and key == CALL_BACK:
        return _leave(call_back(state, situation), Chose(key, "callback"), why="callback")
    if key == WAY_OUT and not state.choosing:
        return Next(state=replace(state, choosing=True), say=(line("hold_choices"),), then=AskOnHold())
    return Next(state=replace(state, choosing=False), then=GoOnHolding())


def call_back(state: State, situation: Situation) -> Next:
    """A promise; whose number is withheld says it to the recorder."""
    if situation.withheld:
        return take_message(state, situation)
    promise = part(state, situation, "goodbye_call_back")
    return replace(promise, state=replace(state, place="callback"))


def left(state: State, deed: LeftQueue, situation: Situation) -> Next:
    """After the talk; or the wait was too long."""
    if deed.bridged or state.joined:
        spoke: tuple[Fact, ...] = (Spoke(deed.accepted_by),) if deed.accepted_by else ()
        released: tuple[Fact, ...] = () if state.joined else (Released("bridged"),)
        return prefixed(part(state, situation, "goodbye_after_talk"), facts=(*released, *spoke))
    if deed.result == HUNG_UP:
        gone = (Missed("caller-hung-up"), Released("caller-hung-up"))
        return Next(state=over(state), then=HangUp(), facts=gone)
    facts = (Missed("nobody-accepted"), Released(deed.result or "nobody-accepted"))
    why = line("hold_over_accepted") if situation.acknowledged else line("nobody")
    return prefixed(cannot_connect(state, situation), why, facts=facts)


def _leave(following: Next, chose: Chose, *, why: str) -> Next:
    """What follows is said when the queue has been left."""
    return Next(state=following.state, then=LeaveQueue(), facts=(chose, Released(why), *following.facts))
