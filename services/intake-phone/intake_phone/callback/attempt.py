"""One call back: how far it has come. It only moves forward."""

from typing import Literal

import msgspec

State = Literal["sending", "placed", "taken", "connected", "failed"]

FINAL: frozenset[State] = frozenset({"connected", "failed"})
_STEPS: tuple[State, ...] = ("sending", "placed", "taken", "connected")


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """`person` was called first, at a number of the roster; `number` is the client's (E.164).

    sending    the row is there; the provider may or may not have been asked
    placed     the provider calls the person
    taken      the person pressed 1; the client is called
    connected  the client proved to be there
    """

    id: str
    ticket: int
    person: str
    number: str
    client: str | None = None
    state: State
    sid: str | None = None  # the person's call, as the provider names it

    @property
    def stream(self) -> str:
        return f"callback:{self.id}"

    def may_become(self, state: State) -> bool:
        if self.state in FINAL:
            return False
        return state == "failed" or _STEPS.index(state) > _STEPS.index(self.state)
