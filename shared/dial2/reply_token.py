"""How an answer finds its ticket: our mail carries the ticket's number, signed, where replies bring it back.

`Reply-To: support+1042.<signature>@example.com`, and `Message-ID: <ticket.1042.<id>.<signature>@example.com>`,
which returns in In-Reply-To and References. The subject's `[#1042]` is for people; it proves nothing.
"""

import base64
import hmac
import re

_SIGNATURE_BYTES = 10  # 16 letters; base32, because mail systems may change the case of an address
_TAG = re.compile(r"(\d{1,18})\.([a-z2-7]{16})", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<?ticket\.(\d{1,18})\.([a-z0-9-]{1,64})\.([a-z2-7]{16})@[^\s<>]+>?", re.IGNORECASE)


def address_tag(secret: str, ticket: int) -> str:
    """What follows the plus sign in the address that answers to `ticket` go to."""
    return f"{ticket}.{_signature(secret, f'address {ticket}')}"


def ticket_of(secret: str, tag: str) -> int | None:
    """The ticket of an address tag that we made; None for any other text."""
    found = _TAG.fullmatch(tag)
    if found is None or not _equal(found[2], _signature(secret, f"address {int(found[1])}")):
        return None
    return int(found[1])


def reply_address(secret: str, ticket: int, support_address: str) -> str:
    """`support@example.com` with the tag of `ticket` (RFC 5233, subaddressing)."""
    local, _, domain = support_address.rpartition("@")
    return f"{local}+{address_tag(secret, ticket)}@{domain}"


def message_id(secret: str, ticket: int, notice: str, domain: str) -> str:
    """The Message-ID of one notice about `ticket`, in angle brackets; `notice` is letters, digits and hyphens."""
    return f"<ticket.{ticket}.{notice}.{_signature(secret, f'message {ticket} {notice.lower()}')}@{domain}>"


def ticket_of_message_id(secret: str, written: str) -> int | None:
    """The ticket of a Message-ID that we made, with or without its brackets; None for any other text."""
    found = _MESSAGE_ID.fullmatch(written.strip())
    if found is None:
        return None
    signature = _signature(secret, f"message {int(found[1])} {found[2].lower()}")
    return int(found[1]) if _equal(found[3], signature) else None


def subject_tag(ticket: int) -> str:
    return f"[#{ticket}]"


def _signature(secret: str, text: str) -> str:
    digest = hmac.digest(secret.encode(), text.encode(), "sha256")[:_SIGNATURE_BYTES]
    return base64.b32encode(digest).decode().lower()


def _equal(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.lower().encode(), expected.encode())
