"""The mail that a delivery report sends back, whole or in part: to whom it was, and its id."""

import re
from collections.abc import Iterable

from intake_email.reading import charset, header
from intake_email.reading.bounce.address import ADDRESS
from intake_email.reading.content import Body
from intake_email.reading.message import Part

_ID = re.compile(r"(?im)^[>\s|]{0,8}(?:(?:x-)?original-)?message-id:\s{0,40}(<[^<>\s]{1,500}>)")
_TO = re.compile(r"(?im)^[>\s|]{0,8}to:\s{0,40}([^\r\n]{1,500})")
_CHARS = 200_000


def recipient(body: Body, text: str) -> str | None:
    for message in body.messages:
        found = ADDRESS.search(message.text("to"))
        if found:
            return found[0]
    for source in (*_returned_headers(body), text[:_CHARS]):
        line = _TO.search(source)
        found = ADDRESS.search(line[1]) if line else None
        if found:
            return found[0]
    return None


def _returned_headers(body: Body) -> Iterable[str]:
    for attached in body.attachments:
        if attached.content_type.startswith(("text/", "message/")):
            yield charset.decode(attached.content[:_CHARS])[0]


def message_id(root: Part, body: Body, text: str) -> str | None:
    for message in body.messages:
        value = message.first("message-id")
        found = header.ids(value) if value else []
        if found:
            return found[0]
    for source in (*_returned_headers(body), text[: 2 * _CHARS]):
        quoted = _ID.search(source)
        if quoted:
            return quoted[1]
    for name in ("x-original-message-id", "original-message-id", "in-reply-to", "references"):
        value = root.first(name)
        found = header.ids(value) if value else []
        if found:
            return found[-1]
    return None
