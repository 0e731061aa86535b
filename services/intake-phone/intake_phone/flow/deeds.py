"""What callers, telephones and the provider do."""

import msgspec


class Pressed(msgspec.Struct, frozen=True):
    """A key, or what was said for it; silence is empty."""

    digit: str


class Entered(msgspec.Struct, frozen=True):
    """A PIN, and whose it is; silence is empty."""

    digits: str
    client: str | None


class Rang(msgspec.Struct, frozen=True, kw_only=True):
    """The telephones have stopped ringing, or the talk is over. A voicemail box bridges but never accepts."""

    bridged: bool
    accepted_by: str | None
    status: str  # the provider's word


class LeftQueue(msgspec.Struct, frozen=True, kw_only=True):
    """The caller is out of the queue, or the talk that it led to is over."""

    bridged: bool
    accepted_by: str | None
    result: str  # the provider's word


class Told(msgspec.Struct, frozen=True):
    """Words, in answer to a question."""

    text: str


class Recorded(msgspec.Struct, frozen=True):
    """The recorder has stopped, with a message or without."""


Deed = Pressed | Entered | Rang | LeftQueue | Told | Recorded
