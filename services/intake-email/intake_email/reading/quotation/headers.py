"""The header block that Outlook and its kin put above a quote: From, Sent, To, Subject, in any language."""

import re
from typing import Final

from .phrases import HEADER_LABELS, HeaderField
from .separators import is_rule

_LONGEST_LABEL: Final = 24
_MOST_LINES: Final = 24
_MOST_FOLDED: Final = 4
_ADDRESS: Final = re.compile(r"[^\s<>]@[^\s<>]|mailto:", re.IGNORECASE)
_LABEL: Final = re.compile(r"[\s*_>]{0,12}([^\W\d_][^:：*_@<>]{0,23}?)[\s*_]{0,4}[:：]")
_INLINE_LABEL: Final = re.compile(r"(?<=\s)[*_]{0,2}([^\W\d_][^\s:：*_@<>]{1,14})[\s*_]{0,3}[:：](?=[\s*])")
_RAW_HEADER: Final = re.compile(r"(?:[a-z]{1,20}(?:-[a-z]{1,20}){1,4}|received) ?:", re.IGNORECASE)
# A date as mail programs alone write it: the weekday first, seconds and a zone last (RFC 5322, 3.3).
_HEADER_DATE: Final = re.compile(r"[a-z]{3}(?:,|=2C) \d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d", re.IGNORECASE)
_LONGEST_INLINE: Final = 1_000
_ENOUGH: Final = 3


def field_of(line: str) -> HeaderField | None:
    """The header field that a line labels, or None."""
    match = _LABEL.match(line)
    return HEADER_LABELS.get(match[1].strip().casefold()) if match else None


def begins_block(lines: list[str], start: int) -> bool:
    """Whether the line at `start` begins a header block, of one field a line or all on one line.

    A person's own list has such lines as well: «From: Laval / To: Longueuil / Date: Monday» is text. So one of
    the fields must tell (an address, a subject, a date of sending), or a drawn rule stand above.
    """
    first = field_of(lines[start])
    if first == "date" and _HEADER_DATE.search(lines[start]):
        first = "sent"
    if first is None or first == "other" or (start and _is_amid_headers(lines[start - 1])):
        return False
    found: set[HeaderField] = {first}
    addressed = bool(_ADDRESS.search(lines[start]))
    found.update(_inline_fields(lines[start]))
    blanks = folded = 0
    for line in lines[start + 1 : start + _MOST_LINES]:
        if not line:
            blanks += 1
            if blanks > 1:
                break
            continue
        field = field_of(line)
        if field is None:
            folded += 1
            if blanks or folded > _MOST_FOLDED:
                break
            continue
        blanks = folded = 0
        found.add(field)
        addressed = addressed or bool(_ADDRESS.search(line))
    return _is_enough(found, addressed=addressed, below_rule=_stands_below_rule(lines, start))


def _is_amid_headers(above: str) -> bool:
    """Whether the line above is a header too: a raw header was pasted, or the block began further up."""
    return bool(_RAW_HEADER.match(above)) or field_of(above) not in {None, "other"}


def _stands_below_rule(lines: list[str], start: int) -> bool:
    above = next((line for line in reversed(lines[max(0, start - 2) : start]) if line), "")
    return is_rule(above)


def _inline_fields(line: str) -> set[HeaderField]:
    if len(line) > _LONGEST_INLINE:
        return set()
    return {
        HEADER_LABELS[label]
        for match in _INLINE_LABEL.finditer(line)
        if (label := match[1].casefold()) in HEADER_LABELS
    }


def _is_enough(found: set[HeaderField], *, addressed: bool, below_rule: bool) -> bool:
    telling = found - {"other"}
    if "from" not in telling:
        return addressed and telling >= {"sent", "to"}
    if len(telling) >= _ENOUGH:
        return addressed or below_rule or not telling.isdisjoint({"sent", "subject"})
    if telling == {"from"}:
        return False
    return below_rule or "sent" in telling or (addressed and "date" in telling)
