"""Outlook's compressed RTF ([MS-OXRTFCP])."""

import struct

_DICTIONARY = (  # what the window holds before the first byte, so that RTF's usual beginning costs little
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_COMPRESSED, _STORED = b"LZFu", b"MELA"
_HEADER = 16


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
