"""Where reports of failure come back to: each mail of ours has a return path of its own, signed.

`MAIL FROM:<support+b<mail, signature>@example.com>` (variable envelope return path): a report that comes to it is
about that very mail, whatever it says, and nobody can make one up.
"""

import base64
import hmac
from uuid import UUID

_ID_BYTES, _SIGNATURE_BYTES = 16, 9  # 40 letters; base32, because mail systems may change the case
_PREFIX = "b"
_LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1


def return_path(secret: str, mail: UUID, support_address: str) -> str:
    """The return path of `mail`; the plain support address where that leaves no room for it."""
    local, _, domain = support_address.rpartition("@")
    token = base64.b32encode(mail.bytes + _signature(secret, mail.bytes)).decode().lower()
    tagged = f"{local}+{_PREFIX}{token}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL_PART else support_address


def mail_of(secret: str, address: str) -> UUID | None:
    """The mail whose return path this is; None for any other address."""
    tag = address.rpartition("@")[0].partition("+")[2]
    if tag[:1].lower() != _PREFIX:
        return None
    try:
        token = base64.b32decode(tag[1:].upper())
    except ValueError:  # letters that are none of its
        return None
    id_, signature = token[:_ID_BYTES], token[_ID_BYTES:]
    return UUID(bytes=id_) if hmac.compare_digest(signature, _signature(secret, id_)) else None


def _signature(secret: str, id_: bytes) -> bytes:
    return hmac.digest(secret.encode(), b"return path " + id_, "sha256")[:_SIGNATURE_BYTES]
