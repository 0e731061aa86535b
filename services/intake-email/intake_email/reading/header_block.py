"""A part's bytes into its header fields and its body (RFC 5322, 2.2), whatever stands between them."""

import re
from collections.abc import Callable

from intake_email.reading.mail import Limits

FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:")
_STANDS_ALONE = re.compile(rb"[ \t]|[!-9;-~]+[ \t]*:")
_MOST_RETURNS = 100
_KNOWN = re.compile(
    rb"(?i)(content-|mime-version|to|from|cc|bcc|subject|date|message-id|reply-to|sender|received|return-path"
    rb"|in-reply-to|references|x-|list-|auto-submitted|precedence|dkim-|arc-|user-agent|importance)"
    rb"[!-9;-~]*[ \t]*:"
)
_BLANK_LINES = re.compile(rb"(?:[ \t]*\r*\n)*")
_FOLDED_LINE = re.compile(rb"[^\n]*\n(?:[ \t][^\n]*\n)*")
_INDENTED_LINES = re.compile(rb"(?:[ \t]+[^\s][^\n]*\n)+")

Fields = list[tuple[str, bytes]]


def split(raw: bytes, *, is_root: bool, limits: Limits, note: Callable[[str], None]) -> tuple[Fields, bytes]:
    """The fields, names in lower case and values still folded, and what follows the empty line below them."""
    block = _Block()
    position, end = 0, len(raw)
    while position < end:
        stop = raw.find(b"\n", position)
        stop = end if stop < 0 else stop
        line = raw[position:stop]
        if position > limits.header_bytes or block.size >= limits.fields:
            note("the header is longer than is read; the rest of it was skipped")
            return block.fields(), _after_header(raw, position)
        if not line.strip():
            further = _header_goes_on(raw, stop + 1, block, is_blank=line.strip(b"\r") == b"", is_root=is_root)
            if further is None:
                return block.fields(), raw[stop + 1 :]
            note("an empty line stands within the header")
            position = further
            continue
        if not block.add(line):
            if not (_KNOWN.match(raw, stop + 1) or block.ends_within_address(line)):
                note("no empty line between header and body")
                return block.fields(), raw[position:]
            note(block.add_nameless(line))
        position = stop + 1
    return block.fields(), b""


class _Block:
    """The fields as their lines come in."""

    def __init__(self) -> None:
        self._fields: list[tuple[str, list[bytes]]] = []

    @property
    def size(self) -> int:
        return len(self._fields)

    @property
    def names(self) -> set[str]:
        return {name for name, _ in self._fields}

    def fields(self) -> Fields:
        return [(name, b"\n".join(lines)) for name, lines in self._fields]

    def add(self, line: bytes) -> bool:
        """Whether the line is a field's, or a mailbox's `From ` that is none."""
        if line[0] in b" \t" and self._fields:
            self._fields[-1][1].append(line)
            return True
        if b"\r" in line[:-1]:
            first, *others = _at_bare_returns(line)
            if others:
                return self.add(first) and all(self.add(other) for other in others)
        if b"\0" in line:
            line = line.replace(b"\0", b"")
        if found := FIELD.match(line):
            self._fields.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
            return True
        return line.startswith((b"From ", b">From "))

    def ends_within_address(self, line: bytes) -> bool:
        """Whether a line without a name closes the address that the field above it has opened."""
        value = b"".join(self._fields[-1][1]) if self._fields else b""
        return value.rfind(b"<") > value.rfind(b">") and b">" in line and b"<" not in line.partition(b">")[0]

    def add_nameless(self, line: bytes) -> str:
        """Take in a line that is no field amid fields; says what was done with it."""
        if not self._fields:
            return "a line before the header was skipped"
        self._fields[-1][1].append(b" " + line)
        return "a header line without a name was joined to the one before it"


def _at_bare_returns(line: bytes) -> list[bytes]:
    """The lines in one, where fields end in a bare carriage return."""
    pieces = line.rstrip(b"\r").split(b"\r", _MOST_RETURNS)
    is_folded = len(pieces) <= _MOST_RETURNS and all(map(_STANDS_ALONE.match, pieces))
    return pieces if is_folded else [line]


def _header_goes_on(raw: bytes, position: int, block: _Block, *, is_blank: bool, is_root: bool) -> int | None:
    """Where the header goes on below an empty line: white space alone is a fold, and no mail lacks its sender."""
    if not is_blank:
        if _KNOWN.match(raw, position):
            return position
        if (indented := _INDENTED_LINES.match(raw, position)) and FIELD.match(raw, indented.end()):
            return position
    if not is_root or not block.size or not block.names.isdisjoint({"from", "content-type"}):
        return None
    blank = _BLANK_LINES.match(raw, position)
    start = blank.end() if blank else position
    first = _FOLDED_LINE.match(raw, start) if _KNOWN.match(raw, start) else None
    return start if first and _KNOWN.match(raw, first.end()) else None


def _after_header(raw: bytes, position: int) -> bytes:
    blank = re.compile(rb"\n\r?\n").search(raw, position)
    return raw[blank.end() :] if blank else b""
