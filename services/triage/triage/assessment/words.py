"""The single words of `words.toml`, by the name of their list."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any


def words(name: str) -> frozenset[str]:
    return frozenset(_table()[name])


def numerals() -> dict[str, int]:
    """Return the numbers said in one word, in English and French."""
    return dict(_table()["numerals"])


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__ or "").joinpath("words.toml").read_text("utf-8"))
