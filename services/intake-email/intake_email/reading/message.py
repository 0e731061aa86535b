"""A mail's bytes into its tree of parts (RFC 5322, RFC 2046), within bounds, whatever the bytes are.

Outer boundaries are looked for first, so an inner multipart that never ends stops where the outer one goes on.
"""

import codecs
import re
from dataclasses import dataclass, field

from intake_email.reading import header, header_block, mbox
from intake_email.reading.mail import Limits

_BOUNDARY_GUESS = re.compile(rb"^--([^\s].{0,199}?)[ \t]*\r?$", re.MULTILINE)
_MESSAGES = ("message/rfc822", "message/global", "message/news")


@dataclass(slots=True)
class Part:
    fields: list[tuple[str, bytes]]  # names in lower case
    body: bytes  # as transferred
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_parameters: dict[str, str] = field(default_factory=dict)
    children: list["Part"] = field(default_factory=list)

    def first(self, name: str) -> bytes | None:
        for key, value in self.fields:
            if key == name:
                return value
        return None

    def all(self, name: str) -> list[bytes]:
        return [value for key, value in self.fields if key == name]

    def text(self, name: str) -> str:
        """The first such field as text; empty where there is none."""
        value = self.first(name)
        return "" if value is None else header.text(value, self.charset)

    @property
    def charset(self) -> str | None:
        return self.parameters.get("charset")

    @property
    def filename(self) -> str | None:
        """The name a part gives itself: RFC 2183's, else the older one, else the end of its location."""
        for name in (
            self.disposition_parameters.get("filename"),
            self.parameters.get("name"),
            self.parameters.get("filename"),
        ):
            if name:
                return name
        return self.text("content-location").partition("?")[0].rstrip("/").rpartition("/")[2] or None

    @property
    def encoding(self) -> str:
        """Content-Transfer-Encoding in one spelling: `quoted_printable` and `Quoted-Printable;` are the same."""
        value = (self.first("content-transfer-encoding") or b"").decode("ascii", "ignore").lower()
        return re.sub(r"\([^)]*\)|[^a-z0-9]", "", value.split(";", 1)[0])

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def is_message(self) -> bool:
        return self.content_type in _MESSAGES


class Parser:
    """Parses one mail; counts its parts and gathers its defects."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts = 0
        self.defects: list[str] = []

    def parse(self, raw: bytes) -> Part:
        raw = raw.removeprefix(codecs.BOM_UTF8)
        if b"\n" not in raw:
            raw = raw.replace(b"\r", b"\n")
        if len(one := mbox.first(raw)) < len(raw):
            self.note("more mails follow in the same file; the first of them was read")
            raw = one
        start = raw.lstrip(b"\r\n\t ")
        if header_block.FIELD.match(start):
            raw = start
        return self.part(raw, 0)

    def part(self, raw: bytes, depth: int, default: str = "text/plain") -> Part:
        self._parts += 1
        fields, body = header_block.split(raw, is_root=depth == 0, limits=self._limits, note=self.note)
        part = Part(fields, body, default)
        kind = part.first("content-type")
        if kind is not None:
            name, part.parameters = header.parameters(kind)
            part.content_type = _kind(name, default, is_named="name" in part.parameters)
        disposition = part.first("content-disposition")
        if disposition is not None:
            part.disposition, part.disposition_parameters = header.parameters(disposition)
        if part.is_multipart or _is_divided(part):
            self._divide(part, depth)
        return part

    def _divide(self, part: Part, depth: int) -> None:
        if depth >= self._limits.depth:
            self.note("parts are nested deeper than is read")
            return
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        for piece in self._pieces(part):
            if self._parts >= self._limits.parts:
                self.note("there are more parts than are read")
                return
            part.children.append(self.part(piece, depth + 1, default))
        _give_back(part)

    def _pieces(self, part: Part) -> list[bytes]:
        boundary = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
        pieces = _cut(part.body, boundary) if boundary else []
        if pieces:
            return pieces
        guess = _BOUNDARY_GUESS.search(part.body[:100_000])
        if guess:
            pieces = [p for p in _cut(part.body, guess[1].removesuffix(b"--")) if header_block.FIELD.match(p)]
        self.note("the boundary between parts is missing or wrong" + (", another was found" if pieces else ""))
        return pieces

    def note(self, defect: str) -> None:
        if defect not in self.defects:
            self.defects.append(defect)


def _is_divided(part: Part) -> bool:
    """Whether a part that is not called multipart is one: its boundary starts its body. Then it is called so."""
    boundary = part.parameters.get("boundary", "").rstrip()
    mark = b"--" + boundary.encode("utf-8", "surrogateescape")
    if not boundary or not part.body.lstrip().startswith(mark):
        return False
    part.content_type = "multipart/mixed"
    return True


def _give_back(part: Part) -> None:
    """An inner multipart with the boundary of the outer one gets the texts back that follow it."""
    for at, inner in enumerate(part.children):
        if (
            inner.is_multipart
            and not inner.children
            and inner.parameters.get("boundary") == part.parameters.get("boundary")
        ):
            end = at + 1
            while end < len(part.children) and part.children[end].content_type.startswith("text/"):
                end += 1
            inner.children = part.children[at + 1 : end]
            del part.children[at + 1 : end]
            return


def _kind(name: str, default: str, *, is_named: bool) -> str:
    name = name.strip(" \t\"'<>")
    major, slash, minor = name.partition("/")
    minor = minor.split(maxsplit=1)[0] if minor.strip() else ""
    if slash and major and minor:
        return f"{major.strip()}/{minor.strip()}"
    known = {"text": "text/plain", "html": "text/html", "multipart": "multipart/mixed"}
    if not name:
        return default
    return known.get(major.strip(), "application/octet-stream" if is_named else "text/plain")


def _cut(body: bytes, boundary: bytes) -> list[bytes]:
    mark = b"--" + boundary
    pieces: list[bytes] = []
    started = -1
    position = body.find(mark)
    while position >= 0:
        stop = body.find(b"\n", position)
        stop = len(body) if stop < 0 else stop
        rest = body[position + len(mark) : stop].strip()
        if (position == 0 or body[position - 1] in b"\r\n") and rest in (b"", b"--"):
            if started >= 0:
                pieces.append(_without_last_break(body[started:position]))
                if rest and not _goes_on(body, mark, stop + 1):
                    return pieces
            started = -1 if rest else stop + 1
        position = body.find(mark, stop)
    if started >= 0:
        pieces.append(_up_to_glued_end(body[started:], mark + b"--"))
    return pieces


def _up_to_glued_end(piece: bytes, end: bytes) -> bytes:
    """A last part without the closing boundary that stands behind its last line."""
    content, glued, rest = piece.rpartition(end)
    return content if glued and not rest.strip() else piece


def _goes_on(body: bytes, mark: bytes, position: int) -> bool:
    """Whether further parts follow a closing boundary: an inner multipart has used the outer one's."""
    while (position := body.find(b"\n" + mark, position - 1)) >= 0:
        stop = body.find(b"\n", position + 1)
        if stop >= 0 and not body[position + 1 + len(mark) : stop].strip():
            return header_block.FIELD.match(body, stop + 1) is not None
        position += len(mark) + 1
    return False


def _without_last_break(piece: bytes) -> bytes:
    if piece.endswith(b"\r\n"):
        return piece[:-2]
    return piece[:-1] if piece.endswith(b"\n") else piece
