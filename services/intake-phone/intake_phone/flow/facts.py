"""What the log must know of a step."""

from typing import Literal

import msgspec

from dial2.vocabulary import Category

Meaning = Literal["support", "ticket", "down", "message", "callback", "hung-up"]
AfterHours = Literal["requested", "declined", "not-entitled"]


class Chose(msgspec.Struct, frozen=True):
    digit: str
    meaning: Meaning
    after_hours: AfterHours | None = None
    ticket: int | None = None


class Admitted(msgspec.Struct, frozen=True, kw_only=True):
    """The call is a request now."""

    undecided: bool = False  # support is closed, and nobody knows yet whether the system is down
    about: int | None = None


class Held(msgspec.Struct, frozen=True):
    """The caller waits for whoever accepts the page."""

    ticket: int | None


class Released(msgspec.Struct, frozen=True):
    """The caller waits no more."""

    why: str


class Spoke(msgspec.Struct, frozen=True):
    person: str


class Missed(msgspec.Struct, frozen=True):
    why: str


class Gave(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to a question of the checklist."""

    category: Category
    item: str
    text: str


Fact = Chose | Admitted | Held | Released | Spoke | Missed | Gave
