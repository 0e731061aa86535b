"""Words as data: the `*.toml` files beside this one, compiled into one matcher per language.

A pattern is words with spaces between. `stem*` is any word that begins so; `a|b+c` one of several (`+` joins the
words of one); `x?` may be left out; `#` is a number; `_` any one word; `..` up to three and `...` up to six words
between; `<name>` stands for the alternatives in `macros.toml`. Accents and capitals do not matter.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from dial2.vocabulary import Language
from triage.assessment.matcher import Matcher

VERSION = "2026.4"  # of the words, the rules and the weights together; every assessment carries it


@cache
def matcher(language: Language) -> Matcher:
    """Return the matcher for texts in `language`; French texts borrow English terms, not the other way."""
    borrowed: tuple[Language, ...] = ("en",) if language == "en" else ("fr", "en")
    built = Matcher()
    for table in _tables():
        for group, concepts in table.items():
            for concept, patterns in concepts.items():
                for source in borrowed:
                    for pattern in patterns.get(source, ()):
                        built.add(f"{group}.{concept}", pattern, _macros())
    built.seal()
    return built


def _tables() -> list[dict[str, Any]]:
    folder = resources.files(__name__)
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return [tomllib.loads(item.read_text("utf-8")) for item in files if item.name != "macros.toml"]


@cache
def _macros() -> dict[str, str]:
    text = resources.files(__name__).joinpath("macros.toml").read_text("utf-8")
    macros: dict[str, str] = tomllib.loads(text)
    return macros
