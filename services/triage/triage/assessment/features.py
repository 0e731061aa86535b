"""What the model sees of a contact: its words in short runs, and what the rules found in them."""

from collections.abc import Iterator
from typing import NamedTuple

from triage.assessment.counts import counts
from triage.assessment.matcher import Mention
from triage.assessment.negation import negated
from triage.assessment.reading import Reading
from triage.assessment.ruling import Ruling
from triage.assessment.tokens import QUESTION, SOFT, STOP, Token

_MARKS = (STOP, SOFT, QUESTION)
_STEM = 5  # letters that words of one family share
_STEMMED = 7  # letters from which a word is long enough to have a family
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
_PAGE = 25  # tokens
_PAGES = 6  # a longer text counts as this long


class Features(NamedTuple):
    """`words`: runs of words, each with its first place; `findings`: names of what the rules found."""

    words: dict[str, Mention]
    findings: frozenset[str]


def features_of(reading: Reading, ruling: Ruling) -> Features:
    words: dict[str, Mention] = {}
    for name, first, last in _runs(reading):
        if name not in words:
            words[name] = Mention("model", first, last)
    return Features(
        words, frozenset((*_ruled(ruling), *_mentioned(reading), *_counted(reading), *_shape(reading)))
    )


def _runs(reading: Reading) -> Iterator[tuple[str, int, int]]:
    """Runs of one to three words; numbers count by their size, a denied word and one of the subject twice."""
    tokens = reading.tokens
    plain = [_plain(token) for token in tokens]
    for index, word in enumerate(plain):
        if word in _MARKS:
            continue
        yield word, index, index
        if index < reading.subject_length:
            yield f"s:{word}", index, index
        if negated(tokens, index) is not None:
            yield f"n:{word}", index, index
        if len(word) >= _STEMMED:
            yield f"{word[:_STEM]}*", index, index
        if index + 1 == len(plain):
            continue
        pair = f"{word} {plain[index + 1]}"
        yield pair, index, index + 1
        if index + 2 == len(plain):
            continue
        if plain[index + 1] != STOP:
            yield f"{pair} {plain[index + 2]}", index, index + 2
        if plain[index + 2] not in _MARKS and tokens[index].sentence == tokens[index + 2].sentence:
            yield f"{word} _ {plain[index + 2]}", index, index + 2


def _plain(token: Token) -> str:
    if token.value is not None:
        return f"#{_size(token.value)}"
    return "#digits" if token.text[0].isdigit() else token.text


def _size(number: int) -> str:
    return next((name for most, name in _SIZES if number <= most), "1000+") if number else "0"


def _ruled(ruling: Ruling) -> Iterator[str]:
    yield ruling.noise[0] if ruling.noise else "asks"
    yield ruling.decision.rule
    yield f"severity:{ruling.decision.severity}"
    yield f"category:{ruling.category}"
    yield from (f"missing:{item}" for item in ruling.missing)
    scope = f"scope:{ruling.found.scope}"
    yield scope
    for name, value in zip(ruling.found._fields, ruling.found, strict=True):
        if name != "scope" and value:
            yield name
            yield f"{name}&{scope}"


def _mentioned(reading: Reading) -> Iterator[str]:
    for concept, mentions in reading.mentions():
        if reading.active(concept):
            yield f"has:{concept}"
        for mention in mentions:
            if reading.denial(mention) is not None:
                yield f"denied:{concept}"
            if reading.is_masked(mention):
                yield f"masked:{concept}"
            if reading.in_subject(mention):
                yield f"subject:{concept}"


def _counted(reading: Reading) -> Iterator[str]:
    for count in counts(reading.tokens):
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
