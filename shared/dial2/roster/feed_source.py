"""Where an on-call calendar comes from: a file beside the roster, or a published address."""

from __future__ import annotations

from pathlib import Path
from urllib.request import Request, urlopen

_SECONDS = 10.0
_MOST_BYTES = 5_000_000


def is_address(feed: str) -> bool:
    return feed.startswith("https://")


def text(feed: str, folder: Path) -> str:
    """Raises OSError where it cannot be had, ValueError where it is no text."""
    if not is_address(feed):
        return (folder / feed).read_text("utf-8")
    request = Request(feed, headers={"User-Agent": "dial2", "Accept": "text/calendar"})  # noqa: S310 - https, as looked above
    with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the same
        body: bytes = answer.read(_MOST_BYTES + 1)
    if len(body) > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES:,} bytes")
    return body.decode("utf-8")
