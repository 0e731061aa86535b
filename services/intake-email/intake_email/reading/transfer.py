"""Content-Transfer-Encoding undone: RFC 2045's, uuencode, and encodings that are declared but not there."""

import binascii
import re

_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]*={0,2}[ \t]*")
_URL_SAFE = re.compile(rb"[\w-]++={0,2}")
_FROM_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_SOFT_BREAK = re.compile(rb"=[ \t]{1,80}(\r?\n)")  # with white space behind it, as gateways add
_WHITE = b" \t\r\n"
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_IDENTITY = {"", "7bit", "8bit", "binary"}
_UU = {"xuuencode", "uuencode", "xuue", "uue"}


def decode(body: bytes, encoding: str) -> tuple[bytes, str | None]:
    """The content, and what was wrong with its encoding (None: nothing)."""
    if encoding in _IDENTITY:
        return body, None
    if encoding == "quotedprintable":
        return binascii.a2b_qp(_SOFT_BREAK.sub(rb"=\1", body) if b"= " in body or b"=\t" in body else body), None
    if encoding == "base64":
        return _base64(body)
    if encoding in _UU:
        return _uudecoded(body)
    return body, f"the transfer encoding {encoding[:40]!r} is unknown, read as it stands"


def _base64(body: bytes) -> tuple[bytes, str | None]:
    compact = body.translate(None, _WHITE)
    if _BASE64_LINE.fullmatch(compact):
        try:
            return binascii.a2b_base64(compact), None
        except binascii.Error:
            return _padded(compact), "base64 is cut short or badly padded"
    if len(compact) % 4 == 0 and _URL_SAFE.fullmatch(compact) and b" " not in body.strip():
        return binascii.a2b_base64(compact.translate(_FROM_URL_SAFE)), "base64 in the alphabet made for URLs"
    return _mixed(body, compact)


def _mixed(body: bytes, compact: bytes) -> tuple[bytes, str | None]:
    """Base64 in several runs, before plain text, with foreign characters in it, or none at all."""
    lines = body.split(b"\n")
    good = next((i for i, line in enumerate(lines) if not _BASE64_LINE.fullmatch(line.strip())), len(lines))
    if good == 0 or not b"".join(lines[:good]).strip():
        if sum(map(_is_foreign, compact[:4000])) * 10 > min(len(compact), 4000) or b" " in lines[0].strip():
            return body, "declared as base64 but is not"
        return _runs(compact), "base64 holds foreign characters"
    rest = b"\n".join(lines[good:])
    if rest.strip() and (b"=" in lines[good - 1] or not lines[good - 1].strip()):
        return _runs(b"".join(lines[:good]).translate(None, _WHITE)) + b"\n" + rest, "plain text follows base64"
    return _runs(compact), "base64 holds foreign characters"


def _is_foreign(value: int) -> bool:
    return not (48 <= value <= 57 or 65 <= value <= 90 or 97 <= value <= 122 or value in b"+/=")  # noqa: PLR2004 - ASCII


def _runs(compact: bytes) -> bytes:
    """Each padded run decoded by itself: some mailers join several."""
    return b"".join(_padded(run) for run in re.split(rb"=++", compact))


def _padded(run: bytes) -> bytes:
    clean = bytes(value for value in run if not _is_foreign(value) and value != ord("="))
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _uudecoded(body: bytes) -> tuple[bytes, str | None]:
    files = uuencoded(body)
    if files:
        return files[0][1], None
    lines = [line for line in body.splitlines() if line.strip() and line.strip() != b"end"]
    if lines and all(map(_is_uu_line, lines)):
        return _uu_content(b"\n".join(lines)), "uuencode without its first line"
    return body, "declared as uuencode but is not"


def _is_uu_line(line: bytes) -> bool:
    """Whether a line's first character counts the rest of it."""
    length = -(-((line[0] - 32) & 63) // 3) * 4
    return min(line) >= 32 and max(line) <= 96 and length - 3 <= len(line) - 1 <= length + 1  # noqa: PLR2004 - ASCII


def uuencoded(body: bytes) -> list[tuple[bytes, bytes]]:
    """The files (name, content) uuencoded within a text."""
    return [(name, content) for name, content, _, _ in _uu_blocks(body)]


def without_uuencoded(body: bytes) -> bytes:
    out, end = [], 0
    for _, _, start, stop in _uu_blocks(body):
        out.append(body[end:start])
        end = stop
    return b"".join([*out, body[end:]])


def _uu_blocks(body: bytes) -> list[tuple[bytes, bytes, int, int]]:
    blocks = []
    position = 0
    while begin := _UU_BEGIN.search(body, position):
        end = _UU_END.search(body, begin.end())
        if end is None:
            break
        blocks.append((begin[1].strip(), _uu_content(body[begin.end() : end.start()]), begin.start(), end.end()))
        position = end.end()
    return blocks


def _uu_content(lines: bytes) -> bytes:
    out = []
    for line in lines.splitlines():
        if not line.strip(b" `"):
            continue
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:  # trailing garbage after the counted bytes
            count = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out.append(binascii.a2b_uu(line[:count]))
            except binascii.Error:
                continue
    return b"".join(out)
