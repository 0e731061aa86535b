"""Webhooks as the provider sends them: the form or JSON, read within limits, signed, and not of another day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qsl

import msgspec
from fastapi import HTTPException, Request

from dial2.webhook_signature import public_address, signed_by
from intake_phone.forms import Form

REPLAY_WINDOW = timedelta(hours=24)  # the provider gives up much earlier; we read its lists instead
_MOST_BYTES = 64 * 1024
_MOST_FIELDS = 500


def _now() -> datetime:
    return datetime.now(UTC)


class Signed:
    """A dependency that lets in what the provider signed for the address that we are configured to have.

    Everybody else is refused without a reason. So is a signed callback whose `Timestamp` is outside the window:
    whoever sends it again has kept it. What has no time repeats an answer at most (see `turns.Known`).
    """

    def __init__(self, public_url: str, tokens: tuple[str, ...], clock: Callable[[], datetime] = _now) -> None:
        self._public_url = public_url
        self._tokens = tokens
        self._clock = clock

    async def __call__(self, request: Request) -> Form:
        query = request.scope["query_string"].decode("latin-1")
        path = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        url = public_address(self._public_url, path, query)
        signature = request.headers.get("X-Twilio-Signature", "")
        body = await _body(request)
        if request.headers.get("Content-Type", "").startswith("application/json"):
            signed = signed_by(self._tokens, signature, url, body=body)
            fields = _members(body) if signed else {}
        else:
            pairs = _fields(body)
            signed, fields = signed_by(self._tokens, signature, url, pairs), dict(pairs)
        if not signed or self._replayed(fields.get("Timestamp", "")):
            raise HTTPException(403)
        token = request.headers.get("I-Twilio-Idempotency-Token", "")
        return Form(dict(parse_qsl(query)), fields, token=token)

    def _replayed(self, timestamp: str) -> bool:
        """RFC 2822, as the provider writes it; a time that cannot be read proves nothing."""
        try:
            told_at = parsedate_to_datetime(timestamp)
        except ValueError:
            return False
        aware = told_at if told_at.tzinfo else told_at.replace(tzinfo=UTC)
        return abs(self._clock() - aware) > REPLAY_WINDOW


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


def _members(body: bytes) -> dict[str, str]:
    """The values of a JSON object that are text, like a form's."""
    try:
        members = msgspec.json.decode(body, type=dict[str, object])
    except msgspec.MsgspecError:
        raise HTTPException(400) from None
    return {name: value for name, value in members.items() if isinstance(value, str)}
