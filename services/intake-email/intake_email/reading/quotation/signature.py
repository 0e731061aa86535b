"""Signatures: the delimiter line, the close of a letter, «Sent from my phone», a lone «-Name», a company's footer.

A name that nothing marks stays: it is the customer's own text.
"""

import re
from typing import Final

from .closing import without_closing
from .footer import without_footers
from .mobile import is_link_alone, is_mobile_line

# RFC 3676, 4.3: two dashes and a space; many programs drop the space or draw a longer line.
_STANDARD: Final = "-- "
_DELIMITER: Final = re.compile(r"(?:--|__|——|–|—)$")
_RULE: Final = re.compile(r"(?:-|[-_–—]{3,80})$")
_DASHED_NAME: Final = re.compile(
    r"(?:[-–—]{1,2}(?: ?(?:[^\W\d_a-zß-ÿ][\w.'’]*(?: [^\W\d_a-zß-ÿ][\w.'’]*){0,2})|[^\W\d_]{2,20})"
    r"|/[^\W\d_a-zß-ÿ][^\W\d_]{1,20})$"
)
_ANSWERS: Final = frozenset(
    ("yes", "no", "none", "nothing", "done", "ok", "oui", "non", "aucun", "aucune", "rien")
)
_LONGEST_BLOCK: Final = 14
_LONGEST_BELOW_RULE: Final = 8
_LONGEST_BELOW_GAP: Final = 3
_LONGEST_BELOW_DASH: Final = 2
_LONGEST_BLOCK_LINE: Final = 80
_UNDERLINED: Final = 0.6  # how much of the line above a heading's underline runs under


def without_signature(lines: list[str], *, text_above: bool) -> list[str]:
    """Lines of one stretch of new text, without the marked signature at its end.

    `text_above` says that earlier stretches hold text: a stretch may then be all signature.
    """
    lines = without_footers(_without_mobile(lines), text_above=text_above)
    cut = _without_delimited(lines, text_above=text_above)
    if len(cut) < len(lines):
        cut = without_footers(cut, text_above=text_above)
    return _without_dashed_name(without_closing(cut, text_above=text_above))


def _without_mobile(lines: list[str]) -> list[str]:
    kept: list[str] = []
    after_mobile = False
    for line in lines:
        folded = " ".join(line.split())
        if is_mobile_line(folded) or (after_mobile and is_link_alone(folded)):
            after_mobile = True
            while kept and (not kept[-1].strip() or _RULE.match(kept[-1].strip())):
                kept.pop()  # BlackBerry draws a rule above its line
            continue
        after_mobile = False
        kept.append(line)
    return kept


def _without_delimited(lines: list[str], *, text_above: bool) -> list[str]:
    """Up to the standard's delimiter; without one, up to what else programs draw; without that, up to a rule."""
    if _STANDARD in lines:
        lines = lines[: lines.index(_STANDARD)]
    stripped = [line.strip() for line in lines]
    written = [number for number, line in enumerate(stripped) if line]
    rules = [number for number in written if _RULE.match(stripped[number])]
    below = len(written)
    for number in written:
        below -= 1
        if (text_above or number != written[0]) and _DELIMITER.match(stripped[number]) and below <= _LONGEST_BLOCK:
            return lines[:number]
    # Several rules part sections, and the first line of a text is below nothing that it could part from.
    drawn = [stripped[rule][0] for rule in rules]
    if drawn == ["_", "_"] and rules[1] == written[-1]:
        del rules[1], stripped[written[-1] :]  # a framed block
    if len(rules) == 1 and (text_above or rules[0] != written[0]) and _is_above_block(stripped, rules[0]):
        return lines[: rules[0]]
    return lines


def _is_above_block(stripped: list[str], rule: int) -> bool:
    """Whether a drawn rule has short lines right below it and underlines no heading."""
    line = stripped[rule]
    above = stripped[rule - 1] if rule else ""
    if above and line.startswith("-") and len(line) >= len(above) * _UNDERLINED:
        return False
    longest = _LONGEST_BELOW_RULE
    if line == "-":
        longest = 0 if above else _LONGEST_BELOW_DASH
    block = [other for other in stripped[rule + 1 :] if other]
    if not block:
        return True
    is_right_below = bool(stripped[rule + 1]) or (
        line.startswith("_")
        and len(block) <= _LONGEST_BELOW_GAP
        and not any(other.endswith((".", "?", "!", ":")) for other in block)
    )
    return is_right_below and len(block) <= longest and all(len(other) <= _LONGEST_BLOCK_LINE for other in block)


def _without_dashed_name(lines: list[str]) -> list[str]:
    """Without a last line «-Name», set apart or without a space, where no other line begins so (a list's do)."""
    end = _end_of_text(lines)
    if not end:
        return lines
    last = lines[end - 1].strip()
    if not _DASHED_NAME.match(last) or last.lstrip("-–— ").casefold() in _ANSWERS:
        return lines
    if end == 1 or (" " in last and lines[end - 2].strip()):
        return lines
    listed = any(line.lstrip().startswith(("-", "–", "—")) for line in lines[: end - 1])
    return lines if listed else lines[: end - 1]


def _end_of_text(lines: list[str]) -> int:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end
