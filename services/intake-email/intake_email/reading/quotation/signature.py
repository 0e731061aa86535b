"""Marked signatures: the delimiter line, «Sent from my phone», a lone «-Name», a confidentiality notice.

A name under «Regards,» carries no mark and stays: it is the customer's own text.
"""

import re
from typing import Final

from .phrases import (
    DEVICE_NAMES,
    DEVICE_WORDS,
    DISCLAIMER_OPENINGS,
    DISCLAIMER_WORDS,
    MOBILE_ENDINGS,
    MOBILE_OPENINGS,
)

# RFC 3676, 4.3: two dashes and a space; many programs drop the space or draw a longer line.
_DELIMITER: Final = re.compile(r"(?:--|__|——|–|—)$")
_RULE: Final = re.compile(r"(?:-|[-_–—]{3,80})$")
_DASHED_NAME: Final = re.compile(
    r"[-–—]{1,2}(?: ?(?:[^\W\d_a-zß-ÿ][\w.'’]*(?: [^\W\d_a-zß-ÿ][\w.'’]*){0,2})|[^\W\d_]{2,20})$"
)
_ANSWERS: Final = frozenset(
    ("yes", "no", "none", "nothing", "done", "ok", "oui", "non", "aucun", "aucune", "rien")
)
_LONGEST_BLOCK: Final = 14
_LONGEST_BELOW_RULE: Final = 8
_LONGEST_BLOCK_LINE: Final = 80
_LONGEST_MOBILE_LINE: Final = 160
_SHORTEST_DISCLAIMER: Final = 80
_FROM_MY: Final = ("sent from my ", "envoyé de mon ")
_MOST_WORDS: Final = 12
_HARMLESS_COLON: Final = re.compile(r"https?:|^provenance ?:")
_LINK: Final = re.compile(r"[<(\[]?https?://\S{1,300}$")


def without_signature(lines: list[str], *, text_above: bool) -> list[str]:
    """Lines of one stretch of new text, without the marked signature at its end.

    `text_above` says that earlier stretches hold text: a stretch may then be all signature.
    """
    return _without_dashed_name(
        _without_disclaimer(_without_delimited(_without_mobile(lines), text_above=text_above))
    )


def is_mobile_line(line: str) -> bool:
    """Whether a line is what a phone or a mail program puts under a mail: «Sent from my phone»."""
    if not line or len(line) > _LONGEST_MOBILE_LINE:
        return False
    text = line.strip(" *_[]()-–—|>\u200b").casefold()
    if not (text.startswith(MOBILE_OPENINGS) or text.endswith(MOBILE_ENDINGS)):
        return False
    if ":" in _HARMLESS_COLON.sub("", text) or len(text.split()) > _MOST_WORDS:
        return False
    if text.startswith(_FROM_MY):
        return True
    ending = text.rstrip(". !").removesuffix(" gesendet").removesuffix(" aus")
    named = any(name in text for name in DEVICE_NAMES) or ending.endswith(DEVICE_WORDS)
    return named and ". " not in text.rstrip(". ")


def _without_mobile(lines: list[str]) -> list[str]:
    kept: list[str] = []
    after_mobile = False
    for line in lines:
        folded = " ".join(line.split())
        if is_mobile_line(folded) or (after_mobile and _LINK.match(folded)):
            after_mobile = True
            while kept and (not kept[-1].strip() or _RULE.match(kept[-1].strip())):
                kept.pop()  # BlackBerry draws a rule above its line
            continue
        after_mobile = False
        kept.append(line)
    return kept


def _without_delimited(lines: list[str], *, text_above: bool) -> list[str]:
    stripped = [line.strip() for line in lines]
    below = sum(1 for line in stripped if line)
    # Rules part sections; a signature stands below one at most.
    sections = sum(1 for line in stripped if _RULE.match(line)) > 1
    has_text = text_above
    for number, line in enumerate(stripped):
        if not line:
            continue
        below -= 1
        if lines[number] == "-- ":
            return lines[:number]
        if has_text and (
            (_DELIMITER.match(line) and below <= _LONGEST_BLOCK)
            or (below <= _LONGEST_BELOW_RULE and not sections and _is_rule_above_block(stripped, number))
        ):
            return lines[:number]
        has_text = True
    return lines


def _is_rule_above_block(stripped: list[str], number: int) -> bool:
    """Whether a drawn rule has a block of short lines right below it, and is no heading's underline."""
    line = stripped[number]
    if not _RULE.match(line) or (line.startswith("-") and number and stripped[number - 1]):
        return False
    block = stripped[number + 1 :]
    return not any(block) or (bool(block[0]) and all(len(other) <= _LONGEST_BLOCK_LINE for other in block))


def _without_disclaimer(lines: list[str]) -> list[str]:
    kept = len(lines)
    end = _end_of_text(lines)
    while end:
        start = end
        while start and lines[start - 1].strip():
            start -= 1
        above = _end_of_text(lines, start)
        if not above or not _is_disclaimer(" ".join(lines[start:end])):
            break
        kept, end = start, above
    return lines[:kept]


def _is_disclaimer(paragraph: str) -> bool:
    text = " ".join(paragraph.split()).strip("* ").casefold()
    return (
        len(text) >= _SHORTEST_DISCLAIMER
        and text.startswith(DISCLAIMER_OPENINGS)
        and any(word in text for word in DISCLAIMER_WORDS)
    )


def _without_dashed_name(lines: list[str]) -> list[str]:
    """Without a last line «-Name», where it is set apart and no other line begins so (a list's lines do)."""
    end = _end_of_text(lines)
    if not end or "".join(lines[max(0, end - 2) : end - 1]).strip():
        return lines
    last = lines[end - 1].strip()
    if not _DASHED_NAME.match(last) or last.lstrip("-–— ").casefold() in _ANSWERS:
        return lines
    listed = any(line.lstrip().startswith(("-", "–", "—")) for line in lines[: end - 1])
    return lines if listed else lines[: end - 1]


def _end_of_text(lines: list[str], end: int | None = None) -> int:
    end = len(lines) if end is None else end
    while end and not lines[end - 1].strip():
        end -= 1
    return end
