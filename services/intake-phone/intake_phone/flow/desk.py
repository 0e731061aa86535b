"""In support hours: the desk's telephones, and the proof that a person took the call."""

from collections.abc import Sequence

from msgspec.structs import replace

from intake_phone.flow.deeds import Rang
from intake_phone.flow.facts import Missed, Spoke
from intake_phone.flow.message import part
from intake_phone.flow.questions import cannot_connect
from intake_phone.flow.state import Groups, Situation, State
from intake_phone.flow.steps import Line, Next, Ring, line, prefixed

MOST_AT_ONCE = 10  # telephones that one Dial can ring


def groups_together(people: Sequence[str]) -> Groups:
    """Everybody together, as far as one Dial can."""
    return tuple(tuple(people[n : n + MOST_AT_ONCE]) for n in range(0, len(people), MOST_AT_ONCE))


def groups_in_turn(people: Sequence[str]) -> Groups:
    return tuple((person,) for person in people)


def connect(state: State, situation: Situation) -> Next:
    return _ring(state, situation.desk, situation, line("connecting"))


def ring_again(state: State) -> Next:
    return Next(state=state, say=(line("connecting"),), then=Ring(state.offered))


def stopped(state: State, rang: Rang, situation: Situation) -> Next:
    if rang.bridged and rang.accepted_by:
        return prefixed(part(state, situation, "goodbye_after_talk"), facts=(Spoke(rang.accepted_by),))
    picked_up = rang.status == "completed"
    # The first to pick up ends the others' ringing; if that was a voicemail box, each is tried alone.
    alone = groups_in_turn(state.offered) if picked_up and len(state.offered) > 1 else ()
    following = _ring(state, (*alone, *state.waiting), situation, line("trying_next"))
    return prefixed(following, facts=(Missed("not-accepted" if picked_up else rang.status),))


def _ring(state: State, groups: Groups, situation: Situation, say: Line) -> Next:
    """Ring the first group; where there is none, nobody could be reached."""
    if not groups:
        return prefixed(cannot_connect(state, situation), line("nobody"))
    ringing = replace(state, place="ringing", offered=groups[0], waiting=groups[1:])
    return Next(state=ringing, say=(say,), then=Ring(groups[0]))
