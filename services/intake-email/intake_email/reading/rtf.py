"""Outlook's compressed RTF ([MS-OXRTFCP]), and the HTML ([MS-OXRTFEX]) or text that it holds."""

import re
import struct
from dataclasses import dataclass, replace

from intake_email.reading import charset

_DICTIONARY = (  # what the window holds before the first byte, so that RTF's usual beginning costs little
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_COMPRESSED, _STORED = b"LZFu", b"MELA"
_HEADER = 16
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?"  # a control word
    rb"|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])"
    rb"|([{}])"
    rb"|[\r\n]+"
    rb"|([^\\{}\r\n]+)",
    re.DOTALL,
)
_ASIDE = {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"fldinst"}
_WORDS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": "\t", b"row": "\n", b"lquote": "‘", b"rquote": "’"}
_WORDS |= {b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—"}
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}
_MAX_TEXT = 5_000_000


def decompress(data: bytes, limit: int = 20_000_000) -> bytes:
    """The RTF; data that is not compressed RTF comes back as it is. At most `limit` bytes."""
    if len(data) < _HEADER or data[8:12] not in (_COMPRESSED, _STORED):
        return data
    size = min(struct.unpack_from("<I", data, 4)[0], limit)
    if data[8:12] == _STORED:
        return data[_HEADER : _HEADER + size]
    out = bytearray(_DICTIONARY)
    base, position, end = len(_DICTIONARY), _HEADER, len(data)
    while position < end and len(out) - base < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[position : position + 1]
                position += 1
                continue
            if position + 2 > end:
                return bytes(out[base:])
            pair = data[position] << 8 | data[position + 1]
            position += 2
            # The window is a ring of 4,096 bytes that `out` fills from its start on.
            start = _at(pair >> 4, len(out))
            if start == len(out):
                return bytes(out[base : base + size])
            for offset in range((pair & 15) + 2):
                out.append(out[start + offset] if 0 <= start + offset < len(out) else 0)
    return bytes(out[base : base + size])


def _at(offset: int, written: int) -> int:
    """The newest place in the output that lies at this offset of the window."""
    back = (written - offset) % 4096
    return written - back


def to_html_or_text(source: bytes) -> tuple[str, bool]:
    """What the RTF holds, and whether that is HTML."""
    is_html = b"\\fromhtml" in source[:2000]
    return _Reader().read(source), is_html


@dataclass(slots=True)
class _Group:
    aside: bool = False  # a destination that is not text
    hidden: bool = False  # \htmlrtf: for readers of RTF only
    unicode_skip: int = 1


class _Reader:
    def __init__(self) -> None:
        self._out: list[str] = []
        self._size = 0
        self._bytes = bytearray()
        self._codec = "cp1252"
        self._groups = [_Group()]
        self._skip = 0  # characters that repeat the last \u for older readers

    def read(self, source: bytes) -> str:
        for token in _TOKEN.finditer(source):
            if self._size > _MAX_TEXT:
                break
            word, number, byte, symbol, brace, run = token.groups()
            if brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif byte:
                self._byte(int(byte, 16))
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
            self._groups.append(replace(self._groups[-1]))
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
        if word == b"ansicpg" and number:
            self._codec = _codepage(number)
        elif word == b"uc" and number is not None:
            group.unicode_skip = min(max(number, 0), 8)
        elif word == b"htmlrtf":
            group.hidden = number != 0
        elif word == b"htmltag":
            group.aside = False
        elif word in _ASIDE:
            group.aside = True
        elif word in _WORDS:
            self._emit(_WORDS[word])

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._groups[-1].aside = True  # unless the word that follows says `htmltag`
        elif symbol in _SYMBOLS:
            self._emit(_SYMBOLS[symbol])
        elif symbol in b"\r\n":
            self._emit("\n")

    def _byte(self, value: int) -> None:
        if self._skip:
            self._skip -= 1
        elif self._is_shown():
            self._bytes.append(value)

    def _run(self, run: bytes) -> None:
        skipped = min(self._skip, len(run))
        self._skip -= skipped
        if self._is_shown():
            self._bytes += run[skipped:]

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
            text = self._bytes.decode(self._codec, "replace")
            self._bytes.clear()
            self._out.append(text)
            self._size += len(text)


def _codepage(number: int) -> str:
    return charset.codec(f"cp{number}") or "cp1252"
