"""Reads the roster file and refuses one that would leave somebody unpaged."""

import hashlib
from pathlib import Path

import msgspec
import structlog
from msgspec.structs import replace

from dial2.roster import check, feed, feed_source
from dial2.roster.model import Roster
from dial2.roster.schedule import Layer, ListedShift, Schedule
from dial2.toml_file import FileError, read

log = structlog.get_logger(__name__)


class RosterError(FileError):
    """A roster that cannot be used."""


def load(path: Path, before: Roster | None = None) -> Roster:
    """Raises `RosterError` with every problem found.

    A calendar that is published elsewhere and cannot be had now keeps nobody from being paged: its shifts are
    those that they were in the roster `before`, or none.
    """
    roster = read(path, Roster, RosterError)
    if problems := list(check.problems(roster)):
        raise RosterError(path, problems)
    schedules = {
        name: replace(
            schedule,
            layers=[
                _with_feed(roster, before, schedule, layer, path, f"schedules.{name}.layers[{place}].feed")
                for place, layer in enumerate(schedule.layers, 1)
            ],
        )
        for name, schedule in roster.schedules.items()
    }
    return replace(roster, schedules=schedules)


def digest(roster: Roster) -> str:
    """The same for two files that say the same, feeds included."""
    return hashlib.sha256(msgspec.json.encode(roster, enc_hook=str, order="deterministic")).hexdigest()


def _with_feed(
    roster: Roster, before: Roster | None, schedule: Schedule, layer: Layer, path: Path, key: str
) -> Layer:
    if layer.feed is None:
        return layer
    try:
        text = feed_source.text(layer.feed, path.parent)
        return replace(layer, shifts=feed.shifts(text, roster.people, schedule.zone))
    except (OSError, ValueError) as error:
        if feed_source.is_address(layer.feed):
            log.warning("feed_not_read", key=key, error=str(error))
            return replace(layer, shifts=_shifts_of(before, layer.feed))
        if isinstance(error, OSError):
            allowed = "give the name of an iCalendar file beside the roster, or an https:// address"
            raise RosterError(
                path, [f"{key}: {layer.feed} cannot be read ({error.strerror}); {allowed}"]
            ) from error
        raise RosterError(path, [f"{key}: {layer.feed}: {error}"]) from error


def _shifts_of(roster: Roster | None, feed_name: str) -> list[ListedShift]:
    layers = [layer for schedule in roster.schedules.values() for layer in schedule.layers] if roster else []
    return next((layer.shifts for layer in layers if layer.feed == feed_name), [])
