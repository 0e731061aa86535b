"""The marks at the beginning of quoted lines: `>`, a name's initials before it, or a bar."""

import re
from collections import Counter
from typing import Final

from . import attribution

# A noncharacter (Unicode, 23.7) on a line of its own: a quote that the mark-up knew of.
QUOTED: Final = "\ufdd0"

_INITIALS: Final = re.compile(r"([A-Z][A-Za-z]{0,3})>")
_BARS: Final = ("|", "¦", "│")
_FEWEST_INITIALED: Final = 2
_LONG_QUOTED_LINE: Final = 65
_LINK: Final = re.compile(r"[<(\[]https?://")
_LINK_AT_END: Final = re.compile(r"https?://\S{8,1000}$")
_OPEN_LINK: Final = re.compile(r"<https?://[^\s<>]{1,1000}$")
_ENDED: Final = (".", "!", "?", ":")


def quoted(folded: list[str]) -> list[bool]:
    """For each white-space-folded line whether it bears a quote's mark."""
    is_quote = [attribution.is_quoted(line) or line.startswith(QUOTED) for line in folded]
    _spare_closed_links(folded, is_quote)
    _mark_initials(folded, is_quote)
    _mark_bars(folded, is_quote)
    return is_quote


def is_overflow(folded: list[str], is_quote: list[bool], number: int) -> bool:
    """Whether a line is the end of the quoted line above it, wrapped without its `>`."""
    if not 0 < number < len(folded) - 1 or not (is_quote[number - 1] and is_quote[number + 1]):
        return False
    line, above = folded[number], folded[number - 1]
    is_wrapped = len(above) >= _LONG_QUOTED_LINE and line[:1].islower() and not above.endswith(_ENDED)
    return is_wrapped or bool(_LINK.match(line)) or (" " not in line and bool(_LINK_AT_END.search(above)))


def _spare_closed_links(folded: list[str], is_quote: list[bool]) -> None:
    """A `>` that closes the link which the line above has opened, as in «<https://status.example», is no mark."""
    for number in range(1, len(folded)):
        if is_quote[number] and not is_quote[number - 1] and _OPEN_LINK.search(folded[number - 1]):
            is_quote[number] = False


def _mark_initials(folded: list[str], is_quote: list[bool]) -> None:
    initials = [match[1] if ">" in line and (match := _INITIALS.match(line)) else "" for line in folded]
    often = Counter(filter(None, initials))
    for number, name in enumerate(initials):
        if often[name] >= _FEWEST_INITIALED:
            is_quote[number] = True


def _mark_bars(folded: list[str], is_quote: list[bool]) -> None:
    """Bars are quotes right below an attribution: elsewhere they draw tables."""
    first = next((number for number, line in enumerate(folded) if line.startswith(_BARS)), None)
    if not first:
        return
    above = first - 1 if folded[first - 1] else first - 2
    if above < 0 or not attribution.may_end(folded[above]):
        return
    if attribution.starts_at(folded, above, quote_follows=True) is not None:
        for number in range(first, len(folded)):
            is_quote[number] = is_quote[number] or folded[number].startswith(_BARS)
