"""A file of several mails (mbox, RFC 4155) that is handed in as one: its first mail is read."""

import re

_BEGINNING = b"From "
_NEXT = re.compile(
    rb"\r?\n\r?\n(?=From [^\r\n]{1,300} (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d"
    rb"[^\r\n]{0,40}\r?\n[!-9;-~]{1,80}[ \t]*:)"
)
_BOUNDARY = re.compile(rb"(?i)boundary[ \t]*=[ \t]*\"?([^\"\r\n;]{1,200})")
_HEADER = re.compile(rb"\n\r?\n")


def first(raw: bytes) -> bytes:
    """The first mail; the whole where there is one. A mail's own parts may hold such files: it ends below them."""
    if not raw.startswith(_BEGINNING):
        return raw
    header = _HEADER.search(raw)
    boundary = _BOUNDARY.search(raw, 0, header.start() if header else len(raw))
    end = raw.find(b"--" + boundary[1].strip() + b"--") if boundary else -1
    following = _NEXT.search(raw, max(end, 0))
    return raw[: following.start()] if following else raw
