"""Bytes into text: the declared charset where it fits, what the bytes themselves say where it does not."""

import codecs
import re

import chardet

from intake_email.reading import iso_2022

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
    "x-mac-centraleurroman": "mac-latin2",
    "x-mac-greek": "mac-greek",
    "x-mac-turkish": "mac-turkish",
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
# Where windows-1252 is the likeliest of them: letters beyond ASCII stand alone between letters of it.
_LATIN = {"cp1252", "cp1250", "cp1254", "cp1257", "iso8859-2", "iso8859-15", "iso8859-16", "mac-roman", "cp850"}
_CODE_PAGE = re.compile(r"(?:x-)?(?:win(?:dows)?|cp|ms|ibm)[-_ ]?(\d{3,5})")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_FEW_LETTERS = re.compile(rb"[\x00-\x7f]*+(?:[\xc0-\xff][\x00-\x7f]*+){1,5}")  # too few to tell a script by
_MOSTLY = 0.7
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_TRICKY = re.compile(rb"[\x80-\xff\x1b]")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WITH_HOLES = {"cp1252", "cp1254", "cp874"}
_SAMPLE = 20_000  # bytes that a guess looks at
_TOLERATED = 50  # one unreadable character in so many does not make a declared charset wrong
_LONE = 6  # fewer high bytes than this may be valid UTF-8 by accident where a multibyte charset is declared


def codec(label: str) -> str | None:
    """The name of the codec for a charset label as mail spells it; None where there is none."""
    label = label.strip(" \t\r\n\"'").lower().removeprefix("charset=").split("*", 1)[0].replace(" ", "-")
    label = _ALIASES.get(label, label)
    if page := _CODE_PAGE.fullmatch(label):
        label = f"cp{page[1]}"
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
    if declared.startswith("iso2022") and (data.isascii() or _strict(data, "utf-8") is None):
        return iso_2022.decode(data), None
    if declared != "utf-8" and not declared.startswith(("utf-16", "utf-32")) and not data.isascii():
        text = _strict(data, "utf-8")
        if text is not None and (declared not in _MULTIBYTE or len(data) - len(text) >= _LONE):
            return text, f"charset {label[:40]!r} is declared, the bytes are utf-8"
    text = _strict(data, declared)
    if text is not None and iso_2022.ESCAPES.search(data):
        return iso_2022.decode(data), f"charset {label[:40]!r} is declared, the bytes are iso-2022"
    if text is not None:
        return text, None
    if declared == "utf-8" or declared in _MULTIBYTE:
        text = data.decode(declared, "replace")
        bad = text.count("\ufffd")
        if bad * _TOLERATED <= len(text) or (declared == "utf-8" and _is_mostly_sound(text, bad)):
            return text, f"some bytes are not {declared}"
    text, name = _guess(data)
    return text, f"the bytes are not {label[:40]}, read as {name}"


def _is_mostly_sound(text: str, bad: int) -> bool:
    """Whether more characters beyond ASCII are well formed than are not: by chance few are."""
    return sum(not character.isascii() for character in text[:_SAMPLE]) > 2 * bad


def _strict(data: bytes, name: str) -> str | None:
    if name == "utf-16":  # without a mark of its byte order
        name = "utf-16-be" if data[::2].count(0) > data[1::2].count(0) else "utf-16-le"
    try:
        text = data.decode(name)
        return without_surrogates(text) if name == "utf-7" else text
    except UnicodeDecodeError:
        if name == "utf-8" and _SURROGATE.search(data):
            return _surrogates_joined(data)
    except UnicodeError:  # utf-7 and utf-16 raise the general one for some faults
        return None
    if name not in _WITH_HOLES:
        return None
    # The five bytes that windows-1252 leaves open are control characters in iso-8859-1, and seen in the wild.
    return "".join(_byte(value, name) for value in data) if len(data) <= _SAMPLE else data.decode(name, "replace")


def _surrogates_joined(data: bytes) -> str | None:
    """UTF-8 that holds the halves of UTF-16 pairs (CESU-8): pairs made whole, others replaced."""
    try:
        return without_surrogates(data.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        return None


def without_surrogates(text: str) -> str:
    """Pairs joined, lone halves replaced: text that holds one can be neither stored nor sent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _byte(value: int, name: str) -> str:
    return bytes((value,)).decode(name, "ignore") or chr(value)


def _guess(data: bytes) -> tuple[str, str]:
    if data.isascii():
        if iso_2022.ESCAPES.search(data):
            return iso_2022.decode(data), "iso-2022"
        return data.decode("ascii"), "ascii"
    text = _strict(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    if _FEW_LETTERS.fullmatch(data):
        return data.decode("cp1252"), "cp1252"
    found = chardet.detect(data[:_SAMPLE], encoding_era=chardet.EncodingEra.MODERN_WEB)["encoding"]
    name = codec(found or "") or "cp1252"
    if name == "ascii" or (name not in _LATIN and _is_mostly_ascii(data)):
        name = "cp1252"
    text = _strict(data, name)
    return (data.decode(name, "replace") if text is None else text), name


def _is_mostly_ascii(data: bytes) -> bool:
    """Whether bytes beyond ASCII stand alone, as accented letters do and those of other scripts do not."""
    sample = data[:_SAMPLE]
    beyond = sum(1 for value in sample if value >= 0x80)  # noqa: PLR2004 - ASCII's end
    return len(_ALONE.findall(sample)) >= beyond * _MOSTLY
