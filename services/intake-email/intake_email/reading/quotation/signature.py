"""Marked signatures: the delimiter line, «Sent from my phone», a lone «-Name», a confidentiality notice.

A name under «Regards,» carries no mark and stays: it is the customer's own text.
"""

import re
from typing import Final

from .phrases import (
    DISCLAIMER_OPENINGS,
    DISCLAIMER_WORDS,
    MOBILE_ENDINGS,
    MOBILE_OPENINGS,
    MOBILE_WORDS,
)

# RFC 3676, 4.3: two dashes and a space; many programs drop the space or draw a longer line.
_DELIMITER: Final = re.compile(r"(?:--|__+|---|----|–|—|——)$")
_DASHED_NAME: Final = re.compile(r"[-–—] ?(?P<name>[^\W\d_a-zß-ÿ][\w.'’]*(?: [^\W\d_][\w.'’]*){0,3})$")
_LONGEST_BLOCK: Final = 14
_LONGEST_MOBILE_LINE: Final = 160
_SHORTEST_DISCLAIMER: Final = 80
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
    if ". " in text.rstrip(". ") or "? " in text:
        return False
    return text.startswith(("sent from my ", "envoyé de mon ")) or any(word in text for word in MOBILE_WORDS)


def _without_mobile(lines: list[str]) -> list[str]:
    kept: list[str] = []
    after_mobile = False
    for line in lines:
        folded = " ".join(line.split())
        if is_mobile_line(folded) or (after_mobile and _LINK.match(folded)):
            after_mobile = True
            continue
        after_mobile = False
        kept.append(line)
    return kept


def _without_delimited(lines: list[str], *, text_above: bool) -> list[str]:
    has_text = text_above
    remaining = sum(1 for line in lines if line.strip())
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            continue
        remaining -= 1
        if line == "-- " or (has_text and remaining <= _LONGEST_BLOCK and _DELIMITER.match(stripped)):
            return lines[:number]
        has_text = True
    return lines


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
    end = _end_of_text(lines)
    if not end or not _DASHED_NAME.match(lines[end - 1].strip()):
        return lines
    others = any(line.lstrip().startswith(("-", "–", "—")) for line in lines[: end - 1])
    set_apart = end > 1 and not lines[end - 2].strip()
    return lines if others or not set_apart else lines[: end - 1]


def _end_of_text(lines: list[str], end: int | None = None) -> int:
    end = len(lines) if end is None else end
    while end and not lines[end - 1].strip():
        end -= 1
    return end
