"""Finds a profile by name or file, reads it and refuses what cannot work."""

from importlib.resources import as_file, files
from pathlib import Path

from dial2 import toml_file
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
        raise ProfileError(
            name_or_path,
            [f"there is no such profile; name one of {', '.join(bundled)}, or give a .toml file"],
        )
    with as_file(_BUNDLED / f"{name_or_path}.toml") as path:
        return _read(path)


def _read(path: Path) -> Profile:
    return toml_file.read(path, Profile, ProfileError)
