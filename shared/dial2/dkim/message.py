"""A mail as signatures see it: header fields as written, and canonical forms (RFC 6376, 3.4)."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Form = Literal["simple", "relaxed"]

_BREAK = re.compile(rb"\r?\n")
_FOLDED = re.compile(rb"\r\n(?=[ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_BLANKS_AT_END = re.compile(rb" (?=\r\n|\Z)")
_PIECE = 65_536
_LOOKED_AT = 2_000  # fields: no honest mail has more


class Field(NamedTuple):
    name: str  # in lower case
    raw: bytes  # as written, without its last CRLF

    @property
    def value(self) -> bytes:
        return self.raw.partition(b":")[2]


class Message:
    """The fields, from the top, and the body of a mail."""

    def __init__(self, content: bytes) -> None:
        lines = _BREAK.sub(b"\r\n", content)
        header, _, self.body = (b"\r\n" + lines).partition(b"\r\n\r\n")
        raws = [raw for raw in re.split(rb"\r\n(?![ \t])", header) if b":" in raw][:_LOOKED_AT]
        self.fields = [Field(raw.partition(b":")[0].strip().lower().decode("latin-1"), raw) for raw in raws]

    def all(self, name: str) -> list[Field]:
        return [field for field in self.fields if field.name == name]

    def body_hash(self, form: Form) -> bytes:
        digest = hashlib.sha256()
        for piece in canonical_body(self.body, form):
            digest.update(piece)
        return digest.digest()

    def signed_header(self, names: Iterable[str], form: Form) -> bytes:
        """The canonical fields of these names, taken from the bottom up; one more than there are adds nothing."""
        left: dict[str, list[Field]] = defaultdict(list)
        for field in self.fields:
            left[field.name].append(field)
        chosen = [left[name].pop() for name in map(str.lower, names) if left[name]]
        return b"".join(canonical_field(field.raw, form) + b"\r\n" for field in chosen)


def canonical_field(raw: bytes, form: Form) -> bytes:
    if form == "simple":
        return raw
    name, _, value = _FOLDED.sub(b"", raw).partition(b":")
    return name.strip().lower() + b":" + _BLANKS.sub(b" ", value).strip(b" ")


def canonical_body(body: bytes, form: Form) -> Iterator[bytes]:
    """Piece by piece: what is done to one piece keeps other threads waiting."""
    breaks = b""  # held back: at the end they do not count
    last = b""
    for piece in _pieces(body):
        text = _BLANKS_AT_END.sub(b"", _BLANKS.sub(b" ", piece)) if form == "relaxed" else piece
        kept = text.rstrip(b"\r\n")
        if kept:
            yield breaks + kept
            breaks, last = text[len(kept) :], kept
        else:
            breaks += text
    if last or form == "simple":
        yield b"\r\n"


def _pieces(body: bytes) -> Iterator[bytes]:
    """Whole lines, about so many octets at a time."""
    start = 0
    while start < len(body):
        end = body.find(b"\n", start + _PIECE) + 1 or len(body)
        yield body[start:end]
        start = end
