"""Signing what we send (RFC 6376, 5)."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from dial2.dkim.key import PrivateKey
from dial2.dkim.message import Message, canonical_field

_LINE = 70
# What a reader sees or acts on; each once more than it is there, so that nobody can add another (5.4.2).
_SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to", "references"),
    *("mime-version", "content-type", "content-transfer-encoding", "auto-submitted"),
)
_ONCE_MORE = ("from", "to", "cc", "subject", "date", "reply-to")


class Signer:
    """Signs for `domain` with the key that is published under `selector`."""

    def __init__(self, key: PrivateKey, *, selector: str, domain: str) -> None:
        self._key = key
        self._selector = selector
        self._domain = domain

    def sign(self, content: bytes, now: datetime) -> bytes:
        """The mail, given with CRLF at each line's end, under its signature."""
        message = Message(content)
        there = [name for name in _SIGNED for _ in message.all(name)]
        names = [*there, *_ONCE_MORE]
        digest = base64.b64encode(message.body_hash("relaxed")).decode()
        field = (
            f"DKIM-Signature: v=1; a={self._key.algorithm}; c=relaxed/relaxed; d={self._domain};\r\n"
            f" s={self._selector}; t={int(now.timestamp())}; bh={digest};\r\n"
            f"{_folded(names)}\r\n b="
        ).encode()
        signed = message.signed_header(names, "relaxed") + canonical_field(field, "relaxed")
        value = base64.b64encode(self._key.sign(hashlib.sha256(signed).digest()))
        lines = [value[at : at + _LINE] for at in range(0, len(value), _LINE)]
        return field + b"\r\n ".join(lines) + b"\r\n" + content


def _folded(names: list[str]) -> str:
    lines = [" h="]
    for position, name in enumerate(names):
        piece = name + (":" if position < len(names) - 1 else ";")
        if len(lines[-1]) + len(piece) > _LINE:
            lines.append("  ")
        lines[-1] += piece
    return "\r\n".join(lines)
