"""Builds TNEF streams and compressed RTF as [MS-OXTNEF] and [MS-OXRTFCP] describe them."""

import struct
from zlib import crc32

MESSAGE, ATTACHMENT = 1, 2
RENDERING, TITLE, DATA, ATTACHMENT_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
BODY, PROPERTIES, CODEPAGE, SUBJECT = 0x0002800C, 0x00069003, 0x00069007, 0x00018004


def described(*values: bytes) -> bytes:
    """The MAPI properties of a file."""
    return attribute(ATTACHMENT, ATTACHMENT_PROPERTIES, properties(*values))


def message(*values: bytes) -> bytes:
    """The MAPI properties of the message."""
    return attribute(MESSAGE, PROPERTIES, properties(*values))


def tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attribute(level: int, identifier: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, identifier, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def rendering() -> bytes:
    return attribute(ATTACHMENT, RENDERING, bytes(14))


def file(name: str, content: bytes) -> bytes:
    title = attribute(ATTACHMENT, TITLE, name.encode("cp1252") + b"\0")
    return rendering() + title + attribute(ATTACHMENT, DATA, content)


def properties(*values: bytes) -> bytes:
    return struct.pack("<I", len(values)) + b"".join(values)


def _padded(value: bytes) -> bytes:
    return struct.pack("<I", len(value)) + value + bytes(-len(value) % 4)


def string(identifier: int, value: str) -> bytes:
    return struct.pack("<HHI", 0x1E, identifier, 1) + _padded(value.encode("cp1252") + b"\0")


def unicode(identifier: int, value: str) -> bytes:
    return struct.pack("<HHI", 0x1F, identifier, 1) + _padded(value.encode("utf-16-le") + b"\0\0")


def binary(identifier: int, value: bytes) -> bytes:
    return struct.pack("<HHI", 0x102, identifier, 1) + _padded(value)


def several(identifier: int, *values: bytes) -> bytes:
    return struct.pack("<HHI", 0x1102, identifier, len(values)) + b"".join(map(_padded, values))


def embedded(identifier: int, value: bytes) -> bytes:
    return struct.pack("<HHI", 0x0D, identifier, 1) + _padded(bytes(16) + value)


def long(identifier: int, value: int) -> bytes:
    return struct.pack("<HHI", 3, identifier, value)


def short(identifier: int, value: int) -> bytes:
    return struct.pack("<HHHH", 2, identifier, value, 0)


def named(name: str, value: int) -> bytes:
    by_name = bytes(16) + struct.pack("<I", 1) + _padded(name.encode("utf-16-le"))
    return struct.pack("<HH", 3, 0x8001) + by_name + struct.pack("<I", value)


def numbered(value: int) -> bytes:
    return struct.pack("<HH", 3, 0x8002) + bytes(16) + struct.pack("<II", 0, 7) + struct.pack("<I", value)


def stored_rtf(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def literal_rtf(rtf: bytes) -> bytes:
    """LZFu whose every token is a literal."""
    runs = b"".join(b"\0" + rtf[i : i + 8] for i in range(0, len(rtf), 8))
    checksum = crc32(runs, 0xFFFFFFFF) ^ 0xFFFFFFFF  # without the inversions that zlib adds
    return struct.pack("<II4sI", len(runs) + 12, len(rtf), b"LZFu", checksum) + runs
