"""One pass over a text: words, numbers, times and boundaries, each with its place."""

import re
from typing import NamedTuple

from triage.assessment.numerals import NUMERALS, digits_of
from triage.assessment.text import fold

STOP = "."  # ends a sentence
SOFT = ","  # ends a clause

_TOKEN = re.compile(
    r"(?P<time>\d{1,2}:\d\d(?::\d\d)?|\d{1,2} ?h(?: ?\d\d)?(?![a-z\d])"
    r"|\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)(?![a-z]))"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<elision>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[a-z]))"
    r"|(?P<word>[a-z]+(?:'(?:t|s|m|re|ve|ll|d)(?![a-z]))?)"
    r"|(?P<percent>%)"
    r"|(?P<question>\?+(?=!|\"|'|\)|\s*$|\s+[^\s.]))"
    r"|(?P<stop>(?<!\bext)(?<!\bno)(?<!\bmr)(?<!\bmrs)(?<!\bdr)(?<!\bst)(?<!\btel)(?<!\bsgt)[.!;]+(?=\s|$|[\"')])|\n\s*\n)"
    r"|(?P<line>\n)"
    r"|(?P<soft>[,:()\u2013\u2014\u2026]| --? )"
    r'|(?P<quote>")'
)
_QUOTE_LIMIT = 120  # characters: a quotation that runs on longer is an unpaired mark


class Token(NamedTuple):
    """A word as matched (`text`), its place in the field, its sentence, and the number it says."""

    text: str
    start: int
    end: int
    sentence: int
    quoted: bool
    value: int | None


def tokenize(text: str, spans: list[tuple[int, int]]) -> list[Token]:
    """Return the tokens of the parts of `text` that `spans` (ascending) name."""
    folded = fold(text)
    tokens: list[Token] = []
    sentence = 0
    for start, end in spans:
        sentence = _scan(text, folded, start, end, sentence, tokens) + 1
        tokens.append(Token(STOP, end, end, sentence, quoted=False, value=None))
    return _join_numerals(tokens)


def _scan(text: str, folded: str, start: int, end: int, sentence: int, tokens: list[Token]) -> int:
    quote_ends = -1
    for match in _TOKEN.finditer(folded, start, end):
        kind = match.lastgroup
        word, value = match.group(), None
        if kind == "quote":
            if match.start() > quote_ends:
                closing = folded.find('"', match.end(), min(end, match.end() + _QUOTE_LIMIT))
                quote_ends = closing if closing >= 0 else quote_ends
            word = SOFT
        elif kind in ("stop", "question"):
            word = STOP if kind == "stop" else "?"
        elif kind == "line":
            after = text[match.end() : match.end() + 1]
            word = SOFT if after.islower() else STOP
        elif kind == "soft":
            word = SOFT
        elif kind == "number":
            value = _value(word)
        elif kind in ("word", "elision"):
            word = word.replace("'", "")
            value = NUMERALS.get(word)
        elif kind == "time":
            word = "@time"
        quoted = match.start() < quote_ends
        tokens.append(Token(word, match.start(), match.end(), sentence, quoted, value))
        if word in (STOP, "?"):
            sentence += 1
    return sentence


def _value(written: str) -> int | None:
    plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", written)
    return int(plain) if plain.isdecimal() and len(plain) < 10 else None  # noqa: PLR2004 - ten digits are a telephone number


def _join_numerals(tokens: list[Token]) -> list[Token]:
    """Join numerals said in several words ("hundred and twenty", "vingt-quatre", "two one four")."""
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        last = index
        while (
            last + 1 < len(tokens)
            and tokens[last].text in NUMERALS
            and (
                tokens[last + 1].text in NUMERALS
                or (
                    tokens[last + 1].text in ("and", "et")
                    and tokens[last].text in ("hundred", "cent", "vingt", "trente", "quarante", "cinquante", "soixante")
                    and last + 2 < len(tokens)
                    and tokens[last + 2].text in NUMERALS
                )
            )
        ):
            last += 1 if tokens[last + 1].text in NUMERALS else 2
        token = tokens[index]
        if last > index:
            words = [t.text for t in tokens[index : last + 1]]
            token = token._replace(text="#", end=tokens[last].end, value=digits_of(words))
        joined.append(token)
        index = last + 1
    return joined
