"""The text of RTF, or the HTML that Outlook has put into it ([MS-OXRTFEX])."""

import re
from binascii import unhexlify
from dataclasses import dataclass

from intake_email.reading import charset, codepage

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # a control word
    rb"|((?:\\'[0-9a-fA-F]{2})+)"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|[\r\n]+"
    rb"|([^\\{}\r\n]+)"
    rb"|\\",
    re.DOTALL,
)
_ASIDE = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"fldinst"}
_SHOWN = {b"htmltag", b"result", b"fldrslt"}  # groups to read within one that is put aside
_WORDS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"lquote": "‘", b"rquote": "’"}
_WORDS |= {b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_CHARSETS = {  # a font's charset as a code page (Windows' CharSet values)
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255,
    178: 1256, 186: 1257, 204: 1251, 222: 874, 238: 1250,
}  # fmt: skip
_CHARACTER_SETS = {b"mac": 10000, b"pc": 437, b"pca": 850}
_DEFAULT_CODEC = "cp1252"
_MAX_TEXT = 5_000_000


def to_html_or_text(source: bytes) -> tuple[str, bool]:
    """What the RTF holds, and whether that is HTML."""
    is_html = b"\\fromhtml" in source[:2000]
    return _Reader().read(source), is_html


@dataclass(slots=True)
class _Group:
    aside: bool = False  # a destination that is not text
    hidden: bool = False  # \htmlrtf: for readers of RTF only
    unicode_skip: int = 1
    font: int | None = None
    is_font_table: bool = False

    def inner(self) -> "_Group":
        return _Group(self.aside, self.hidden, self.unicode_skip, self.font, self.is_font_table)


class _Reader:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._size = 0
        self._bytes = bytearray()
        self._codec = _DEFAULT_CODEC
        self._fonts: dict[int, str] = {}
        self._groups = [_Group()]
        self._skip = 0  # characters that repeat the last \u for older readers

    def read(self, source: bytes) -> str:
        position = 0
        while self._size <= _MAX_TEXT and (token := _TOKEN.match(source, position)):
            position = token.end()
            word, number, escaped, symbol, brace, run = token.groups()
            if brace:
                self._brace(brace)
            elif word == b"bin":
                position += max(int(number or 0), 0)  # so many bytes that are no RTF
            elif word:
                self._word(word, int(number) if number else None)
            elif escaped:
                self._run(unhexlify(escaped.replace(b"\\'", b"")))
            elif symbol:
                self._symbol(symbol)
            elif run:
                self._run(run)
        self._flush()
        return charset.without_surrogates("".join(self._out)).strip()

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        if brace == b"{":
            self._groups.append(self._groups[-1].inner())
        elif len(self._groups) > 1:
            self._groups.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        group = self._groups[-1]
        if word == b"u" and number is not None:
            self._emit(chr(number & 0xFFFF))  # half a surrogate pair at times: joined at the end
            self._skip = group.unicode_skip
            return
        self._flush()
        self._skip = 0
        if word == b"uc" and number is not None:
            group.unicode_skip = min(max(number, 0), 8)
        elif word == b"htmlrtf":
            group.hidden = number != 0
        elif word in _SHOWN:
            group.aside = False
            group.font = None if word == b"htmltag" else group.font  # tags are in the document's own charset
        elif word in _ASIDE:
            group.aside = True
            group.is_font_table = word == b"fonttbl"
        elif word in _WORDS:
            self._emit(_WORDS[word])
        else:
            self._charset_word(group, word, number)

    def _charset_word(self, group: _Group, word: bytes, number: int | None) -> None:
        if word in _CHARACTER_SETS:
            self._codec = codepage.codec(_CHARACTER_SETS[word]) or _DEFAULT_CODEC
        elif word == b"plain":
            group.font = None
        elif number is None:
            return
        elif word == b"ansicpg":
            self._codec = codepage.codec(number) or _DEFAULT_CODEC
        elif word == b"f":
            group.font = number
        elif group.is_font_table and group.font is not None and word in (b"fcharset", b"cpg"):
            page = _CHARSETS.get(number) if word == b"fcharset" else number
            found = codepage.codec(page) if page else None
            if found:
                self._fonts[group.font] = found

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._groups[-1].aside = True  # unless the word that follows is one to read
        elif symbol in _SYMBOLS:
            self._emit(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._emit("\n")

    def _run(self, run: bytes) -> None:
        if self._skip:
            skipped = min(self._skip, len(run))
            self._skip -= skipped
            run = run[skipped:]
        if self._is_shown():
            self._bytes += run

    def _is_shown(self) -> bool:
        group = self._groups[-1]
        return not group.aside and not group.hidden

    def _emit(self, text: str) -> None:
        self._flush()
        if self._is_shown():
            self._out.append(text)
            self._size += len(text)

    def _flush(self) -> None:
        if self._bytes:
            font = self._groups[-1].font
            codec = self._fonts.get(font, self._codec) if font is not None else self._codec
            text = self._bytes.decode(codec, "replace")
            self._bytes.clear()
            self._out.append(text)
            self._size += len(text)
