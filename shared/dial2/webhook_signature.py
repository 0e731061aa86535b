"""Who sent a webhook: X-Twilio-Signature (twilio.com/docs/usage/webhooks/webhooks-security).

Base64 of HMAC-SHA1, keyed with the account's auth token, over the address as the provider sees it, followed by
each form parameter's name and value in the order of the names. A body that is no form is named by `bodySHA256`
in the address instead.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qs

_PORTS = {"https": "443", "http": "80"}


def signed_by(
    tokens: Sequence[str],
    signature: str,
    url: str,
    params: Mapping[str, str] | Iterable[tuple[str, str]] = (),
    body: bytes | None = None,
) -> bool:
    """Whether one of the auth `tokens` signed this request: two are current while a token is replaced.

    `params` are those of the form as sent, empty ones too; `body` is given where the request carries no form.
    """
    if body is not None and not _names_body(url, body):
        return False
    given = signature.encode()
    text = "" if body is not None else _written(params)
    matches = [
        hmac.compare_digest(given, _signature(token, address + text))
        for token in tokens
        for address in _spellings(url)
    ]
    return any(matches)


def sign(token: str, url: str, params: Mapping[str, str]) -> str:
    """The signature that the provider would send with this form."""
    return _signature(token, url + _written(params)).decode()


def public_address(public_url: str, path: str, query: str) -> str:
    """The address that the provider requested, built on the configured one: a request only claims its host.

    `path` and `query` are the raw ones, as they stood on the wire.
    """
    return public_url.rstrip("/") + path + (f"?{query}" if query else "")


def _signature(token: str, text: str) -> bytes:
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1"))


def _written(params: Mapping[str, str] | Iterable[tuple[str, str]]) -> str:
    pairs = params.items() if isinstance(params, Mapping) else params
    return "".join(name + value for name, value in sorted(set(pairs)))


def _names_body(url: str, body: bytes) -> bool:
    named = parse_qs(url.partition("?")[2]).get("bodySHA256", [""])[0]
    return hmac.compare_digest(named.encode(), hashlib.sha256(body).hexdigest().encode())


def _spellings(url: str) -> Iterator[str]:
    """With and without the port: the provider signs one or the other."""
    scheme, _, rest = url.partition("://")
    end = next((i for i, character in enumerate(rest) if character in "/?#"), len(rest))
    host, path = rest[:end], rest[end:]
    bare, colon, port = host.rpartition(":")
    has_port = bool(colon) and port.isdigit()
    yield url
    if has_port:
        yield f"{scheme}://{bare}{path}"
    elif scheme in _PORTS:
        yield f"{scheme}://{host}:{_PORTS[scheme]}{path}"
