"""Words as data: the `*.toml` files beside this one, compiled into one matcher per language.

A pattern is words with spaces between. `stem*` is any word that begins so; `a|b+c` one of several (`+` joins the
words of one); `x?` may be left out; `#` is a number; `_` any one word; `..` up to three and `...` up to six words
between; `<name>` stands for the alternatives in `macros.toml`. Accents and capitals do not matter.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, get_args

from dial2.vocabulary import Language
from triage.assessment.matcher import Matcher

LANGUAGES: tuple[Language, ...] = get_args(Language)
VERSION = "2026.5"  # of the words, the rules and the weights together; every assessment carries it


@cache
def matcher(language: Language) -> Matcher:
    """Return the matcher for texts in `language`; French texts borrow English terms, not the other way."""
    borrowed: tuple[Language, ...] = ("en",) if language == "en" else ("fr", "en")
    built = Matcher()
    for known, concept, pattern in patterns():
        if known in borrowed:
            built.add(concept, pattern, macros())
    built.seal()
    return built


def patterns() -> Iterator[tuple[Language, str, str]]:
    """Yield every entry: its language, its concept (`group.name`) and the pattern."""
    for table in _tables():
        for group, concepts in table.items():
            for concept, listed in concepts.items():
                for language in LANGUAGES:
                    yield from ((language, f"{group}.{concept}", pattern) for pattern in listed.get(language, ()))


@cache
def macros() -> dict[str, str]:
    """Return the alternatives that a name in angle brackets stands for."""
    text = resources.files(__name__).joinpath("macros.toml").read_text("utf-8")
    found: dict[str, str] = tomllib.loads(text)
    return found


def _tables() -> list[dict[str, Any]]:
    folder = resources.files(__name__)
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return [tomllib.loads(item.read_text("utf-8")) for item in files if item.name != "macros.toml"]
