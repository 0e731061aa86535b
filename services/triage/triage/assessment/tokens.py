"""One pass over a text: words, numbers, times and boundaries, each with its place."""

import re
from typing import NamedTuple

from triage.assessment.numerals import NUMERALS, numeral_length, value_of
from triage.assessment.text import fold

STOP = "."  # ends a sentence
QUESTION = "?"  # ends one that asks
SOFT = ","  # ends a clause
NUMBER = "#"
TIME = "@time"

_TOKEN = re.compile(
    r"(?P<time>\d{1,2}:\d\d(?::\d\d)?|\d{1,2} ?h(?: ?\d\d)?(?![a-z\d])"
    r"|\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)(?![a-z]))"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<word>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[a-z])|[a-z]+(?:'(?:t|s|m|re|ve|ll|d)(?![a-z]))?)"
    r"|(?P<percent>%)"
    r"|(?P<question>\?+(?=!|\"|'|\)|\s*$|\s+[^\s.]))"
    r"|(?P<stop>(?<!\bext)(?<!\bno)(?<!\bmr)(?<!\bmrs)(?<!\bdr)(?<!\bst)(?<!\btel)(?<!\bsgt)"
    r"[.!;]+(?=\s|$|[\"')])|\n\s*\n)"
    r"|(?P<line>\n)"
    r"|(?P<soft>[,:()\u2013\u2014\u2026]| --? )"
    r'|(?P<quote>")'
)
_SAYS = {"time": TIME, "stop": STOP, "question": QUESTION, "soft": SOFT, "quote": SOFT}
_QUOTE_LIMIT = 120  # characters: a quotation that runs on longer is an unpaired mark
_LONGEST_NUMBER = 9  # digits; more of them are a telephone number
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:\D|$))")


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
        kind = match.lastgroup or ""
        if kind == "quote" and match.start() > quote_ends:
            quote_ends = max(quote_ends, folded.find('"', match.end(), min(end, match.end() + _QUOTE_LIMIT)))
        word = _SAYS.get(kind) or match.group().replace("'", "")
        if kind == "line":
            word = SOFT if text[match.end() : match.end() + 1].islower() else STOP
        value = _value(word) if kind == "number" else NUMERALS.get(word)
        tokens.append(Token(word, match.start(), match.end(), sentence, match.start() < quote_ends, value))
        if word in (STOP, QUESTION):
            sentence += 1
    return sentence


def _value(written: str) -> int | None:
    plain = _THOUSANDS.sub("", written)
    return int(plain) if plain.isdecimal() and len(plain) <= _LONGEST_NUMBER else None


def _join_numerals(tokens: list[Token]) -> list[Token]:
    """Join numerals said in several words ("hundred and twenty", "vingt-quatre", "two one four")."""
    spoken = [token.text for token in tokens]
    joined: list[Token] = []
    index = 0
    while index < len(tokens):
        length = numeral_length(spoken[index : index + 2 * _LONGEST_NUMBER]) if spoken[index] in NUMERALS else 1
        token = tokens[index]
        if length > 1:
            value = value_of(spoken[index : index + length])
            token = token._replace(text=NUMBER, end=tokens[index + length - 1].end, value=value)
        joined.append(token)
        index += length
    return joined
