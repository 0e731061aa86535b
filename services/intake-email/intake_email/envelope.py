"""A mail as it was handed to us, and what makes two of them the same."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

_BLANK = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_DATED = re.compile(rb"^(?:message-id|date|received)[ \t]*:(?:[ \t]|\r?\n[ \t])*\S", re.IGNORECASE | re.MULTILINE)
_LOOKED_AT = 262_144  # octets of a header: longer ones are no people's, and must not take long
# What its author's program wrote (RFC 5322, 3.6), unlike the trace that its way here has left.
_WRITTEN = {b"date", b"from", b"sender", b"reply-to", b"to", b"cc", b"subject"}


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 5321's reverse path (empty: null), forward paths, and the content as sent.

    `received_at` is None for what is received as it is stored; `via` says by which door it came, from whom.
    """

    sender: str
    recipients: list[str]
    content: bytes
    received_at: datetime | None = None
    via: str = "smtp"


def is_dated(envelope: Envelope) -> bool:
    """Whether anything in the header tells this mail from the same one sent again an hour later."""
    header, _ = split(envelope.content)
    return _DATED.search(header, 0, _LOOKED_AT) is not None


def dedup_key(envelope: Envelope, stored_at: datetime | None) -> bytes:
    """The same for every delivery of one mail: on a retry, by another route, to another of our addresses.

    The Message-ID with the body; some programs use one id for different mails. Where there is none: the sender,
    the body, and what was written in the header, with the first server's stamp. Where nothing `is_dated`, a retry
    cannot be told from the same alarm an hour later: the hour of `stored_at` decides, which others do not need.
    """
    header, body = split(envelope.content)
    text = body.replace(b"\r\n", b"\n").rstrip()
    hour = "" if stored_at is None or _DATED.search(header, 0, _LOOKED_AT) else f"{stored_at:%Y-%m-%d %H}"
    return hashlib.sha256(_identity(envelope, header, hour.encode()) + b"\n\n" + text).digest()


def _identity(envelope: Envelope, header: bytes, hour: bytes) -> bytes:
    stamp = b""
    written = []
    for name, value in fields(header):
        if name == b"message-id" and value:
            return value
        if name == b"received":
            stamp = value  # the last one in the header was the first in time
        elif name in _WRITTEN:
            written.append((name, value))
    lines = [b": ".join(field) for field in sorted(written)]
    return b"\n".join([envelope.sender.lower().encode(), stamp, hour, *lines])


def fields(header: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names in lower case and values, unfolded, each run of white space as one space."""
    for line in _FOLD.sub(b" ", header[:_LOOKED_AT]).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            yield name.strip().lower(), b" ".join(value.split())


def split(content: bytes) -> tuple[bytes, bytes]:
    """Header and body."""
    blank = _BLANK.search(content)
    return (content[: blank.start()], content[blank.end() :]) if blank else (content, b"")


def from_mailbox(content: bytes, *, address: str, received_at: datetime, via: str) -> Envelope:
    """The envelope of a mail that lay in the mailbox of `address`; its reverse path stands in Return-Path."""
    header, _ = split(content)
    path = next((value for name, value in fields(header) if name == b"return-path"), b"")
    sender = path.decode("utf-8", "replace").strip("<> ")
    return Envelope(
        sender=sender if sender.isprintable() else "",
        recipients=[address],
        content=content,
        received_at=received_at,
        via=via,
    )
