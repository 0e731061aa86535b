"""Bytes into text: the declared charset where it fits, what the bytes themselves say where it does not."""

import codecs
import re

import chardet

_ALIASES = {
    "": "ascii",
    "7bit": "ascii",
    "8bit": "",
    "ansi": "cp1252",
    "ansi_x3.4-1968": "ascii",
    "ansi_x3.110-1983": "latin-1",
    "binary": "",
    "cn-big5": "big5hkscs",
    "cn-gb": "gb18030",
    "cp-850": "cp850",
    "default": "",
    "gb-2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gb_1988-80": "ascii",
    "ibm-euckr": "cp949",
    "iso-8859-6-e": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "iso-10646-ucs-2": "utf-16-be",
    "ks_c_5601": "cp949",
    "macintosh": "mac-roman",
    "none": "",
    "ucs-2": "utf-16-be",
    "unicode": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
    "unknown": "",
    "unknown-8bit": "",
    "utf": "utf-8",
    "utf-8mb4": "utf-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "x-gbk": "gb18030",
    "x-mac-ce": "mac-latin2",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-roman": "mac-roman",
    "x-sjis": "cp932",
    "x-unknown": "",
    "x-user-defined": "",
    "x-x-big5": "big5hkscs",
}
# What is sent under these names is regularly the larger set (WHATWG Encoding does the same).
_SUPERSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_NOT_CHARSETS = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
    "undefined",
    "mbcs",
    "oem",
    "utf_8_sig",
}
_MULTIBYTE = {
    "gb18030",
    "cp932",
    "cp949",
    "big5hkscs",
    "cp950",
    "euc_jp",
    "euc_jis_2004",
    "johab",
    "gb2312",
    "gbk",
}
_ISO_2022 = re.compile(rb"\x1b[$(]")
_ESCAPE = re.compile(rb"(\x1b\$[@AB]|\x1b\$\([@ABCD]|\x1b\([BJIH]|[\x0e\x0f])")
_TRICKY = re.compile(rb"[\x80-\xff\x1b]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WITH_HOLES = {"cp1252", "cp1254", "cp874"}
_ROWS_BEFORE_KATAKANA, _CELLS_BEFORE_DEL = 62, 63  # where Shift JIS leaves a gap
_SAMPLE = 20_000  # bytes that a guess looks at
_TOLERATED = 50  # one unreadable character in so many does not make a declared charset wrong
_LONE = 6  # fewer high bytes than this may be valid UTF-8 by accident where a multibyte charset is declared


def codec(label: str) -> str | None:
    """The name of the codec for a charset label as mail spells it; None where there is none."""
    label = label.strip(" \t\r\n\"'").lower().removeprefix("charset=").split("*", 1)[0].replace(" ", "-")
    label = _ALIASES.get(label, label)
    for candidate in (label, re.match(r"[a-z0-9_.:-]{0,40}", label)[0], label.removeprefix("x-")):  # type: ignore[index]
        if not candidate:
            continue
        try:
            name = codecs.lookup(candidate).name
            text = b"a".decode(name, "replace")
        except (LookupError, ValueError, TypeError, UnicodeError, AttributeError):
            continue
        if name.replace("-", "_") not in _NOT_CHARSETS and isinstance(text, str):
            return _SUPERSETS.get(name, name)
    return None


def decode(data: bytes, label: str | None = None) -> tuple[str, str | None]:
    """The text, and what was wrong with its charset (None: nothing)."""
    if not _TRICKY.search(data) and (label is None or label.lower() in ("utf-8", "us-ascii", "iso-8859-1")):
        return data.decode("ascii"), None
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) if name == "utf-8" else 0 :].decode(name, "replace"), None
    if label is None:
        text, name = _guess(data)
        return text, None if name in ("ascii", "utf-8") else f"no charset declared, read as {name}"
    declared = codec(label)
    if declared is None:
        text, name = _guess(data)
        return text, f"charset {label[:40]!r} is unknown, read as {name}"
    return _decode_declared(data, label, declared)


