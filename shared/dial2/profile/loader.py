"""Finds a profile by name or file, reads it and refuses what cannot work."""

from importlib.resources import as_file, files
from pathlib import Path

from msgspec.structs import replace

from dial2 import toml_file
from dial2.calendar import ALWAYS, Calendar, CalendarRule, always, calendar
from dial2.profile import check
from dial2.profile.model import Profile

_BUNDLED = files("dial2.profile") / "profiles"


class ProfileError(toml_file.FileError):
    """A profile that cannot be used, with everything wrong in it."""


def load(name_or_path: str) -> Profile:
    """Load a bundled profile (`tracktik`) or a TOML file (`./acme.toml`); raises ProfileError."""
    if name_or_path.endswith(".toml"):
        return _read(Path(name_or_path))
    bundled = sorted(file.name.removesuffix(".toml") for file in _BUNDLED.iterdir())
    if name_or_path not in bundled:
        allowed = f"name one of {', '.join(bundled)}, or give the path of a .toml file"
        raise ProfileError(name_or_path, [f"there is no such profile; {allowed}"])
    with as_file(_BUNDLED / f"{name_or_path}.toml") as path:
        return _read(path)


def calendars(profile: Profile) -> dict[str, Calendar]:
    """Return the profile's calendars by name, with the one that never closes."""
    return {ALWAYS: always()} | {name: calendar(rule) for name, rule in profile.calendars.items()}


def _read(path: Path) -> Profile:
    profile = toml_file.read(path, Profile, ProfileError)
    if problems := list(check.problems(profile)):
        raise ProfileError(path, problems)
    with_feeds = {
        name: _with_feeds(rule, path, f"calendars.{name}.feeds") for name, rule in profile.calendars.items()
    }
    return replace(profile, calendars=with_feeds)


def _with_feeds(rule: CalendarRule, path: Path, key: str) -> CalendarRule:
    for place, feed in enumerate(rule.feeds, 1):
        from dial2.calendar.feed import special_days  # noqa: PLC0415 - slow to import, and few profiles need it

        try:
            days = special_days((path.parent / feed).read_text(encoding="utf-8"), rule)
        except (OSError, ValueError) as e:
            expected = "give the path of an iCalendar file, from the profile's folder"
            raise ProfileError(path, [f"{key}[{place}]: {feed!r} cannot be read ({e}); {expected}"]) from e
        by_date = {day.date: day for day in (*rule.special_days, *days)}
        rule = replace(rule, special_days=list(by_date.values()))
    return rule
