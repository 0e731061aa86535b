"""What a company, a list or a virus scanner adds around a mail: disclaimers below it, warnings above it."""

import re
from typing import Final

from .phrases import FOOTER
from .separators import is_rule

_SHORTEST_DISCLAIMER: Final = 80
_SHORTEST_UNANNOUNCED: Final = 150
_FEWEST_MARKS: Final = 3
_LONGEST_FOOTER: Final = 400
_LONGEST_BANNER: Final = 800
_TREE: Final = "p "  # a letter that one font draws as a tree
_STYLING: Final = "* _>|[]()<\u200b"
_LINKS: Final = re.compile(r"<?(?:https?://|#)[^\s>]{1,500}>?")


def without_footers(lines: list[str], *, text_above: bool) -> list[str]:
    """The lines without the footers at their end; unless there is text elsewhere, one that stands alone stays."""
    blocks = _blocks(lines)
    cut = len(lines)
    while len(blocks) > (not text_above):
        start, text = blocks[-1]
        if not (_is_footer(text) or (cut < len(lines) and text in FOOTER.disclaimer_headings)):
            break
        cut = start
        blocks.pop()
    if cut == len(lines):
        return lines
    while cut and _is_empty(lines[cut - 1]):
        cut -= 1
    return lines[:cut]


def without_banner(lines: list[str]) -> list[str]:
    """The lines without a gateway's warning at their top; one that stands alone stays."""
    start = next((number for number, line in enumerate(lines) if not _is_empty(line)), len(lines))
    end = next((number for number in range(start, len(lines)) if _is_empty(lines[number])), len(lines))
    text = " ".join(" ".join(lines[start:end]).split()).strip("*# ").casefold()
    is_banner = (
        len(text) <= _LONGEST_BANNER
        and text.startswith(FOOTER.banner_openings)
        and any(words in text for words in FOOTER.banner_words)
    )
    return lines[end:] if is_banner and not all(map(_is_empty, lines[end:])) else lines


def _blocks(lines: list[str]) -> list[tuple[int, str]]:
    """Runs of lines between empty ones and drawn rules: where each starts, and its words without links."""
    blocks: list[tuple[int, list[str]]] = []
    is_open = False
    for number, line in enumerate(lines):
        if _is_empty(line):
            is_open = False
        elif is_open:
            blocks[-1][1].append(line)
        else:
            blocks.append((number, [line]))
            is_open = True
    return [(start, _folded(" ".join(block))) for start, block in blocks]


def _is_empty(line: str) -> bool:
    return not line.strip() or is_rule(line.strip())


def _folded(text: str) -> str:
    without_links = _LINKS.sub(" ", text) if "://" in text or "#" in text else text
    return " ".join(without_links.split()).strip(_STYLING).casefold()


def _is_footer(text: str) -> bool:
    if len(text) <= _LONGEST_FOOTER and text.removeprefix(_TREE).startswith(FOOTER.openings):
        return True
    if len(text) < _SHORTEST_DISCLAIMER:
        return False
    if text.startswith(FOOTER.disclaimer_openings) and any(word in text for word in FOOTER.disclaimer_words):
        return True
    return (
        len(text) >= _SHORTEST_UNANNOUNCED
        and sum(mark in text for mark in FOOTER.disclaimer_marks) >= _FEWEST_MARKS
    )
