"""Where the provider reports what became of a step; paths and opaque values, no numbers and no texts."""

from collections.abc import Callable
from urllib.parse import urlencode

import msgspec

WAITING = "/voice/waiting"


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    pressed: str
    entered: str
    told: str
    rang: str
    held: str
    left: str
    recorded: str
    whisper: Callable[[int], str]
    waiting: str = WAITING
    recording: str = "/voice/recording"
    transcript: str = "/voice/transcript"

    @classmethod
    def of_turn(cls, sid: str, turn: int) -> "Addresses":
        return cls(
            pressed=address("/voice/pressed", turn=turn),
            entered=address("/voice/entered", turn=turn),
            told=address("/voice/told", turn=turn),
            rang=address("/voice/rang", turn=turn),
            held=address("/voice/held", turn=turn),
            left=address("/voice/left", turn=turn),
            recorded=address("/voice/recorded", turn=turn),
            whisper=lambda offer: address("/voice/whisper", call=sid, turn=turn, offer=offer),
        )

    @classmethod
    def static(cls, *, tried: int) -> "Addresses":
        """Those that are answered without the database; `tried` counts the people rung by then."""
        return cls(
            pressed="/voice/fallback",
            entered="/voice/fallback",
            told="/voice/fallback",
            rang=address("/voice/fallback/rang", tried=tried),
            held=WAITING,
            left="/voice/fallback/recorded",
            recorded="/voice/fallback/recorded",
            whisper=lambda _offer: "/voice/fallback/whisper",
        )


def address(path: str, **values: str | int) -> str:
    return f"{path}?{urlencode(values)}" if values else path
