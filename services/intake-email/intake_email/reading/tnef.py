"""Outlook's winmail.dat (TNEF, [MS-OXTNEF]): the files under their own names, and the body where there is one."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake_email.reading import charset, codepage, mapi

SIGNATURE = b"\x78\x9f\x3e\x22"
_KEY = 2  # bytes behind the signature
_HEADER = struct.Struct("<BII")  # level, attribute, length; a checksum of two bytes follows the value
_MESSAGE_LEVEL, _FILE_LEVEL = 1, 2
_MESSAGE_CLASS, _SUBJECT, _BODY, _PROPERTIES, _OEM_CODEPAGE = 0x78008, 0x18004, 0x2800C, 0x69003, 0x69007
_TITLE, _DATA, _RENDERING, _TRANSPORT_NAME, _DESCRIPTION = 0x18010, 0x6800F, 0x69002, 0x69001, 0x69005
_OTHERS = (  # known, and not read
    0x89006, 0x4800D, 0x38005, 0x38006, 0x38020, 0x68007, 0x18009, 0x18000, 0x8000, 0x1800A, 0x1800B, 0x70600,
    0x60000, 0x60001, 0x60002, 0x30006, 0x30007, 0x40008, 0x40009, 0x69004, 0x68011, 0x38012, 0x38013,
)  # fmt: skip
_OF_A_MESSAGE = (_MESSAGE_CLASS, _SUBJECT, _BODY, _PROPERTIES, _OEM_CODEPAGE)
_OF_A_FILE = (_TITLE, _DATA, _RENDERING, _TRANSPORT_NAME, _DESCRIPTION)
_START = re.compile(
    b"[\x01\x02](?:"
    + b"|".join(re.escape(struct.pack("<I", one)) for one in (*_OF_A_MESSAGE, *_OF_A_FILE, *_OTHERS))
    + b")"
)

# MAPI properties ([MS-OXPROPS]).
_P_CLASS, _P_SUBJECT, _P_BODY, _P_RTF, _P_HTML = 0x001A, 0x0037, 0x1000, 0x1009, 0x1013
_P_SENDER_NAMES = (0x0042, 0x0C1A)  # on whose behalf the message was sent, and by whom
_P_SENDER_ADDRESSES = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_P_INTERNET_CODEPAGE, _P_MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
_P_DATA, _P_NAME, _P_METHOD, _P_LONG_NAME, _P_PATH = 0x3701, 0x3704, 0x3705, 0x3707, 0x3708
_P_TRANSPORT_NAME, _P_LONG_PATH, _P_MIME_TAG, _P_CONTENT_ID, _P_FLAGS = 0x370C, 0x370D, 0x370E, 0x3712, 0x3714
_P_DISPLAY_NAME = 0x3001
_EMBEDDED_MESSAGE, _RENDERED_IN_BODY = 5, 4
_IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_DEFAULT_CODEC = "cp1252"


@dataclass(slots=True)
class File:
    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""
    inline: bool = False
    message: "Tnef | None" = None  # a message attached as such
    is_described: bool = False  # its properties have been read


@dataclass(slots=True)
class Tnef:
    subject: str = ""
    sender_name: str = ""
    sender_address: str = ""
    text: str = ""
    rtf: bytes = b""  # compressed
    html: bytes = b""
    html_codec: str = ""  # what the page is in by the message's Internet code page
    message_class: str = ""
    files: list[File] = field(default_factory=list)
    complete: bool = True  # False: the stream ends or breaks off within an attribute
    codec: str = ""  # what strings are in that are not Unicode

    @property
    def is_smime(self) -> bool:
        """Whether the only file is a signed or encrypted mail ([MS-OXOSMIME])."""
        return self.message_class.upper().startswith("IPM.NOTE.SMIME") and len(self.files) == 1


def read(data: bytes, depth: int = 5) -> Tnef | None:
    """None where the bytes are not TNEF. A damaged stream gives what stands before and behind the damage."""
    if not data.startswith(SIGNATURE):
        return None
    tnef = Tnef()
    for level, attribute, value in _attributes(data, tnef):
        if level == _FILE_LEVEL:
            _file(tnef, attribute, value, depth)
        else:
            _message(tnef, attribute, value)
    return tnef


def _attributes(data: bytes, tnef: Tnef) -> Iterator[tuple[int, int, bytes]]:
    """In order. Damaged checksums are common: they are only asked where a length cannot be right."""
    position = len(SIGNATURE) + _KEY
    while position + _HEADER.size <= len(data):
        level, attribute, length = _HEADER.unpack_from(data, position)
        if level not in (_MESSAGE_LEVEL, _FILE_LEVEL):
            following = _START.search(data, position)
            if following is None:
                return  # padding, or a mailer's garbage
            tnef.complete = False
            position = following.start()
            continue
        start = position + _HEADER.size
        end = start + length
        if end > len(data):
            tnef.complete = False
            end = _real_end(data, start)
        yield level, attribute, data[start:end]
        position = end + 2


def _real_end(data: bytes, start: int) -> int:
    """Where a value whose length is too large ends: before the next attribute, if its checksum says so."""
    for following in _START.finditer(data, start + 2):
        end = following.start() - 2
        if sum(data[start:end]) & 0xFFFF == int.from_bytes(data[end : end + 2], "little"):
            return end
    return len(data)


def _message(tnef: Tnef, attribute: int, value: bytes) -> None:
    if attribute == _OEM_CODEPAGE:
        tnef.codec = codepage.codec(int.from_bytes(value[:4], "little")) or tnef.codec
    elif attribute == _MESSAGE_CLASS:
        tnef.message_class = _text(value, tnef.codec)
    elif attribute == _SUBJECT:
        tnef.subject = _text(value, tnef.codec)
    elif attribute == _BODY:
        tnef.text = _text(value, tnef.codec)
    elif attribute == _PROPERTIES:
        _message_properties(tnef, value)


def _message_properties(tnef: Tnef, value: bytes) -> None:
    properties, whole = mapi.read(value)
    tnef.complete = tnef.complete and whole
    internet, message = (
        codepage.codec(page) if isinstance(page, int) else None
        for page in (properties.get(_P_INTERNET_CODEPAGE), properties.get(_P_MESSAGE_CODEPAGE))
    )
    tnef.codec = tnef.codec or message or internet or ""
    tnef.html_codec = internet or ""
    tnef.message_class = _string(properties, _P_CLASS, tnef.codec) or tnef.message_class
    tnef.subject = _string(properties, _P_SUBJECT, tnef.codec) or tnef.subject
    tnef.text = _string(properties, _P_BODY, tnef.codec) or tnef.text
    names = [_string(properties, one, tnef.codec) for one in _P_SENDER_NAMES]
    addresses = [_string(properties, one, tnef.codec) for one in _P_SENDER_ADDRESSES]
    tnef.sender_name = next(filter(None, names), "")
    tnef.sender_address = next((one for one in addresses if "@" in one), "")  # not an Exchange server's own form
    rtf, html = properties.get(_P_RTF), properties.get(_P_HTML)
    if isinstance(rtf, bytes):
        tnef.rtf = rtf
    if isinstance(html, str):
        tnef.html, tnef.html_codec = html.encode("utf-8", "replace"), "utf-8"
    elif isinstance(html, bytes):
        tnef.html = html.rstrip(b"\0")


def _file(tnef: Tnef, attribute: int, value: bytes, depth: int) -> None:
    if attribute == _RENDERING or not tnef.files or _is_next(tnef.files[-1], attribute):
        tnef.files.append(File())
    file = tnef.files[-1]
    if attribute in (_TITLE, _TRANSPORT_NAME):
        file.name = file.name or _text(value, tnef.codec)
    elif attribute == _DATA:
        file.content = value
    elif attribute == _DESCRIPTION:
        properties, whole = mapi.read(value)
        tnef.complete = tnef.complete and whole
        _file_properties(file, properties, tnef.codec, depth)


def _is_next(file: File, attribute: int) -> bool:
    """Whether a second title, content or description starts the next file: some leave out what should."""
    return bool(
        (attribute == _TITLE and file.name)
        or (attribute == _DATA and file.content)
        or (attribute == _DESCRIPTION and file.is_described)
    )


def _file_properties(file: File, properties: dict[int, mapi.Value], codec: str, depth: int) -> None:
    file.is_described = True
    content = properties.get(_P_DATA)
    if isinstance(content, mapi.Object):
        is_message = content.interface == _IMESSAGE
        content = content.content
    else:
        is_message = False
    if isinstance(content, bytes) and content:
        file.content = content
        if (is_message or properties.get(_P_METHOD) == _EMBEDDED_MESSAGE) and depth:
            file.message = read(content, depth - 1)
    file.name = _file_name(file, properties, codec)
    file.content_type = _string(properties, _P_MIME_TAG, codec)
    file.content_id = _string(properties, _P_CONTENT_ID, codec)
    flags = properties.get(_P_FLAGS)
    file.inline = isinstance(flags, int) and bool(flags & _RENDERED_IN_BODY)


def _file_name(file: File, properties: dict[int, mapi.Value], codec: str) -> str:
    """The long name before the title, which may be cut to eight and three letters."""
    named = {identifier: _string(properties, identifier, codec) for identifier in _NAMES}
    display = named[_P_DISPLAY_NAME]
    if file.message is not None and display:
        return named[_P_LONG_NAME] or display
    path = named[_P_LONG_PATH] or named[_P_PATH]
    base = re.split(r"[\\/]", path)[-1]
    return named[_P_LONG_NAME] or file.name or display or named[_P_TRANSPORT_NAME] or named[_P_NAME] or base


_NAMES = (_P_LONG_NAME, _P_DISPLAY_NAME, _P_TRANSPORT_NAME, _P_NAME, _P_LONG_PATH, _P_PATH)


def _string(properties: dict[int, mapi.Value], identifier: int, codec: str) -> str:
    value = properties.get(identifier, "")
    if isinstance(value, bytes):
        return _text(value, codec)
    return value if isinstance(value, str) else ""


def _text(value: bytes, codec: str) -> str:
    return charset.decode(value.partition(b"\0")[0], codec or _DEFAULT_CODEC)[0].strip()
