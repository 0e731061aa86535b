"""Reads the roster file and refuses one that would leave somebody unpaged."""

import hashlib
from pathlib import Path

import msgspec
from msgspec.structs import replace

from dial2.roster import check, feed
from dial2.roster.model import Roster
from dial2.roster.schedule import Layer, Schedule
from dial2.toml_file import FileError, read


class RosterError(FileError):
    """A roster that cannot be used."""


def load(path: Path) -> Roster:
    """Raises `RosterError` with every problem found."""
    roster = read(path, Roster, RosterError)
    if problems := list(check.problems(roster)):
        raise RosterError(path, problems)
    return with_feeds(roster, path)


def with_feeds(roster: Roster, path: Path) -> Roster:
    """The shifts of the calendar feeds beside the file stand in the layers that name one."""
    schedules = {
        name: replace(
            schedule,
            layers=[
                _with_feed(roster, schedule, layer, path, f"schedules.{name}.layers[{place}].feed")
                for place, layer in enumerate(schedule.layers, 1)
            ],
        )
        for name, schedule in roster.schedules.items()
    }
    return replace(roster, schedules=schedules)


def digest(roster: Roster) -> str:
    """The same for two files that say the same, feeds included."""
    return hashlib.sha256(msgspec.json.encode(roster, enc_hook=str, order="deterministic")).hexdigest()


def _with_feed(roster: Roster, schedule: Schedule, layer: Layer, path: Path, key: str) -> Layer:
    if layer.feed is None:
        return layer
    file = path.parent / layer.feed
    try:
        return replace(layer, shifts=feed.shifts(file.read_text("utf-8"), roster.people, schedule.zone))
    except OSError as error:
        allowed = "give the name of an iCalendar file beside the roster"
        raise RosterError(path, [f"{key}: {layer.feed} cannot be read ({error.strerror}); {allowed}"]) from error
    except ValueError as error:
        raise RosterError(path, [f"{key}: {layer.feed}: {error}"]) from error
