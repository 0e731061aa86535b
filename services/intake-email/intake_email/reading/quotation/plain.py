"""The new text of a plain text: a scan from the top, line by line, in linear time."""

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from . import attribution, marks, separators
from .footer import without_banner
from .headers import begins_block, field_of
from .phrases import ATTRIBUTION
from .signature import without_signature

# A noncharacter (Unicode, 23.7) on a line of its own: what the mark-up knew of quotes, told to this scan.
REST_IS_QUOTED: Final = "\ufdd1"

# Header blocks and attributions are looked for so often in one mail: no honest one has as many candidates.
_MOST_LOOKS: Final = 5_000
_FEWEST_UNATTRIBUTED: Final = 3
_PROMPT: Final = ">>>"
_DASHES: Final = " -–—"
_INVISIBLE: Final = "\u200b\u200e\u200f\ufeff"


class _Rest(Enum):
    """What lies below the new text."""

    NOTHING = auto()
    QUOTE = auto()
    MAIL = auto()
    FORWARD = auto()


@dataclass(kw_only=True)
class _Scan:
    """The parts of one mail; lines are kept by number, a stretch is a run of new text between quotes."""

    lines: list[str]
    folded: list[str]
    is_quote: list[bool]
    attributed: bool = False
    rest: _Rest = _Rest.NOTHING
    end: int = 0
    sentence_before: dict[int, str] = field(default_factory=dict)


def new_text(text: str) -> str:
    """What the sender of a mail has newly written: `text` without quotes, attributions and marked signature.

    Answers between quoted lines and below them stay. A forwarded mail stays, as it is what the sender wants
    read; so does the mail below a header block when nothing stands above it but «FYI». A mail that only quotes
    (`>`) under an attribution, or holds only a signature, has no new text: "".
    """
    lines = without_banner(_lines(text))
    scan = _scan(lines)
    _keep_stray_marks(scan)
    below = _without_marks(scan.lines[scan.end :])
    stretches = _stretches(scan)
    if scan.rest is _Rest.FORWARD:
        return "\n\n".join([*stretches, below])
    if scan.rest is _Rest.MAIL and _points_below(stretches):
        return "\n\n".join([*stretches, below])
    if not stretches and scan.rest is _Rest.NOTHING and not scan.attributed and any(scan.is_quote):
        return _without_marks(lines)
    return "\n\n".join(stretches)


def _lines(text: str) -> list[str]:
    """The lines of a text; a quote that goes on in its attribution's line gets a line of its own."""
    lines: list[str] = []
    looks = _MOST_LOOKS
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        end = attribution.end_within(line) if looks else None
        if end is not None:
            looks -= 1
            above = [_folded(other) for other in (*lines[1 - attribution.MAX_LINES :], line[:end])]
            if attribution.starts_at(above, len(above) - 1, quote_follows=False):
                lines += [line[:end], line[end:]]
                continue
        lines.append(line)
    return lines


def _folded(line: str) -> str:
    return " ".join(line.split()).strip(_INVISIBLE)


def _scan(lines: list[str]) -> _Scan:
    folded = [_folded(line) for line in lines]
    scan = _Scan(
        lines=lines,
        folded=folded,
        is_quote=marks.quoted(folded),
        end=len(lines),
    )
    looks = _MOST_LOOKS
    for number, line in enumerate(folded):
        if not line or scan.is_quote[number]:
            continue
        rest = _rest_that_begins(line)
        if separators.is_reply_above(line):
            rest = _begin_below(scan, number)
        if rest is _Rest.NOTHING and looks:
            if field_of(line):
                looks -= 1
                rest = _Rest.MAIL if begins_block(folded, number) else rest
            elif attribution.may_end(line):
                looks -= 1
                _mark_attribution(scan, number)
        if rest is not _Rest.NOTHING:
            scan.rest, scan.end = rest, number
        if scan.rest is not _Rest.NOTHING:
            break
    return scan


def _rest_that_begins(line: str) -> _Rest:
    if line.startswith(REST_IS_QUOTED) or separators.is_original_message(line):
        return _Rest.MAIL
    if separators.is_forwarded_message(line):
        return _Rest.FORWARD
    return _Rest.NOTHING


def _begin_below(scan: _Scan, number: int) -> _Rest:
    """A help desk's line parts the reply above from the rest; with nothing above, the reply stands below."""
    scan.is_quote[number] = True
    return _Rest.QUOTE if any(scan.folded[:number]) else _Rest.NOTHING


def _mark_attribution(scan: _Scan, end: int) -> None:
    following = end + 1
    while following < len(scan.folded) and not scan.folded[following]:
        following += 1
    quote_follows = following < len(scan.folded) and scan.is_quote[following]
    found = attribution.starts_at(scan.folded, end, quote_follows=quote_follows)
    if found is None:
        return
    start, column = found
    scan.attributed = True
    if column:
        sentence = scan.folded[start][:column].rstrip()
        drawn = sentence.rstrip(_DASHES)
        scan.sentence_before[start] = drawn if sentence.endswith("--") else sentence
    if quote_follows:
        scan.is_quote[start : end + 1] = [True] * (end + 1 - start)
    else:
        scan.rest, scan.end = _Rest.QUOTE, start


def _keep_stray_marks(scan: _Scan) -> None:
    """Take for text, where nothing says who is quoted: a line or two with `>` amid text, and prompts (`>>>`)."""
    quoted = [number for number in range(scan.end) if scan.is_quote[number]]
    if not quoted or scan.attributed or any(scan.folded[number].startswith(marks.QUOTED) for number in quoted):
        return
    amid = any(scan.folded[: quoted[0]]) and any(scan.folded[quoted[-1] + 1 : scan.end])
    prompts = all(scan.folded[number].startswith(_PROMPT) for number in quoted)
    if prompts or (amid and len(quoted) < _FEWEST_UNATTRIBUTED):
        for number in quoted:
            scan.is_quote[number] = False


def _stretches(scan: _Scan) -> list[str]:
    """The stretches of new text in order, each without blank edges and marked signature."""
    stretches: list[str] = []
    current: list[str] = []
    for number in range(scan.end):
        if number in scan.sentence_before:
            current.append(scan.sentence_before[number])
        if scan.is_quote[number]:
            _close(stretches, current)
            current = []
        elif not (number + 1 < scan.end and marks.is_overflow(scan.folded, scan.is_quote, number)):
            current.append(scan.lines[number])
    if scan.rest is not _Rest.NOTHING:
        current.append(scan.sentence_before.get(scan.end, ""))
        while current and (not current[-1].strip() or separators.is_rule(current[-1].strip())):
            current.pop()
    _close(stretches, current)
    return stretches


def _close(stretches: list[str], current: list[str]) -> None:
    text = _joined(without_signature(current, text_above=bool(stretches)))
    if text:
        stretches.append(text)


def _points_below(stretches: list[str]) -> bool:
    """Whether the new text says nothing itself: then the mail below is what the sender wants read."""
    return " ".join(" ".join(stretches).split()).strip(" .!:,").casefold() in {"", *ATTRIBUTION.pointers}


def _without_marks(lines: list[str]) -> str:
    return _joined([line for line in lines if line.strip() not in {marks.QUOTED, REST_IS_QUOTED}])


def _joined(lines: list[str]) -> str:
    start, end = 0, len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return "\n".join(line.rstrip() for line in lines[start:end])
