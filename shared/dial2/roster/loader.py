"""Reads the roster file and refuses one that would leave somebody unpaged."""

from pathlib import Path

from dial2.roster import check
from dial2.roster.model import Roster
from dial2.toml_file import FileError, read


class RosterError(FileError):
    """A roster that cannot be used."""


def load(path: Path) -> Roster:
    """Raises `RosterError` with every problem found."""
    roster = read(path, Roster, RosterError)
    if problems := list(check.problems(roster)):
        raise RosterError(path, problems)
    return roster
