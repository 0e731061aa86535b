"""Whom a name on the ladder means at an instant: a person, whoever is on call, the client's success manager."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from dial2.roster.model import SUCCESS_MANAGER, Roster
from dial2.roster.on_call import Override, on_call

Overrides = Mapping[str, Sequence[Override]]  # by schedule


class Nobody(msgspec.Struct, frozen=True):
    """`why` is for people to read."""

    why: str


def person_at(
    roster: Roster, target: str, at: datetime, *, client: str | None = None, overrides: Overrides
) -> str | Nobody:
    """A name under [people], or why there is none. Never fails, whatever has gone from the roster since."""
    if target == SUCCESS_MANAGER:
        return _success_manager(roster, client)
    if target in roster.schedules:
        person = on_call(roster.schedules[target], at, overrides.get(target, ()))
        if person is None:
            return Nobody(f"nobody is on call in {target}")
        return (
            person if person in roster.people else Nobody(f"{person}, on call in {target}, is not in the roster")
        )
    return target if target in roster.people else Nobody(f"{target} is no longer in the roster")


def _success_manager(roster: Roster, client: str | None) -> str | Nobody:
    known = roster.clients.get(client or "")
    if known is None:
        return Nobody("the ticket's client is not known, so there is no success manager")
    if known.success_manager not in roster.people:
        return Nobody(f"{known.name} has no success manager")
    return known.success_manager