def _decode_declared(data: bytes, label: str, declared: str) -> tuple[str, str | None]:
    if declared.startswith("iso2022"):
        return _iso_2022(data), None
    if declared != "utf-8" and not declared.startswith(("utf-16", "utf-32")) and not data.isascii():
        text = _strict(data, "utf-8")
        if text is not None and (declared not in _MULTIBYTE or len(data) - len(text) >= _LONE):
            return text, f"charset {label[:40]!r} is declared, the bytes are utf-8"
    text = _strict(data, declared)
    if text is not None and _ISO_2022.search(data):
        return _iso_2022(data), f"charset {label[:40]!r} is declared, the bytes are iso-2022"
    if text is not None:
        return text, None
    if declared == "utf-8" or declared in _MULTIBYTE:
        text = data.decode(declared, "replace")
        if text.count("\ufffd") * _TOLERATED <= len(text):
            return text, f"some bytes are not {declared}"
    text, name = _guess(data)
    return text, f"the bytes are not {label[:40]}, read as {name}"


def _strict(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
        return without_surrogates(text) if name == "utf-7" else text
    except UnicodeDecodeError:
        pass
    except UnicodeError:  # utf-7 and utf-16 raise the general one for some faults
        return None
    if name not in _WITH_HOLES:
        return None
    # The five bytes that windows-1252 leaves open are control characters in iso-8859-1, and seen in the wild.
    return "".join(_byte(value, name) for value in data) if len(data) <= _SAMPLE else data.decode(name, "replace")


def without_surrogates(text: str) -> str:
    """Pairs joined, lone halves replaced: text that holds one can be neither stored nor sent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _byte(value: int, name: str) -> str:
    return bytes((value,)).decode(name, "ignore") or chr(value)


def _iso_2022(data: bytes) -> str:
    """ISO-2022-JP with vendors' additions (Python's codecs refuse those), and its Korean and Chinese relatives."""
    shifted = "cp949" if b"\x1b$)C" in data else "gb18030"
    announced = data.replace(b"\x1b$)C", b"").replace(b"\x1b$)A", b"")
    out, mode = [], b""
    for piece in _ESCAPE.split(announced):
        if piece.startswith(b"\x1b") or piece in (b"\x0e", b"\x0f"):
            mode = piece
        elif piece:
            out.append(_iso_2022_run(piece, mode, shifted))
    return "".join(out)


def _iso_2022_run(run: bytes, mode: bytes, shifted: str) -> str:
    if mode == b"\x1b(I":  # half-width katakana
        return _raised(run).decode("cp932", "replace")
    if mode == b"\x1b$(D":  # JIS X 0212
        raised = _raised(run)
        pairs = (raised[at : at + 2] for at in range(0, len(raised), 2))
        return b"".join(b"\x8f" + pair for pair in pairs).decode("euc_jp", "replace")
    relative = {b"\x0e": shifted, b"\x1b$A": "gb18030", b"\x1b$(A": "gb18030", b"\x1b$(C": "cp949"}.get(mode)
    if relative:
        return _raised(run).decode(relative, "replace")
    if mode.startswith(b"\x1b$"):
        return _jis_x_0208(_raised(run))
    return run.decode("cp932", "replace")


def _raised(run: bytes) -> bytes:
    """Seven-bit code points as their eight-bit encodings have them."""
    return bytes(value | 0x80 if value > ord(" ") else value for value in run)


def _jis_x_0208(raised: bytes) -> str:
    try:
        return raised.decode("euc_jp")
    except UnicodeDecodeError:
        # Rows 13 and 89-92 hold NEC's and IBM's characters, which only the Shift JIS codec of Windows knows.
        return re.sub(rb"(?s)[\xa1-\xfe]{2}", _to_shift_jis, raised).decode("cp932", "replace")


def _to_shift_jis(pair: re.Match[bytes]) -> bytes:
    row, cell = pair[0][0] - 0xA1, pair[0][1] - 0xA1
    lead = row // 2 + (0x81 if row < _ROWS_BEFORE_KATAKANA else 0xC1)
    trail = cell + 0x9F if row % 2 else cell + 0x40 + (cell >= _CELLS_BEFORE_DEL)
    return bytes((lead, trail))


def _guess(data: bytes) -> tuple[str, str]:
    if data.isascii():
        if _ISO_2022.search(data):
            return _iso_2022(data), "iso-2022"
        return data.decode("ascii"), "ascii"
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    found = chardet.detect(data[:_SAMPLE], encoding_era=chardet.EncodingEra.MODERN_WEB)["encoding"]
    name = codec(found or "") or "cp1252"
    if name == "ascii":  # the sample was, the rest is not
        name = "cp1252"
    text = _strict(data, name)
    return (data.decode(name, "replace") if text is None else text), name
