"""A thesaurus as data: English and French words of one meaning; what is learned of one holds for all.

An entry of the `*.toml` files is a word, a `stem*`, or several words joined by `+`.
"""

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from dial2.vocabulary import Language
from triage.assessment.text import fold

Meanings = tuple[str, ...]

_LONGEST = 4  # words of a phrase
_SHORTEST_STEM = 4  # letters
_SHORTEST_BORROWED = 4  # letters: a shorter English word in a French text is another word
_MOST_WORDS = 50_000  # remembered


class Thesaurus:
    """Knows what words of one language mean; a French text borrows English terms, not the other way."""

    def __init__(self, language: Language) -> None:
        self._words: dict[str, set[str]] = {}
        self._stems: dict[str, set[str]] = {}
        self._phrases: dict[tuple[str, ...], set[str]] = {}
        self._openings: dict[str, set[str]] = {}  # the second words of the phrases that begin so
        self._known: dict[str, Meanings] = {}
        for meaning, entries in _entries():
            for entry in entries[language].split():
                self._add(meaning, entry)
        if language == "fr":
            own = set(self._words)
            for meaning, entries in _entries():
                for entry in entries["en"].split():
                    if len(entry) >= _SHORTEST_BORROWED and fold(entry) not in own:
                        self._add(meaning, entry)

    def read(self, words: Sequence[str]) -> list[Meanings]:
        """Return what the words mean, in order; the longest phrase counts, and what means nothing is left out."""
        found: list[Meanings] = []
        end = 0
        for index, word in enumerate(words):
            if index < end:
                continue
            meanings, length = self._phrase(words, index) if word in self._openings else ((), 1)
            if not meanings:
                meanings = self._known.get(word) or self._meanings(word)
            end = index + length
            if meanings != _NOTHING:
                found.append(meanings)
        return found

    def _phrase(self, words: Sequence[str], index: int) -> tuple[Meanings, int]:
        if index + 1 == len(words) or words[index + 1] not in self._openings[words[index]]:
            return (), 1
        for length in range(_LONGEST, 1, -1):
            meanings = self._phrases.get(tuple(words[index : index + length]))
            if meanings:
                return tuple(sorted(meanings)), length
        return (), 1

    def _meanings(self, word: str) -> Meanings:
        found = set(self._words.get(word, ()))
        for length in range(_SHORTEST_STEM, len(word) + 1):
            found |= self._stems.get(word[:length], set())
        if len(self._known) >= _MOST_WORDS:
            self._known.clear()
        return self._known.setdefault(word, tuple(sorted(found)) or _NOTHING)

    def _add(self, meaning: str, entry: str) -> None:
        words = tuple(fold(entry).replace("'", "").split("+"))
        if len(words) > 1:
            self._phrases.setdefault(words, set()).add(meaning)
            self._openings.setdefault(words[0], set()).add(words[1])
        elif entry.endswith("*"):
            self._stems.setdefault(words[0][:-1], set()).add(meaning)
        else:
            self._words.setdefault(words[0], set()).add(meaning)


_NOTHING: Meanings = ("",)


@cache
def thesaurus(language: Language) -> Thesaurus:
    return Thesaurus(language)


@cache
def _entries() -> list[tuple[str, dict[str, str]]]:
    files = sorted((item for item in resources.files(__name__).iterdir() if item.name.endswith(".toml")), key=str)
    tables = [tomllib.loads(item.read_text("utf-8")) for item in files]
    return [(meaning, entries) for table in tables for meaning, entries in table.items()]
