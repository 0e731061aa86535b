"""Webhooks as the provider sends them: the form, read within limits, and its signature."""

from urllib.parse import parse_qsl

from fastapi import HTTPException, Request

from dial2.webhook_signature import public_address, signed_by
from intake_phone.forms import Form

_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 500


class Signed:
    """A dependency that lets in what the provider signed for the address that we are configured to have.

    Everybody else is refused without a reason.
    """

    def __init__(self, public_url: str, tokens: tuple[str, ...]) -> None:
        self._public_url = public_url
        self._tokens = tokens

    async def __call__(self, request: Request) -> Form:
        query = request.scope["query_string"].decode("latin-1")
        fields = _fields(await _body(request))
        path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        url = public_address(self._public_url, path, query)
        if not signed_by(self._tokens, request.headers.get("X-Twilio-Signature", ""), url, fields):
            raise HTTPException(403)
        return Form(dict(parse_qsl(query)), dict(fields))


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    return body


def _fields(body: bytes) -> list[tuple[str, str]]:
    """Every field, also empty ones: the signature covers them all."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:  # not UTF-8, or too many
        raise HTTPException(403) from None
