"""Whether something mentioned is denied: "not down", "isn't an outage", "pas bloqué", "nothing is broken"."""

from triage.assessment.tokens import STOP, Token
from triage.assessment.words import words

_NEGATORS = words("negators")
_TURNS = words("turns")
_NOT_DENYING = words("not_denying")
_REACH = 3  # words


def negated(tokens: list[Token], first: int) -> int | None:
    """Return the token that denies what begins at token `first`, None where nothing does."""
    for back in range(1, _REACH + 1):
        index = first - back
        if index < 0:
            return None
        word = tokens[index].text
        if word in _TURNS or word in (STOP, "?") or tokens[index].sentence != tokens[first].sentence:
            return None
        if word in _NEGATORS:
            following = tokens[index + 1].text
            return None if following in _NOT_DENYING else index
    return None
