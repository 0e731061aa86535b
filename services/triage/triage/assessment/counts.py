"""Numbers of people and places in a text: `62 agents`, `3 of our 40 guards`, `30 %`."""

from collections.abc import Sequence
from typing import NamedTuple

from triage.assessment.matcher import Mention
from triage.assessment.tokens import QUESTION, SOFT, STOP, Token
from triage.assessment.words import words

CONCEPT = "scope.count"
_PEOPLE = words("people")
_THINGS = words("things")
_NAMED = words("named_by_number")
_OF = ("of", "out", "sur", "in", "des", "de")
_PERCENT = ("%", "percent", "per")
_ROUGHLY = words("roughly")
_REACH = 4  # words from a number to what it counts
_HUNDRED = 100


class Count(NamedTuple):
    """A number of people or places, and of how many where that is said."""

    number: int
    of: int | None
    mention: Mention

    @property
    def share(self) -> float:
        return self.number / self.of if self.of else 0.0


def counts(tokens: Sequence[Token]) -> list[Count]:
    found: list[Count] = []
    for index in [index for index, token in enumerate(tokens) if token.value is not None or token.text == "one"]:
        if found and index <= found[-1].mention.last:
            continue
        value = _value(tokens, index)
        count = None if value is None else _count_at(tokens, index, value)
        if count:
            found.append(count)
    return found


def _value(tokens: Sequence[Token], index: int) -> int | None:
    """Return the number said here; one that names something ("extension 214", "checkpoint 11") counts nothing."""
    before = tokens[index - 1].text if index else ""
    if before in _NAMED:
        return None
    if tokens[index].text == "one":
        return None if before in ("single", "not", "than") else 1
    return tokens[index].value


def _count_at(tokens: Sequence[Token], index: int, value: int) -> Count | None:
    ahead = tokens[index + 1 : index + 1 + _REACH]
    if not ahead:
        return None
    if ahead[0].text in _PERCENT:
        return Count(value, _HUNDRED, Mention(CONCEPT, index, index + 1)) if value <= _HUNDRED else None
    if ahead[0].text == SOFT and index and tokens[index - 1].text in _ROUGHLY:
        return Count(value, None, Mention(CONCEPT, index, index))
    return _share(ahead, index, value) or _of_people(ahead, index, value)


def _share(ahead: Sequence[Token], index: int, value: int) -> Count | None:
    if ahead[0].text not in _OF:
        return None
    for offset, token in enumerate(ahead[1:], start=2):
        if token.value is not None and token.value >= value > 0:
            return Count(value, token.value, Mention(CONCEPT, index, index + offset))
    return None


def _of_people(ahead: Sequence[Token], index: int, value: int) -> Count | None:
    for offset, token in enumerate(ahead, start=1):
        if token.text in _PEOPLE or (offset == 1 and token.text in _THINGS):
            return Count(value, None, Mention(CONCEPT, index, index + offset))
        if token.text in (STOP, QUESTION, SOFT) or token.value is not None:
            return None
    return None
