"""Numbers said in words, in English and French."""

_UNITS = (
    "zero oh one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_UNITS_FR = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
_TENS_FR = "vingt trente quarante cinquante soixante"

NUMERALS: dict[str, int] = {
    **{word: max(index - 1, 0) for index, word in enumerate(_UNITS.split())},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS.split())},
    **{word: 2 + index for index, word in enumerate(_UNITS_FR.split())},
    **{word: 20 + 10 * index for index, word in enumerate(_TENS_FR.split())},
    "hundred": 100,
    "cent": 100,
    "cents": 100,
    "thousand": 1000,
    "mille": 1000,
    "dozen": 12,
    "douzaine": 12,
    "dizaine": 10,
}
_MULTIPLIERS = (100, 1000)


def digits_of(words: list[str]) -> int:
    """Return the number that several numerals say; bare digits in a row are read as digits."""
    values = [NUMERALS[word] for word in words if word in NUMERALS]
    if len(values) > 1 and all(value < 10 for value in values):  # noqa: PLR2004 - single digits
        return int("".join(map(str, values))[:9])
    total = current = 0
    for value in values:
        if value in _MULTIPLIERS:
            current = max(current, 1) * value
            if value == 1000:  # noqa: PLR2004 - closes the thousands
                total, current = total + current, 0
        else:
            current += value
    return total + current
