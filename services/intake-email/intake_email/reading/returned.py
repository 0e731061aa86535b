"""The mail that a delivery report sends back, whole or in part: to whom it was, and its id."""

import re
from collections.abc import Iterable

from intake_email.reading import charset, header
from intake_email.reading.content import Body
from intake_email.reading.message import Part

ADDRESS = re.compile(r"[^\s<>()\[\]\"';:,@]{1,128}+@[A-Za-z0-9\u0080-\uffff][^\s<>()\[\]\"';:,@]{1,253}")
_HEADERS = ("text/rfc822-headers", "text/rfc822-header", "message/rfc822-headers")
_ID = re.compile(r"(?im)^[>\s|]{0,8}message-id:\s{0,40}(<[^<>\s]{1,500}>)")
_ORIGINAL_TO = re.compile(r"(?im)^[>\s|]{0,8}to:\s{0,40}([^\r\n]{1,500})")


def recipient(body: Body, text: str) -> str | None:
    for message in body.messages:
        found = ADDRESS.search(message.text("to"))
        if found:
            return found[0]
    for source in (*_returned_headers(body), text[:200_000]):
        line = _ORIGINAL_TO.search(source)
        found = ADDRESS.search(line[1]) if line else None
        if found:
            return found[0]
    return None


def _returned_headers(body: Body) -> Iterable[str]:
    for attached in body.attachments:
        if attached.content_type in _HEADERS or attached.content_type.startswith(("text/", "message/")):
            yield charset.decode(attached.content[:200_000])[0]


def message_id(root: Part, body: Body, text: str) -> str | None:
    for message in body.messages:
        value = message.first("message-id")
        found = header.ids(value) if value else []
        if found:
            return found[0]
    for source in (*_returned_headers(body), text[:400_000]):
        quoted = _ID.search(source)
        if quoted:
            return quoted[1]
    for name in ("x-original-message-id", "original-message-id", "in-reply-to", "references"):
        value = root.first(name)
        found = header.ids(value) if value else []
        if found:
            return found[-1]
    return None
