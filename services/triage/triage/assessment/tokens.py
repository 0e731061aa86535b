"""One pass over a text: words, numbers, times and boundaries, each with its place."""

import re
from sys import intern
from typing import NamedTuple

from triage.assessment.numerals import NUMERALS, numeral_length, value_of
from triage.assessment.text import fold
from triage.assessment.words import words

STOP = "."  # ends a sentence
QUESTION = "?"  # ends one that asks
SOFT = ","  # ends a clause
NUMBER = "#"
TIME = "@time"

# A space before a token is taken with it: a search that fails at every space costs as much as all the rest.
_TOKEN = re.compile(
    r" ?(?:(?P<word>[a-z]+(?![a-z']))"
    r"|(?P<apostrophe>(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'(?=[a-z])|[a-z]+(?:'(?:t|s|m|re|ve|ll|d)(?![a-z]))?)"
    r"|(?P<time>\d{1,2}:\d\d(?::\d\d)?|\d{1,2} ?h(?: ?\d\d)?(?![a-z\d])"
    r"|\d{1,2}(?:[.:]\d\d)? ?(?:am|pm)(?![a-z]))"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<percent>%)"
    r"|(?P<question>\?+(?=!|\"|'|\)|\s*$|\s+[^\s.]))"
    r"|(?P<stop>(?<!\bext)(?<!\bno)(?<!\bmr)(?<!\bmrs)(?<!\bdr)(?<!\bst)(?<!\btel)(?<!\bsgt)"
    r"[.!;]+(?=\s|$|[\"')])|\n\s*\n)"
    r"|(?P<line>\n)"
    r"|(?P<soft>[,:()\u2013\u2014\u2026]|(?<= )--? )"
    r'|(?P<quote>"))'
)
_WORDS = ("word", "apostrophe")
_SAYS = {"time": TIME, "stop": STOP, "question": QUESTION, "soft": SOFT, "quote": SOFT}
_DOTTED = re.compile(r"\d{1,2}\.[0-5]\d")  # a time as the British write it, if a word before says so
_BEFORE_TIME = words("before_time")
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


def tokenize(text: str, spans: list[tuple[int, int]], *, sentence: int = 0) -> list[Token]:
    """Return the tokens of the parts of `text` that `spans` (ascending) name; sentences count from one given."""
    folded = fold(text)
    tokens: list[Token] = []
    for start, end in spans:
        sentence = _scan(text, folded, start, end, sentence, tokens) + 1
        tokens.append(Token(STOP, end, end, sentence, quoted=False, value=None))
    return _join_numerals(tokens)


def _scan(text: str, folded: str, start: int, end: int, sentence: int, tokens: list[Token]) -> int:
    quote_ends = -1
    new, number_of, add = tuple.__new__, NUMERALS.get, tokens.append  # a text is mostly words: every step counts
    for match in _TOKEN.finditer(folded, start, end):
        kind = match.lastgroup
        first, last = match.span(match.lastindex or 0)
        if kind in _WORDS:
            written = folded[first:last]
            word = intern(written if kind == "word" else written.replace("'", ""))  # looked up again and again
            add(new(Token, (word, first, last, sentence, first < quote_ends, number_of(word))))
            continue
        if kind == "quote" and first > quote_ends:
            quote_ends = max(quote_ends, folded.find('"', last, min(end, last + _QUOTE_LIMIT)))
        word = _SAYS.get(kind or "") or folded[first:last]
        if kind == "number" and _DOTTED.fullmatch(word) and tokens and tokens[-1].text in _BEFORE_TIME:
            word = TIME
        if kind == "line":
            word = SOFT if text[last : last + 1].islower() else STOP
        value = _value(word) if kind == "number" else None
        add(Token(word, first, last, sentence, first < quote_ends, value))
        if word in (STOP, QUESTION):
            sentence += 1
    return sentence


def _value(written: str) -> int | None:
    plain = _THOUSANDS.sub("", written)
    return int(plain) if plain.isdecimal() and len(plain) <= _LONGEST_NUMBER else None


def _join_numerals(tokens: list[Token]) -> list[Token]:
    """Join numerals said in several words ("hundred and twenty", "vingt-quatre", "two one four")."""
    joined: list[Token] = []
    done = 0
    for start in [index for index, token in enumerate(tokens) if token.text in NUMERALS]:
        if start < done:
            continue
        spoken = [token.text for token in tokens[start : start + 2 * _LONGEST_NUMBER]]
        length = numeral_length(spoken)
        if length > 1:
            value = value_of(spoken[:length])
            joined += tokens[done:start]
            joined.append(tokens[start]._replace(text=NUMBER, end=tokens[start + length - 1].end, value=value))
            done = start + length
    return joined + tokens[done:]
