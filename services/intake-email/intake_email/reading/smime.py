"""The content of an opaque S/MIME signature (RFC 5652, SignedData), unverified."""

_SEQUENCE, _SET, _OID, _OCTETS, _OCTETS_PARTED, _TAGGED_0 = 0x30, 0x31, 0x06, 0x04, 0x24, 0xA0
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_MAX_DEPTH = 40


def signed_content(der: bytes) -> bytes | None:
    """The signed entity's bytes; None where the structure is something else (encrypted, compressed, broken)."""
    try:
        found: list[tuple[int, bytes]] = []
        _walk(der, 0, len(der), 0, found)
    except (IndexError, ValueError):
        return None
    if (_OID, _SIGNED_DATA) not in found[:3]:
        return None
    return _encapsulated(found)


def _encapsulated(found: list[tuple[int, bytes]]) -> bytes | None:
    """The octet strings that follow the second object type (`id-data`), up to the next element of another kind."""
    content: list[bytes] = []
    for tag, value in found:
        if tag == _OCTETS:
            content.append(value)
        elif content and tag != _OCTETS_PARTED:
            break
    return b"".join(content) or None


def _walk(der: bytes, position: int, end: int, depth: int, found: list[tuple[int, bytes]]) -> int:
    """Elements in order, constructed ones entered; returns where an indefinite-length element ended."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    while position < end:
        tag, length = der[position], der[position + 1]
        position += 2
        if tag == 0 and length == 0:
            return position
        if length == 0x80:  # noqa: PLR2004 - BER's indefinite length
            position = _walk(der, position, end, depth + 1, found)
            found.append((tag, b""))
            continue
        if length > 0x80:  # noqa: PLR2004 - BER's long form
            size = length & 0x7F
            length = int.from_bytes(der[position : position + size], "big")
            position += size
        stop = min(position + length, end)
        if tag in (_SEQUENCE, _SET, _OCTETS_PARTED, _TAGGED_0):
            _walk(der, position, stop, depth + 1, found)
            found.append((tag, b""))
        else:
            found.append((tag, der[position:stop]))
        position = stop
    return position
