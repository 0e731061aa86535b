"""Whether something mentioned is denied: "not down", "isn't an outage", "pas bloqué", "nothing is broken"."""

from collections.abc import Iterator, Sequence

from triage.assessment.tokens import QUESTION, STOP, Token
from triage.assessment.words import words

_NEGATORS = words("negators")
_ENDS = words("turns") | {STOP, QUESTION}
_NOT_DENYING = words("not_denying")
_REACH = 3  # words


def negated(tokens: Sequence[Token], first: int) -> int | None:
    """Return the token that denies what begins at token `first`, None where nothing does."""
    for index in range(first - 1, max(-1, first - 1 - _REACH), -1):
        word = tokens[index].text
        if word in _ENDS or tokens[index].sentence != tokens[first].sentence:
            return None
        if word in _NEGATORS:
            return None if tokens[index + 1].text in _NOT_DENYING else index
    return None


def denied(tokens: Sequence[Token]) -> Iterator[int]:
    """Return every token that is denied; one may come twice."""
    for index, token in enumerate(tokens):
        if token.text in _NEGATORS:
            for first in range(index + 1, min(index + 1 + _REACH, len(tokens))):
                if negated(tokens, first) == index:
                    yield first
