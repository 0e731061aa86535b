"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the files under their own names, and the body where there is one."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake_email.reading import charset

_SIGNATURE = 0x223E9F78
_ATTACHMENT_LEVEL = 2
_ATT_SUBJECT, _ATT_BODY, _ATT_MAPI, _ATT_OEM_CODEPAGE = 0x8004, 0x800C, 0x9003, 0x9007
_ATT_TITLE, _ATT_DATA, _ATT_RENDERING, _ATT_ATTACHMENT = 0x8010, 0x800F, 0x9002, 0x9005

_BODY, _RTF, _HTML, _INTERNET_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_DATA, _NAME, _LONG_NAME, _DISPLAY_NAME, _MIME_TAG, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x3001, 0x370E, 0x3712
_FLAGS, _METHOD, _SUBJECT = 0x3714, 0x3705, 0x0037
_RENDERED_IN_BODY = 4
_EMBEDDED_MESSAGE = 5
_OBJECT_ID = 16  # bytes of the interface id that precede an object's data

_FIXED = {2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16}  # bytes on the wire by type
_STRING, _UNICODE, _OBJECT, _BINARY, _MULTIPLE = 0x1E, 0x1F, 0x0D, 0x102, 0x1000
_NAMED = 0x8000
_MAX_VALUES = 100_000

Value = bytes | int | str


@dataclass(slots=True)
class File:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""
    inline: bool = False
    message: "Tnef | None" = None  # a message attached as such


@dataclass(slots=True)
class Tnef:
    subject: str = ""
    text: str = ""
    rtf: bytes = b""  # compressed
    html: bytes = b""
    codepage: str = "cp1252"
    files: list[File] = field(default_factory=list)
    complete: bool = True  # False: the stream ends or breaks off within an attribute


