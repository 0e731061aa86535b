"""What is said and done next."""

from typing import Literal

import msgspec

from intake_phone.flow.facts import Fact
from intake_phone.flow.state import State

Listens = Literal["menu", "tickets", "closed", "yes", "kind", "pin", "answer"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A phrase by its name, with what stands in its braces."""

    name: str
    values: tuple[tuple[str, str], ...] = ()


def line(name: str, **values: object) -> Line:
    return Line(name=name, values=tuple((key, str(value)) for key, value in values.items()))


class Ask(msgspec.Struct, frozen=True):
    """Wait for a key, a number or words; what is said before can be cut short."""

    listens: Listens


class Ring(msgspec.Struct, frozen=True):
    people: tuple[str, ...]


class Hold(msgspec.Struct, frozen=True):
    """Into the queue of the request."""


class AskOnHold(msgspec.Struct, frozen=True):
    """Wait for a key, without losing the place in the queue."""


class GoOnHolding(msgspec.Struct, frozen=True):
    pass


class LeaveQueue(msgspec.Struct, frozen=True):
    """The document that follows is asked for when the queue is left."""


class TakeMessage(msgspec.Struct, frozen=True):
    pass


class HangUp(msgspec.Struct, frozen=True):
    pass


Then = Ask | Ring | Hold | AskOnHold | GoOnHolding | LeaveQueue | TakeMessage | HangUp


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What to say, what to do then, and what the log must know."""

    state: State
    say: tuple[Line, ...] = ()
    then: Then
    facts: tuple[Fact, ...] = ()


def prefixed(step: Next, *lines: Line, facts: tuple[Fact, ...] = ()) -> Next:
    """The step with something said, and known, before it."""
    return msgspec.structs.replace(step, say=(*lines, *step.say), facts=(*facts, *step.facts))
