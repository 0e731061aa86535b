"""A mail's octets (RFC 5322, RFC 2045): plain and HTML, threaded, and marked as written by a machine (RFC 3834).

Put together by hand, because the standard library's ways take several times as long, and fold what must not be.
"""

import binascii
import hashlib
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from notifier.messages import Mail

LOOP_HEADER = "X-Dial2-Loop"  # who finds its own domain in it has sent this mail
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
_FOLD = 76


class Unwritable(ValueError):
    """Something in it could not stand in a mail."""


def mail_bytes(sender: str, destination: str, mail: Mail, now: datetime) -> bytes:
    """Raises `Unwritable`. All ASCII, but for a destination's local part in other letters (RFC 6531)."""
    boundary = "=_" + hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]  # never in quoted-printable text
    fields = [
        ("From", formataddr((_line(mail.sender_name), with_ascii_domain(sender)))),
        ("To", with_ascii_domain(destination)),
        ("Subject", _words(mail.subject)),
        ("Date", format_datetime(now)),
        ("Message-ID", mail.message_id),
        ("Reply-To", with_ascii_domain(mail.reply_to)),
        *_thread(mail.in_reply_to),
        ("Auto-Submitted", mail.auto_submitted),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        (LOOP_HEADER, sender.rpartition("@")[2]),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
    ]
    header = "".join(f"{name}: {_checked(value)}\r\n" for name, value in fields).encode()
    parts = [_part("plain", mail.plain), _part("html", mail.html)]
    mark = boundary.encode()
    return header + b"".join(b"\r\n--" + mark + b"\r\n" + part for part in parts) + b"\r\n--" + mark + b"--\r\n"


def with_ascii_domain(address: str) -> str:
    """The address with its domain as DNS has it (RFC 5890). Raises `Unwritable`."""
    local, at, domain = _line(address).rpartition("@")
    if not at or not local:
        raise Unwritable(f"{address!r} is no address")
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Unwritable(f"{domain!r} is no domain") from error


def _thread(in_reply_to: str | None) -> list[tuple[str, str]]:
    """A Message-ID that cannot be repeated as it is leads nowhere."""
    if not in_reply_to or not in_reply_to.isascii() or len(in_reply_to) > _LONGEST_LINE - len("In-Reply-To: "):
        return []
    return [("In-Reply-To", in_reply_to), ("References", in_reply_to)]


def _words(text: str) -> str:
    """Text in a header, folded (RFC 2047 where it is not ASCII)."""
    line = _line(text)
    if line.isascii() and len(line) <= _FOLD and "=?" not in line:
        return line
    charset = "us-ascii" if line.isascii() and "=?" not in line else "utf-8"
    return Header(line, charset, maxlinelen=_FOLD, header_name="Subject").encode(linesep="\r\n")


def _line(text: str) -> str:
    if not text.isprintable():
        raise Unwritable(f"{text!r} does not fit on a line")
    return text


def _checked(value: str) -> str:
    """A field's body: only folding breaks it, and nobody's text adds a field."""
    first, *folded = value.split("\r\n ")
    if not first.isprintable() or any(not line or not line.isprintable() for line in folded):
        raise Unwritable(f"{value!r} does not fit into a header")
    return value


def _part(kind: str, text: str) -> bytes:
    data = text.replace("\r\n", "\n").encode()
    plain = text.isascii() and all(len(line) <= _FOLD for line in data.split(b"\n")) and b"\r" not in data
    encoding = "7bit" if plain else "quoted-printable"
    body = data if plain else binascii.b2a_qp(data, istext=True)
    charset = "us-ascii" if plain else "utf-8"
    header = f"Content-Type: text/{kind}; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return header.encode() + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