def read(data: bytes, depth: int = 5) -> Tnef | None:
    """None where the bytes are not TNEF. A damaged stream gives what stands before the damage."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _SIGNATURE:  # noqa: PLR2004 - signature and key
        return None
    tnef = Tnef()
    for level, attribute, value in _attributes(data, tnef):
        if level == _ATTACHMENT_LEVEL:
            _attachment(tnef, attribute, value, depth)
        else:
            _message(tnef, attribute, value)
    return tnef


def _attributes(data: bytes, tnef: Tnef) -> Iterator[tuple[int, int, bytes]]:
    position = 6
    while position + 9 <= len(data):
        level, attribute, _, length = struct.unpack_from("<BHHI", data, position)
        position += 9
        if level not in (1, _ATTACHMENT_LEVEL):
            return  # whatever follows the stream (padding, a mailer's garbage) is not ours
        value = data[position : position + length]
        tnef.complete = tnef.complete and len(value) == length
        yield level, attribute, value
        position += length + 2  # a checksum follows; damaged ones are common, the content is read regardless


def _message(tnef: Tnef, attribute: int, value: bytes) -> None:
    if attribute == _ATT_OEM_CODEPAGE and len(value) >= 4:  # noqa: PLR2004 - one long
        page = struct.unpack_from("<I", value)[0]
        tnef.codepage = charset.codec(f"cp{page}") or tnef.codepage
    elif attribute == _ATT_SUBJECT:
        tnef.subject = _text(value, tnef.codepage)
    elif attribute == _ATT_BODY:
        tnef.text = _text(value, tnef.codepage)
    elif attribute == _ATT_MAPI:
        _message_properties(tnef, value)


def _message_properties(tnef: Tnef, value: bytes) -> None:
    properties = mapi(value, tnef)
    if isinstance(page := properties.get(_INTERNET_CODEPAGE), int):
        tnef.codepage = (
            {65001: "utf-8", 20127: "cp1252", 28591: "cp1252"}.get(page)
            or charset.codec(f"cp{page}")
            or tnef.codepage
        )
    tnef.subject = _string(properties, _SUBJECT, tnef.codepage) or tnef.subject
    tnef.text = _string(properties, _BODY, tnef.codepage) or tnef.text
    for identifier, name in ((_RTF, "rtf"), (_HTML, "html")):
        content = properties.get(identifier)
        if isinstance(content, bytes) and content:
            setattr(tnef, name, content)


def _attachment(tnef: Tnef, attribute: int, value: bytes, depth: int) -> None:
    if attribute == _ATT_RENDERING or not tnef.files or _is_next(tnef.files[-1], attribute):
        tnef.files.append(File())
    file = tnef.files[-1]
    if attribute == _ATT_TITLE:
        file.name = file.name or _text(value, tnef.codepage)
    elif attribute == _ATT_DATA:
        file.content = value
    elif attribute == _ATT_ATTACHMENT:
        _file_properties(file, mapi(value, tnef), tnef, depth)


def _is_next(file: File, attribute: int) -> bool:
    """Whether a second title or content starts the next file: some writers leave out the attribute that should."""
    return bool((attribute == _ATT_TITLE and file.name) or (attribute == _ATT_DATA and file.content))


def _file_properties(file: File, properties: dict[int, Value], tnef: Tnef, depth: int) -> None:
    file.name = (
        _string(properties, _LONG_NAME, tnef.codepage)
        or file.name
        or _string(properties, _DISPLAY_NAME, tnef.codepage)
        or _string(properties, _NAME, tnef.codepage)
    )
    file.content_type = _string(properties, _MIME_TAG, tnef.codepage)
    file.content_id = _string(properties, _CONTENT_ID, tnef.codepage)
    flags = properties.get(_FLAGS)
    file.inline = isinstance(flags, int) and bool(flags & _RENDERED_IN_BODY)
    content = properties.get(_DATA)
    if isinstance(content, bytes) and content:
        file.content = content
        if properties.get(_METHOD) == _EMBEDDED_MESSAGE and depth:
            file.message = read(content, depth - 1)


def mapi(data: bytes, tnef: Tnef) -> dict[int, Value]:
    """A block of MAPI properties by identifier; of several values the first. Objects keep their interface id."""
    found: dict[int, Value] = {}
    reader = _Reader(data)
    try:
        for _ in range(min(reader.long(), _MAX_VALUES)):
            kind, identifier = reader.short(), reader.short()
            if identifier >= _NAMED:
                reader.take(16)
                if reader.long():
                    reader.padded(reader.long())
                else:
                    reader.take(4)
            value = _value(reader, kind)
            if value is not None and identifier not in found:
                found[identifier] = value
    except struct.error:
        tnef.complete = False
    return found


def _value(reader: "_Reader", kind: int) -> Value | None:
    base = kind & ~_MULTIPLE
    if base in _FIXED:
        count = reader.long() if kind & _MULTIPLE else 1
        values = [reader.padded(_FIXED[base]) for _ in range(min(count, _MAX_VALUES))]
        return int.from_bytes(values[0][:4], "little") if values else None
    if base in (_STRING, _UNICODE, _OBJECT, _BINARY):
        values = [reader.padded(reader.long()) for _ in range(min(reader.long(), _MAX_VALUES))]
        if not values:
            return None
        if base == _UNICODE:
            return values[0].decode("utf-16-le", "replace").partition("\0")[0].strip()
        return values[0][_OBJECT_ID:] if base == _OBJECT else values[0]
    raise struct.error("a property of unknown type: where the next one starts is unknown")


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._position:
            raise struct.error("the property block ends early")
        self._position += size
        return self._data[self._position - size : self._position]

    def short(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def long(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def padded(self, size: int) -> bytes:
        """A value that is filled up to a multiple of four bytes."""
        value = self.take(size)
        self._position = min(self._position + -size % 4, len(self._data))
        return value


def _string(properties: dict[int, Value], identifier: int, codepage: str) -> str:
    value = properties.get(identifier, "")
    if isinstance(value, bytes):
        return _text(value, codepage)
    return value if isinstance(value, str) else ""


def _text(value: bytes, codepage: str) -> str:
    return charset.decode(value.rstrip(b"\0").partition(b"\0")[0], codepage)[0].strip()
