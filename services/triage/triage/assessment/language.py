"""English or French, by the small words that each uses and the other does not."""

from collections.abc import Iterable

from dial2.vocabulary import Language
from triage.assessment.words import words

_FRENCH = words("french")
_ENGLISH = words("english")


def language_of(words: Iterable[str]) -> Language:
    """Return the language of most of the words; English where nothing tells."""
    said = list(words)
    french = sum(map(_FRENCH.__contains__, said))
    return "fr" if french > sum(map(_ENGLISH.__contains__, said)) else "en"
