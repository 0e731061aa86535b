"""Reads the roster file and refuses one that would leave somebody unpaged."""

from collections.abc import Iterator
from pathlib import Path

import phonenumbers

from dial2.roster.model import Person, Roster
from dial2.toml_file import FileError, read


class RosterError(FileError):
    """A roster that cannot be used."""


def load(path: Path) -> Roster:
    """Raises `RosterError` with every problem found."""
    roster = read(path, Roster, RosterError)
    if problems := list(_problems(roster)):
        raise RosterError(path, problems)
    return roster


def _problems(roster: Roster) -> Iterator[str]:
    known = f"a name under [people]: {', '.join(roster.people)}"
    for key, name in _references(roster):
        if name not in roster.people:
            yield f"{key}: {name!r} is nobody; allowed: {known}"
    if not roster.ladder.levels:
        yield "ladder.levels: is empty; at least one level is needed"
    for rung, level in enumerate(roster.ladder.levels):
        if not level.people:
            yield f"ladder.levels[{rung}].people: is empty; a level needs at least one person"
    if not roster.desk.people:
        yield "desk.people: is empty; somebody must answer the telephone"
    if roster.ladder.rounds < 1:
        yield "ladder.rounds: must be 1 or more"
    for name, person in roster.people.items():
        yield from _person_problems(name, person)


def _person_problems(name: str, person: Person) -> Iterator[str]:
    if not (person.voice or person.sms or person.email):
        yield f"people.{name}: cannot be reached; give at least one of voice, sms, email"
    for channel, number in (("voice", person.voice), ("sms", person.sms)):
        if number and not _is_e164(number):
            yield f"people.{name}.{channel}: {number!r} is no E.164 number; write it as +15145550123"


def _is_e164(number: str) -> bool:
    """Whether it is written in full, `+` and country code first, and could exist there."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_possible_number(parsed) and written == number


def _references(roster: Roster) -> Iterator[tuple[str, str]]:
    yield "ladder.catch_all", roster.ladder.catch_all
    for rung, level in enumerate(roster.ladder.levels):
        for name in level.people:
            yield f"ladder.levels[{rung}].people", name
    for name in roster.desk.people:
        yield "desk.people", name
    for key, client in roster.clients.items():
        if client.success_manager:
            yield f"clients.{key}.success_manager", client.success_manager
