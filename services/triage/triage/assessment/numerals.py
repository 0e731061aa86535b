"""Numbers said in words, in English and French."""

from collections.abc import Sequence

from triage.assessment.words import numerals

NUMERALS = numerals()
_AND = ("and", "et")
_BEFORE_AND = ("hundred", "cent", "vingt", "trente", "quarante", "cinquante", "soixante")
_HUNDRED = 100
_THOUSAND = 1000
_LONGEST = 9  # digits; more of them are a telephone number


def value_of(numeral_words: Sequence[str]) -> int:
    """Return the number that several numerals say; bare digits in a row are read as digits."""
    values = [NUMERALS[word] for word in numeral_words if word in NUMERALS]
    if len(values) > 1 and max(values) <= _LONGEST:
        return int("".join(map(str, values))[:_LONGEST])
    total = current = 0
    for value in values:
        if value == _THOUSAND:
            total, current = total + max(current, 1) * value, 0
        elif value == _HUNDRED:
            current = max(current, 1) * value
        else:
            current += value
    return total + current


def numeral_length(spoken: Sequence[str]) -> int:
    """Return how many of the words at the start of `spoken` are one number."""
    length = 0
    while length < len(spoken):
        if spoken[length] in NUMERALS:
            length += 1
        elif _joins(spoken, length):
            length += 2
        else:
            break
    return length


def _joins(spoken: Sequence[str], index: int) -> bool:
    """Whether "and" stands inside a number, as in "hundred and twenty"."""
    return (
        0 < index < len(spoken) - 1
        and spoken[index] in _AND
        and spoken[index - 1] in _BEFORE_AND
        and spoken[index + 1] in NUMERALS
    )
