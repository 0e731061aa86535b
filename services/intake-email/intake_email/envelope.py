"""A mail as SMTP delivered it, and what makes two of them the same."""

import hashlib
import re

import msgspec

_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t\r\n]*(<[^>\r\n]{1,998}>)", re.IGNORECASE | re.MULTILINE)
_TRACE = re.compile(
    rb"^(?:received|return-path|delivered-to|x-original-to)[ \t]*:.*(?:\r?\n[ \t].*)*\r?\n?",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK = re.compile(rb"\r?\n\r?\n")


class Envelope(msgspec.Struct, frozen=True):
    """RFC 5321's reverse path (empty: null), forward paths, and the content as sent."""

    sender: str
    recipients: list[str]
    content: bytes


def dedup_key(envelope: Envelope) -> bytes:
    """The same for every delivery of one mail: on a retry, by another route, to another of our addresses.

    The Message-ID with the body; some programs use one id for different mails. Where there is none, the sender
    with all that stands in the mail but the trace that its way here has left.
    """
    header, body = _split(envelope.content)
    found = _MESSAGE_ID.search(header)
    identity = found[1] if found else envelope.sender.lower().encode() + b"\n" + _TRACE.sub(b"", header)
    return hashlib.sha256(identity + b"\n\n" + body.rstrip()).digest()


def _split(content: bytes) -> tuple[bytes, bytes]:
    blank = _BLANK.search(content)
    return (content[: blank.start()], content[blank.end() :]) if blank else (content, b"")
