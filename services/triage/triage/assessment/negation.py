"""Whether something mentioned is denied: "not down", "isn't an outage", "pas bloqué", "nothing is broken"."""

from collections.abc import Sequence

from triage.assessment.tokens import QUESTION, STOP, Token
from triage.assessment.words import words

_NEGATORS = words("negators")
_ENDS = words("turns") | {STOP, QUESTION}
_NOT_DENYING = words("not_denying")
_REACH = 3  # words


def denials(tokens: Sequence[Token]) -> dict[int, int]:
    """Return every token that is denied, with the nearest token that denies it."""
    denied: dict[int, int] = {}
    for index in [index for index, token in enumerate(tokens) if token.text in _NEGATORS]:
        near = tokens[index + 1 : index + 1 + _REACH]
        denies = bool(near) and near[0].text not in _NOT_DENYING
        for first, token in enumerate(near, start=index + 1):
            if token.sentence != tokens[index].sentence:
                break
            if denies:
                denied[first] = index
            else:
                denied.pop(first, None)
            if token.text in _ENDS:
                break
    return denied
