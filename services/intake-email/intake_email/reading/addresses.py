"""Address lists (RFC 5322 with its obsolete and broken forms): every address that is there, names decoded."""

import re

from intake_email.reading import charset, header
from intake_email.reading.mail import Address

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"?'  # a quoted string, closed or not
    r"|=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*+\?="  # an encoded word, whatever stands in it
    r"|<[^<>]*+>?"
    r"|[,;:()]"
    r"|(?:[^\",;:()<>=]|=(?!\?))++"
    r"|[>=]",
    re.DOTALL,
)
_ADDRESS = re.compile(r"(?:\"[^\"@]{1,64}\"|[^\s<>,;:\"()@]{1,320}+)@[^\s<>,;\"()@]{1,255}")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def read(raw: bytes, hint: str | None = None, *, limit: int = 1_000) -> list[Address]:
    """The mailboxes of a field, groups dissolved. Names are decoded after the split: they may hold commas then."""
    found: list[Address] = []
    entry = _Entry()
    comment = 0
    for token in _TOKEN.finditer(header.unfolded(raw, hint)):
        piece = token[0]
        if comment or piece == "(":
            comment += (piece == "(") - (piece == ")")
            entry.comments.append("" if piece in ("(", ")") else piece)
        elif piece in (",", ";"):
            entry.finish_into(found)
            entry = _Entry()
        elif piece == ":" and not entry.expects_colon():
            entry = _Entry()  # what stood before was a group's name
        else:
            entry.add(piece)
        if len(found) >= limit:
            return found
    entry.finish_into(found)
    return found


class _Entry:
    """One address as its tokens come in."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.bracketed: str | None = None

    def expects_colon(self) -> bool:
        """A colon here belongs to an IPv6 domain literal or follows an address."""
        return self.bracketed is not None or any("@[" in word for word in self.words)

    def add(self, piece: str) -> None:
        if piece.startswith("<") and (self.bracketed is None or "@" not in self.bracketed):
            self.bracketed = piece.strip("<> \t")
        elif piece != ">":
            self.words.append(piece)

    def finish_into(self, found: list[Address]) -> None:
        name = header.clean(header.decode_words("".join(map(_unquoted, self.words))))
        address = _spec(self.bracketed or "")
        if "@" not in address:
            written = "".join(self.words)
            inside = _ADDRESS.search(written) or _ADDRESS.search(name)
            if inside:
                address = address if "@" in address else _spec(inside[0])
                name = header.clean(_without(name, inside[0]))
        if not name:
            name = header.clean(header.decode_words("".join(self.comments)))
        if name or address:
            found.append(Address(name=name, address=address))


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    return _QUOTED_PAIR.sub(r"\1", word[1:-1] if len(word) > 1 and word.endswith('"') else word[1:])


def _without(name: str, address: str) -> str:
    return name.replace(address.replace('"', ""), "").strip(" \t<>'\"")


def _spec(written: str) -> str:
    """An addr-spec without source route, `mailto:` and stray quotes; its domain in Unicode."""
    spec = header.decode_words(written).removeprefix("mailto:").strip(" \t'<>")
    if spec.startswith("@") and ":" in spec:
        spec = spec.rpartition(":")[2]
    if '"' not in spec:
        spec = "".join(spec.split())
    local, at, domain = spec.rpartition("@")
    if not at:
        return spec
    if "xn--" in domain.lower():
        domain = ".".join(map(_label, domain.split(".")))
    return f"{local}@{domain.rstrip('.')}"


def _label(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return charset.without_surrogates(label[4:].encode("ascii").decode("punycode"))
    except UnicodeError:
        return label
