"""What an after-hours service does not cover, where a client's own words say that it is what failed.

Narrow on purpose: a word too much here leaves somebody unpaged. The subject and its fault stand side by side, in
one clause; whoever answers the document that is sent instead reaches a person.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

_BETWEEN = r"(?:\W+(?!but\b|and\b|while\b|so\b|mais\b|et\b|donc\b)\w+){0,2}?\W+"


def exclusion_in(text: str, names: Iterable[str]) -> tuple[str, str] | None:
    """The first of the named exclusions that the text speaks of, and the words that do; else None."""
    folded = " ".join(text.split())
    for name in names:
        if found := _patterns()[name].search(folded):
            return name, found[0]
    return None


def known() -> frozenset[str]:
    return frozenset(_patterns())


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    data = tomllib.loads((resources.files("triage") / "after_hours" / "exclusions.toml").read_text("utf-8"))
    return {name: _pattern(words) for name, words in data.items()}


def _pattern(words: Mapping[str, Any]) -> re.Pattern[str]:
    subject, fails, fault_of = (_any(words[key]) for key in ("subjects", "fails", "fault_of"))
    return re.compile(
        rf"\b(?:{subject}){_BETWEEN}(?:{fails})\b|\b(?:{fault_of}){_BETWEEN}(?:{subject})\b", re.IGNORECASE
    )


def _any(phrases: Iterable[str]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", r"\W+") for phrase in sorted(phrases, key=len, reverse=True))
