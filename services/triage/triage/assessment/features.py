"""What the model sees of a contact: its words and their meanings in short runs, and what the rules found."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from triage.assessment.meanings import Meanings, thesaurus
from triage.assessment.reading import Reading
from triage.assessment.ruling import Ruling
from triage.assessment.tokens import QUESTION, Token

_STEM = 5  # letters that words of one family share
_STEMMED = 7  # letters from which a word is long enough to have a family
_WINDOW = 4  # meanings that stand close enough together to bear on one another
_PIECES = (3, 4, 5)  # letters
_IN_PIECES = 4  # letters from which a word is taken to pieces
_SIZES = (
    (1, "1"),
    (2, "2"),
    (4, "3-4"),
    (9, "5-9"),
    (19, "10-19"),
    (49, "20-49"),
    (99, "50-99"),
    (999, "100-999"),
)
_FIFTHS = 5
_TOLD = (1, 2, 3, 5)  # times: an item told by one phrase alone may be a chance likeness
_PAGE = 25  # tokens
_PAGES = 6  # a longer text counts as this long

Run = tuple[str, ...]
Name = str | Run
Names = AbstractSet[Name]


class Features(NamedTuple):
    """Names by kind; `plain` is the row of words that the runs (`word` to `family`) were taken from."""

    plain: list[str]
    runs: dict[str, Names]
    meanings: dict[str, Names]
    findings: frozenset[str]

    @property
    def pieces(self) -> Iterator[str]:
        """The pieces of every different word: what is spelled alike is related."""
        return chain.from_iterable(map(pieces_of, set(self.plain)))


def features_of(reading: Reading, ruling: Ruling) -> Features:
    tokens = reading.tokens
    plain = [token.text if token.value is None and token.text[0] >= "a" else _plain(token) for token in tokens]
    words = set(plain)
    runs: dict[str, Names] = {
        "word": words,
        "pair": set(pairwise(plain)),
        "subject": set(plain[: reading.subject_length]),
        "denied": {plain[index] for index in reading.denials},
        "family": {word[:_STEM] for word in words if len(word) >= _STEMMED},
    }
    read = thesaurus(reading.language).read([token.text for token in tokens])
    close = chain.from_iterable(zip(read, read[gap:], strict=False) for gap in range(1, _WINDOW + 1))
    meanings: dict[str, Names] = {
        "meaning": set(chain.from_iterable(read)),
        "order": set(chain.from_iterable(map(_orders, set(close)))),
    }
    findings = frozenset((*_ruled(ruling), *_mentioned(reading), *_counted(reading), *_shape(reading)))
    return Features(plain, runs, meanings, findings)


@lru_cache(maxsize=20_000)
def pieces_of(word: str) -> tuple[str, ...]:
    if len(word) < _IN_PIECES or not word.isalpha():
        return ()
    whole = f"<{word}>"
    return tuple(whole[start : start + size] for size in _PIECES for start in range(len(whole) - size + 1))


@lru_cache(maxsize=20_000)
def _orders(pair: tuple[Meanings, Meanings]) -> tuple[tuple[str, str], ...]:
    return tuple((before, after) for before in pair[0] for after in pair[1])


def _plain(token: Token) -> str:
    if token.value is not None:
        return f"#{_size(token.value)}"
    return "#digits" if token.text[0].isdigit() else token.text


@lru_cache(maxsize=2000)
def _size(number: int) -> str:
    return next((name for most, name in _SIZES if number <= most), "1000+") if number else "0"


def _ruled(ruling: Ruling) -> Iterator[str]:
    yield ruling.noise[0] if ruling.noise else "asks"
    yield ruling.decision.rule
    yield f"severity:{ruling.decision.severity}"
    yield f"category:{ruling.category}"
    yield from (f"missing:{item}" for item in ruling.missing)
    yield from (
        f"told:{item}:{most}" for item, found in ruling.told.items() for most in _TOLD if len(found) >= most
    )
    scope = f"scope:{ruling.found.scope}"
    yield scope
    for name, value in zip(ruling.found._fields, ruling.found, strict=True):
        if name != "scope" and value:
            yield name
            yield f"{name}&{scope}"


def _mentioned(reading: Reading) -> Iterator[str]:
    for concept, mentions in reading.mentions():
        counted = len(reading.active(concept))
        if counted:
            yield f"has:{concept}"
        if counted < len(mentions):
            if any(reading.denial(mention) is not None for mention in mentions):
                yield f"denied:{concept}"
            if any(map(reading.is_masked, mentions)):
                yield f"masked:{concept}"
        if any(map(reading.in_subject, mentions)):
            yield f"subject:{concept}"


def _counted(reading: Reading) -> Iterator[str]:
    for count in reading.counts:
        yield f"count:{_size(count.number)}"
        if count.of:
            yield f"share:{int(count.share * _FIFTHS)}"


def _shape(reading: Reading) -> Iterator[str]:
    yield f"channel:{reading.contact.channel}"
    yield f"language:{reading.language}"
    yield f"length:{min(len(reading.tokens) // _PAGE, _PAGES)}"
    if any(token.text == QUESTION for token in reading.tokens):
        yield "question"
    if reading.is_reply:
        yield "reply"
