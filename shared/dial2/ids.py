"""Identifiers that sort by time (RFC 9562, UUID version 7)."""

import os
import time
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62
_RANDOM_A = 0xFFF << 64
_RANDOM_B = (1 << 62) - 1


def uuid7() -> UUID:
    """A new identifier: 48 bits of milliseconds, 74 bits of randomness."""
    random = int.from_bytes(os.urandom(10))
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | _VERSION_7 | random & _RANDOM_A | _VARIANT | random & _RANDOM_B)
