"""How people name a ticket in what they write: #1042."""

import re

_NAMED = re.compile(r"#\s?(\d{1,9})\b")


def named_in(text: str) -> int | None:
    """The first ticket that the text names."""
    found = _NAMED.search(text)
    return int(found[1]) if found else None
