"""Address lists (RFC 5322 with its obsolete and broken forms): every address that is there, names decoded."""

import re

from intake_email.reading import charset, header
from intake_email.reading.mail import Address

_TOKEN = re.compile(
    r"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)"  # a comment, with others in it
    r'|"(?:[^"\\]|\\.)*+"?'  # a quoted string, closed or not
    r"|=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*+\?="  # an encoded word, whatever stands in it
    r"|<(?:[^<>(]|\((?:[^()\\]|\\.)*+\))*+>?"  # comments within count as such
    r"|\\."
    r"|[,;:()]"
    r"|(?:[^\",;:()<>=\\]|=(?!\?))++"
    r"|[>=]",
    re.DOTALL,
)
_ADDRESS = re.compile(r"(?:\"[^\"@]{1,64}\"|[^\s<>,;:\"()@]{1,320}+)@[^\s<>,;\"()@]{1,255}")
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*+\)")
_BRACKET = re.compile(r"(?<!\\)[()]")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def read(raw: bytes, hint: str | None = None, *, limit: int = 1_000) -> list[Address]:
    """The mailboxes of a field, groups dissolved. Names are decoded after the split: they may hold commas then."""
    found: list[Address] = []
    entry = _Entry()
    comment = 0
    field = header.unfolded(raw, hint)
    groups_end = field.rfind(";")
    for token in _TOKEN.finditer(field):
        piece = token[0]
        if piece.startswith("(") and len(piece) > 1 and not comment:
            entry.comments.append(_QUOTED_PAIR.sub(r"\1", _BRACKET.sub("", piece)))
        elif comment or piece in ("(", ")"):
            comment = max(0, comment + (piece == "(") - (piece == ")"))
            entry.comments.append("" if piece in ("(", ")") else piece)
        elif piece in (",", ";") or entry.is_complete_before(piece):
            following = _Entry() if piece in (",", ";") else entry.parted_before(piece)
            entry.finish_into(found)
            entry = following
        elif piece == ":" and not entry.expects_colon() and token.start() < groups_end:
            entry = _Entry()  # what stood before was a group's name
        else:
            entry.add(piece)
        if len(found) >= limit:
            return found
    entry.finish_into(found)
    return found


def first(found: list[Address]) -> Address | None:
    """The first that has an address; its name may have come apart at a comma without quotes: `Field, Dana <…>`."""
    for at, one in enumerate(found):
        if one.address:
            parts = [other.name for other in found[: at + 1]] if one.name else [""]
            return Address(name=", ".join(parts), address=one.address)
    return None


class _Entry:
    """One address as its tokens come in."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.words_behind: list[str] = []
        self.comments: list[str] = []
        self.bracketed: str | None = None

    def expects_colon(self) -> bool:
        """A colon here belongs to an IPv6 domain literal or follows an address."""
        return self.bracketed is not None or any("@[" in word for word in self.words)

    def is_complete_before(self, piece: str) -> bool:
        """Whether a second address begins where a comma was left out."""
        return self._has_address() and piece.startswith("<") and "@" in piece

    def parted_before(self, piece: str) -> "_Entry":
        """The second address, which takes the words between the two for its name."""
        second = _Entry()
        second.words, self.words_behind = self.words_behind, []
        second.add(piece)
        return second

    def add(self, piece: str) -> None:
        if piece.startswith("<") and not self._has_address():
            self.bracketed = _COMMENT.sub("", piece).strip("<> \t")
        elif piece != ">":
            (self.words_behind if self._has_address() else self.words).append(piece)

    def _has_address(self) -> bool:
        return self.bracketed is not None and "@" in self.bracketed

    def finish_into(self, found: list[Address]) -> None:
        written = "".join(self.words) or "".join(self.words_behind)
        name = header.clean(header.decode_words("".join(map(_unquoted, self.words or self.words_behind))))
        address = _spec(self.bracketed or "")
        if "@" not in address:
            inside = _ADDRESS.search(written) or _ADDRESS.search(name)
            if inside:
                address = _spec(inside[0])
                name = header.clean(_without(name, inside[0]))
        if name.endswith(":"):
            name = ""  # a label («Reply:»), not a name
        if not name:
            name = header.clean(header.decode_words("".join(self.comments)))
        if name or address:
            found.append(Address(name=name, address=address))


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word.removeprefix("\\")
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
        return spec.strip('"')
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
