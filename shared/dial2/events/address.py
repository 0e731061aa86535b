"""Whether mail reaches an address. Stream `ticket:<number>` of the mail that came back, or the address's own."""

import hashlib
from typing import Literal

from dial2.events.envelope import Payload


class AddressUnreachable(Payload, frozen=True, kw_only=True, tag="address.unreachable"):
    """A mail that we did send came back for good: the address takes none. No notices go there until it does."""

    address: str
    status: str | None  # RFC 3463
    ticket: int | None
    request: str | None  # the delivery report; None: the relay said so at once


class AddressReachable(Payload, frozen=True, kw_only=True, tag="address.reachable"):
    """Notices go there again."""

    address: str
    why: Literal["a mail came from it", "a mail was read there", "staff says so"]


def stream_of(address: str) -> str:
    """The stream of an address: a digest, because not every address could name a stream."""
    return f"address:{hashlib.sha256(address.lower().encode()).hexdigest()[:32]}"
