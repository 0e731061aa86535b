"""English or French, by the small words that each uses and the other does not."""

from collections.abc import Iterable

from dial2.vocabulary import Language
from triage.assessment.words import words

_FRENCH = words("french")
_ENGLISH = words("english")


def language_of(words: Iterable[str]) -> Language:
    """Return the language of most of the words; English where nothing tells."""
    balance = 0
    for word in words:
        balance += (word in _FRENCH) - (word in _ENGLISH)
    return "fr" if balance > 0 else "en"
