"""Blocks of MAPI properties as they lie in TNEF ([MS-OXTNEF], 2.1.3.4)."""

from dataclasses import dataclass

_FIXED = {2: 2, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 2, 20: 8, 64: 8, 72: 16}  # bytes on the wire by type
_STRING, _UNICODE, _OBJECT, _BINARY, _SERVER_ID = 0x1E, 0x1F, 0x0D, 0x102, 0xFB
_SIZED = (_STRING, _UNICODE, _OBJECT, _BINARY, _SERVER_ID)
_MULTIPLE = 0x1000
_NAMED = 0x8000
_MAX_VALUES = 100_000
_GUID = 16  # bytes


@dataclass(slots=True, frozen=True)
class Object:
    """A value that is an object of its own: a message, a storage, a stream."""

    interface: bytes
    content: bytes


Value = bytes | int | str | Object


def read(data: bytes) -> tuple[dict[int, Value], bool]:
    """The properties by identifier, of several values the first; and whether the block was whole."""
    found: dict[int, Value] = {}
    reader = _Reader(data)
    try:
        for _ in range(min(reader.long(), _MAX_VALUES)):
            kind, identifier = reader.short(), reader.short()
            if identifier >= _NAMED:
                reader.take(_GUID)
                if reader.long():
                    reader.padded(reader.long())
                else:
                    reader.take(4)
            value = _value(reader, kind)
            if value is not None:
                found.setdefault(identifier, value)
    except _BrokenOffError:
        return found, False
    return found, True


class _BrokenOffError(Exception):
    """The block ends within a property, or where the next one starts is unknown."""


def _value(reader: "_Reader", kind: int) -> Value | None:
    base = kind & ~_MULTIPLE
    if base in _FIXED:
        count = reader.long() if kind & _MULTIPLE else 1
        values = [reader.padded(_FIXED[base]) for _ in range(min(count, _MAX_VALUES))]
        return int.from_bytes(values[0][:4], "little") if values else None
    if base not in _SIZED:
        raise _BrokenOffError
    values = [reader.padded(reader.long()) for _ in range(min(reader.long(), _MAX_VALUES))]
    if not values:
        return None
    if base == _UNICODE:
        return values[0].decode("utf-16-le", "replace").partition("\0")[0].strip()
    return Object(values[0][:_GUID], values[0][_GUID:]) if base == _OBJECT else values[0]


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, size: int) -> bytes:
        if size > len(self._data) - self._position:
            raise _BrokenOffError
        self._position += size
        return self._data[self._position - size : self._position]

    def short(self) -> int:
        return int.from_bytes(self.take(2), "little")

    def long(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def padded(self, size: int) -> bytes:
        """A value that is filled up to a multiple of four bytes, but for the last."""
        value = self.take(size)
        self._position = min(self._position + -size % 4, len(self._data))
        return value
