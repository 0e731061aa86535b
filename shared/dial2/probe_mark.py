"""How a probe's mail is known: its id, signed, in the address that it goes to. Nobody else can write one.

`support+probe.<id>.<signature>@example.com`, as replies find their ticket (RFC 5233, subaddressing).
"""

import base64
import hmac
import re
from collections.abc import Iterable

_SIGNATURE_BYTES = 10
_TAG = re.compile(r"[^@]+\+probe\.([a-z2-7]{13})\.([a-z2-7]{16})@.+", re.IGNORECASE)


def probe_id(random: bytes) -> str:
    """A name for a probe, from 8 random bytes; base32, because mail systems may change the case of an address."""
    return base64.b32encode(random).decode().rstrip("=").lower()


def address(secret: str, probe: str, support_address: str) -> str:
    local, _, domain = support_address.rpartition("@")
    return f"{local}+probe.{probe}.{_signature(secret, probe)}@{domain}"


def probe_of(secret: str, recipients: Iterable[str]) -> str | None:
    """The probe whose mail went to one of these; None where none is a mark that we made."""
    for recipient in recipients:
        found = _TAG.fullmatch(recipient)
        if found and hmac.compare_digest(found[2].lower(), _signature(secret, found[1].lower())):
            return found[1].lower()
    return None


def _signature(secret: str, probe: str) -> str:
    digest = hmac.digest(secret.encode(), f"probe {probe}".encode(), "sha256")[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode().lower()
