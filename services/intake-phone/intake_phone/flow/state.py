"""Where a call stands, and what its next step depends on."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from dial2.profile.model import PhoneMenu
from dial2.vocabulary import Category, Language

Place = Literal[
    "menu",
    "pin",
    "tickets",
    "ringing",
    "closed",
    "after_hours",
    "hold",
    "callback",
    "kind",
    "question",
    "message",
    "over",
]
Groups = tuple[tuple[str, ...], ...]  # people rung together; one group after another
Assurance = Literal["everybody", "entitled", "on-request", "not-entitled"]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where the call stands. `turn` numbers the documents given, and so the answers expected."""

    place: Place = "menu"
    turn: int = 1
    language: Language | None = None  # that the caller chose
    failed: int = 0  # answers in this place that were none
    chosen: bool = False  # support: a request, whatever happens
    admitted: bool = False  # the request is in the log
    identified: bool = False  # by a PIN
    listed: tuple[int, ...] = ()  # the open tickets that were named, in the order of their keys
    about: int | None = None  # the one of them that was chosen
    after_hours: bool = False
    down: bool = False
    choosing: bool = False  # on hold: whether to go on holding
    joined: bool = False  # on hold: with the person who accepted
    offered: tuple[str, ...] = ()  # the people whose telephones ring
    waiting: Groups = ()  # who is tried after them
    category: Category | None = None
    question: int = 0  # which of those that the category leads to


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """What the next step depends on beside the call's own state.

    `assurance` says who is served out of hours: everybody; or a client who has bought it, at once or on request.
    """

    menu: PhoneMenu
    in_hours: bool
    desk: Groups
    client: str | None = None  # the client's name, where the caller may hear it
    asks_pin: bool = False
    tickets: tuple[int, ...] = ()  # the client's open ones, the newest first
    withheld: bool = False  # the caller's number
    ticket: bool = False  # whether the call's ticket is known by now
    assurance: Assurance = "everybody"
    acknowledged: bool = False  # the page of the caller's ticket, by somebody
    checklists: Mapping[Category, tuple[str, ...]] = {}  # the names of the items that are asked for
    required: tuple[str, ...] = ()  # the fields that the after-hours service demands
