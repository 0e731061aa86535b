"""The vocabulary: every event there is, by the stream it belongs to."""

from functools import cache

import msgspec

from dial2.events import (
    address,
    after_hours,
    alarm,
    call,
    callback,
    client,
    clock,
    incident,
    merge,
    notice,
    oncall,
    operations,
    page,
    probe,
    request,
    ticket,
)
from dial2.events.envelope import Payload, Recorded, encode_payload, type_of

__all__ = ["TYPES", "Payload", "Recorded", "decode", "encode_payload", "type_of"]

TYPES: dict[str, type[Payload]] = {
    type_of(event): event
    for module in (
        request,
        after_hours,
        call,
        callback,
        ticket,
        client,
        incident,
        merge,
        clock,
        page,
        notice,
        address,
        oncall,
        operations,
        alarm,
        probe,
    )
    for event in vars(module).values()
    if isinstance(event, type) and issubclass(event, Payload) and event is not Payload
}


@cache
def _decoder(event: type[Payload]) -> msgspec.json.Decoder[Payload]:
    return msgspec.json.Decoder(event)


def decode(recorded: Recorded) -> Payload:
    """The typed payload.

    Raises `msgspec.ValidationError` if it does not fit its type, `KeyError` for an unknown type.
    """
    return _decoder(TYPES[recorded.type]).decode(recorded.payload)
