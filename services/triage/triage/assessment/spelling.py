"""Words one slip away from a known one: a letter left out, doubled, mistaken or swapped with its neighbour."""

from collections.abc import Iterable

_SHORTEST = 6  # shorter words are too near to one another


class Speller:
    """Knows `words`; corrects by looking up deletions, so the work per word does not grow with the vocabulary."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if len(word) >= _SHORTEST and word.isalpha()}
        self._shortened: dict[str, str] = {}
        for word in sorted(self._words):
            for shorter in _deletions(word):
                self._shortened.setdefault(shorter, word)

    def correct(self, word: str) -> str | None:
        """Return the known word that `word` most likely is, None if it is known, like none or too short."""
        if word in self._words or len(word) < _SHORTEST - 1 or len(word) > 30:  # noqa: PLR2004 - no known word is that long
            return None
        if word in self._shortened and len(word) >= _SHORTEST - 1:
            return self._shortened[word]
        if len(word) <= _SHORTEST:
            return None
        for shorter in _deletions(word):
            if shorter in self._words:
                return shorter
        for shorter in _deletions(word):
            candidate = self._shortened.get(shorter)
            if candidate and len(candidate) == len(word) and _same_ends(candidate, word):
                return candidate
        return None


def _same_ends(known: str, word: str) -> bool:
    """A slip is inside a word: another ending is another word ("carries", "carrier")."""
    return known[0] == word[0] and known[-1] == word[-1]


def _deletions(word: str) -> Iterable[str]:
    return (word[:index] + word[index + 1 :] for index in range(len(word)))
