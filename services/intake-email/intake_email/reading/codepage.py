"""Windows code page numbers, as Outlook and RTF name charsets, into Python's codecs."""

from intake_email.reading import charset

_LABELS = {
    708: "iso8859-6", 932: "cp932", 936: "gb18030", 949: "cp949", 950: "cp950", 1200: "utf-16-le",
    1201: "utf-16-be", 1361: "johab", 10000: "mac-roman", 10004: "mac-arabic", 10006: "mac-greek",
    10007: "mac-cyrillic", 10029: "mac-latin2", 10081: "mac-turkish", 20127: "cp1252", 20866: "koi8-r",
    20932: "euc-jp", 20936: "gb18030", 20949: "cp949", 21866: "koi8-u", 28591: "cp1252", 28599: "cp1254",
    28605: "iso8859-15", 50220: "iso2022-jp", 50221: "iso2022-jp", 50222: "iso2022-jp", 50225: "iso2022-kr",
    51932: "euc-jp", 51936: "gb18030", 51949: "cp949", 52936: "hz", 54936: "gb18030", 65000: "utf-7",
    65001: "utf-8",
}  # fmt: skip
_ISO_8859 = 28590  # 28592 is ISO 8859-2, and so on


def codec(page: int) -> str | None:
    """None where Python knows no such page."""
    label = _LABELS.get(page) or (f"iso8859-{page - _ISO_8859}" if 1 < page - _ISO_8859 <= 16 else f"cp{page}")  # noqa: PLR2004 - parts of ISO 8859
    return charset.codec(label)
