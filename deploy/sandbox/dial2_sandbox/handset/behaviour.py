"""What a person does when their telephone rings and nobody directs them."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from dial2_sandbox.handset.held_call import HeldCall

Kind = Literal["by-hand", "answers", "no-answer", "busy", "unreachable", "declines", "voicemail"]
AnsweredBy = Literal["human", "machine", "fax", "unknown"]


class Behaviour(msgspec.Struct, frozen=True, kw_only=True):
    """`by-hand` waits for a script, the control API or the page to pick up; the rest act by themselves.

    `after` counts the seconds until a pick-up, `presses` the entries made, one for each time that keys are
    asked for, `greeting` the seconds that a voicemail box speaks before its tone.
    """

    kind: Kind = "by-hand"
    after: float = 0.0
    presses: tuple[str, ...] = ()
    greeting: float = 6.0

    @property
    def picks_up(self) -> bool:
        return self.kind in {"answers", "voicemail"}

    def picks_up_within(self, seconds: float) -> bool:
        return self.picks_up and self.after < seconds

    @property
    def answered_by(self) -> AnsweredBy:
        return "machine" if self.kind == "voicemail" else "human"


class SmsBehaviour(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of an SMS on its way: the final status, and the carrier's error code where it fails.

    `queued`: the seconds that it waits before it is sent, as a crowded number's do.
    """

    status: Literal["delivered", "undelivered", "failed", "sent"] = "delivered"
    error_code: int | None = None
    landline: bool = False
    queued: float = 0.0


Script = Callable[["HeldCall"], Awaitable[None]]
