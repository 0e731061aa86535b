"""Header fields: their split into name and value, encoded words (RFC 2047), parameters (RFC 2231), dates, ids."""

import base64
import binascii
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote_to_bytes

from intake_email.reading import charset

# A question mark may stand raw in the payload, but not beside "=": that would start or end a word.
_ENCODED = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*+(?:(?<!=)\?(?!=)[^?]*+)*+)\?=")
_SPLIT_BYTE = re.compile(rb"=([\dA-Fa-f]) ([\dA-Fa-f])")
_BETWEEN = re.compile(r"[ \t\r\n]*")
_PARAMETER = re.compile(r';\s*+([^\s=;"]++)\s*+=\s*+("(?:[^"\\]|\\.)*+"?|[^;]*+)', re.DOTALL)
_WITHOUT_SEMICOLON = re.compile(r"([^\s;,=\"]{1,80})(?:\s{1,9}|,\s{0,9})(?=[\w*-]{1,40}\s{0,9}=)")
_CONTINUED = re.compile(r"(.+?)(?:\*(\d{1,3}))?(\*)?")
_CHARSET_PREFIX = re.compile(r"([^'%]{0,60})'[^']{0,40}'", re.DOTALL)
_ID = re.compile(r"<[^<>]{1,998}>")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")


def text(raw: bytes, hint: str | None = None) -> str:
    """An unstructured field's text. Raw 8-bit is read by the hint, the body's charset, or by a guess."""
    return clean(decode_words(unfolded(raw, hint)))


def clean(value: str) -> str:
    """Without control and direction-changing characters, on one line."""
    return _CONTROL.sub("", value.replace("\n", " ").replace("\t", " ")).strip()


def unfolded(raw: bytes, hint: str | None = None) -> str:
    """A field's value on one line, encoded words left as they are."""
    if raw.isascii() and b"\x1b" not in raw:
        value = raw.decode("ascii")
    else:
        value = charset.decode(raw, None if _is_utf8(raw) else hint)[0]
    return " ".join(line.strip(" \t\r") for line in value.split("\n")).strip() if "\n" in value else value.strip()


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode_words(value: str) -> str:
    """Encoded words into text; a character cut in two by adjoining words is made whole."""
    if "=?" not in value:
        return value
    out: list[str] = []
    held, held_label = b"", ""
    end = 0
    for word in _ENCODED.finditer(value):
        gap = value[end : word.start()]
        label = word[1].split("*", 1)[0]
        data = _word_bytes(word[2], word[3])
        adjoining = end > 0 and _BETWEEN.fullmatch(gap) is not None
        if adjoining and label.lower() == held_label.lower():
            held += data
        else:
            if held_label:
                out.append(charset.decode(held, held_label)[0])
            if not adjoining:
                out.append(gap)
            held, held_label = data, label
        end = word.end()
    if held_label:
        out.append(charset.decode(held, held_label)[0])
    out.append(value[end:])
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        if b" " in raw:  # none belongs in a word; some mailers fold amid the two digits of a byte
            raw = _SPLIT_BYTE.sub(rb"=\1\2", raw).replace(b" ", b"_")
        return binascii.a2b_qp(raw, header=True)
    return lenient_base64(payload)


def lenient_base64(payload: str) -> bytes:
    """Base64 whatever its padding; each padded run by itself, as some mailers join them."""
    out = []
    for run in payload.split("="):
        clean = _NOT_BASE64.sub("", run.replace("-", "+").replace("_", "/"))
        clean = clean[: len(clean) - (len(clean) % 4 == 1)]
        out.append(base64.b64decode(clean + "=" * (-len(clean) % 4)))
    return b"".join(out)


def parameters(raw: bytes, hint: str | None = None) -> tuple[str, dict[str, str]]:
    """A structured field's value, lower case, and its parameters, decoded by RFC 2231 and by how it is misused."""
    value = unfolded(raw, hint)
    if glued := _WITHOUT_SEMICOLON.match(value):
        value = f"{glued[1]};{value[glued.end() :]}"
    head, semicolon, tail = value.partition(";")
    if not semicolon:
        return head.strip().lower(), {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    plain: dict[str, str] = {}
    for found in _PARAMETER.finditer(semicolon + tail):
        name, content = found[1].lower(), _unquoted(found[2])
        split = _CONTINUED.fullmatch(name)
        if split is None or (split[2] is None and split[3] is None):
            plain.setdefault(name, content)
        else:
            pieces.setdefault(split[1], {}).setdefault(int(split[2] or 0), (content, split[3] is not None))
    decoded = {name: decode_words(content) for name, content in plain.items()}
    decoded |= {name: _joined(numbered, hint) for name, numbered in pieces.items()}
    return head.strip().lower(), decoded


def _unquoted(content: str) -> str:
    content = content.strip()
    if not content.startswith('"'):
        return content
    content = content[1:-1] if len(content) > 1 and content.endswith('"') else content[1:]
    return content.replace('\\"', '"').replace("\\\\", "\\")


def _joined(numbered: dict[int, tuple[str, bool]], hint: str | None) -> str:
    pieces = [numbered[number] for number in sorted(numbered)]
    if not any(encoded for _, encoded in pieces):
        return decode_words("".join(content for content, _ in pieces))
    first, _ = pieces[0]
    prefix = _CHARSET_PREFIX.match(first)
    label = hint
    if prefix:
        label, pieces[0] = prefix[1] or hint, (first[prefix.end() :], True)
    data = b"".join(
        unquote_to_bytes(content) if encoded else content.encode("utf-8", "surrogatepass")
        for content, encoded in pieces
    )
    return decode_words(charset.decode(data, label)[0])


def ids(raw: bytes) -> list[str]:
    """Message identifiers, with angle brackets, in order; bare ones are given theirs."""
    value = unfolded(raw)
    found = _ID.findall(value)
    if found:
        return ["".join(one.split()) for one in found]
    return [f"<{word.strip('<>,;')}>" for word in value.split() if "@" in word]


def date(raw: bytes) -> str | None:
    """ISO 8601 with offset; a zone left open (`-0000`, none) is taken as UTC."""
    value = unfolded(raw)[:200]
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            moment = parse(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None
