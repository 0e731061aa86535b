"""What a ticket says is affected, and whether that is what another says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources

import msgspec

from dial2.profile import Profile
from dial2.profile.model import Incidents
from dial2.vocabulary import Category
from triage.assessment import Assessment
from triage.assessment.text import fold
from triage.assessment.words import words as assessed_words

_FUNCTION = "outage."  # the assessment's rules by which a core function is gone
_WORD = re.compile(r"[^\W\d_]{4,40}")
_READ = 4_000  # characters: what is affected stands at the beginning
_MOST = 60


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """The core functions that are gone, and the words that tell this matter from others."""

    functions: list[str] = []
    words: list[str] = []

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return bool(self.functions or self.words)


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Whose and what kind, beside what is affected."""

    category: Category
    client: str | None
    affected: Affected


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """What two matters share, and in words why that makes them one."""

    why: str
    functions: list[str]
    words: list[str]


def affected(subject: str, text: str, assessment: Assessment, profile: Profile) -> Affected:
    """Of a subject and a text: the phrases by which the profile knows urgent mail tell nothing."""
    claims = {word for phrase in (*profile.markers.urgent, *profile.markers.normal) for word in _words(phrase)}
    functions = {
        found.rule.removeprefix(_FUNCTION)
        for found in assessment.evidence
        if found.rule.startswith(_FUNCTION) and not found.negated
    }
    telling = dict.fromkeys(_words(f"{subject}\n{text[:_READ]}"))
    return Affected(
        functions=sorted(functions), words=[word for word in telling if word not in _common() | claims][:_MOST]
    )


def alike(one: Matter, other: Matter, rules: Incidents) -> Likeness | None:
    """One outage, as far as words tell; None where they do not. Nothing to compare is not alike."""
    functions = sorted(set(one.affected.functions) & set(other.affected.functions))
    words = sorted(set(one.affected.words) & set(other.affected.words))
    same_client = one.client is not None and one.client == other.client
    if not (same_client or one.category == other.category):
        return None
    enough = max(1, rules.shared_words - same_client)
    if not functions and len(words) < enough:
        return None
    whose = "the same client" if same_client else f"the same category, {one.category}"
    what = [f"the same function, {', '.join(functions)}"] if functions else []
    what += [f"the same words, {', '.join(words)}"] if words else []
    return Likeness(why=f"{whose}; {'; '.join(what)}", functions=functions, words=words)


def _words(text: str) -> Iterable[str]:
    """Folded, and without the s of a plural."""
    return (word.removesuffix("s") for word in _WORD.findall(fold(text)))


@cache
def _common() -> frozenset[str]:
    """Words that every report of trouble has."""
    table = tomllib.loads(resources.files("triage").joinpath("common_words.toml").read_text("utf-8"))
    plain = frozenset(word for words in table.values() for word in words)
    listed = plain.union(*(assessed_words(name) for name in ("english", "french", "people", "negators", "turns")))
    return frozenset(word.removesuffix("s") for word in listed)
