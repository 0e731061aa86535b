"""Tokens for links: what they say can be read by anybody, and was written by us."""

import base64
import hmac

import msgspec

_SIGNATURE_BYTES = 16


def sign(secret: str, purpose: str, *parts: str) -> str:
    """A token for a URL that carries `parts`; it is worth nothing for any other `purpose`."""
    payload = _encode(msgspec.json.encode(parts))
    return f"{payload}.{_signature(secret, purpose, payload)}"


def verify(secret: str, purpose: str, token: str) -> tuple[str, ...] | None:
    """The parts of a token that `sign` made with this secret for this purpose; None for any other text."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(secret, purpose, payload).encode()):
        return None
    return msgspec.json.decode(_decode(payload), type=tuple[str, ...])


def _signature(secret: str, purpose: str, payload: str) -> str:
    text = f"{purpose}\n{payload}".encode(errors="surrogatepass")
    return _encode(hmac.digest(secret.encode(), text, "sha256")[:_SIGNATURE_BYTES])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
