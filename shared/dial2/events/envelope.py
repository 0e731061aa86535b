"""An event as the log holds it and as a message carries it."""

from datetime import datetime
from typing import Self
from uuid import UUID

import msgspec


class Payload(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What happened, in the past tense; subclasses name the type in their tag.

    `schema` rises when a field changes its meaning; fields are only ever added, with a default, so that every
    payload ever written stays readable.
    """

    schema: int = 1


def type_of(payload: Payload | type[Payload]) -> str:
    """The event type: the tag, which is also the routing key."""
    return str(payload.__struct_config__.tag)


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """One event of one stream. `version` counts from 1 without gaps; `hash` covers it and its forerunner."""

    id: UUID
    stream: str
    version: int
    type: str
    happened_at: datetime
    recorded_at: datetime
    actor: str
    causation: UUID | None
    correlation: UUID
    payload: msgspec.Raw
    hash: bytes

    def encode(self) -> bytes:
        return _encoder.encode(self)

    @classmethod
    def decode(cls, body: bytes) -> Self:
        """Raises `msgspec.DecodeError` for anything else than an event."""
        return msgspec.json.decode(body, type=cls)


_encoder = msgspec.json.Encoder()


def encode_payload(payload: Payload) -> str:
    return _encoder.encode(payload).decode()
