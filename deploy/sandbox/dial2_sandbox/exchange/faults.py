"""Things that go wrong, ordered in advance."""

from typing import Literal

import msgspec

Deed = Literal[
    "refuse-429",  # REST: 429 with 20429, nothing done
    "fail-before",  # REST: 503, nothing done
    "fail-after",  # REST: 500, and it was done
    "hang-before",  # REST: no answer for `seconds`, nothing done
    "hang-after",  # REST: done at once, no answer for `seconds`
    "drop",  # callback: never sent
    "duplicate",  # callback: sent twice
    "late",  # callback: sent `seconds` later, behind whatever follows it
    "swap",  # callback: sent behind the one that follows it
]


class Fault(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Something that goes wrong with the next `times` of a kind; `seconds` are real ones.

    `on` is a REST request (`calls.create`, `messages.create`, `calls.list` ...) or a callback by its event
    (`callback:ringing`, `callback:delivered`, `callback:recording`), `callback:*` being any.
    """

    on: str
    do: Deed
    times: int = 1
    seconds: float = 0.0


class Faults:
    """The faults still to come, taken in the order they were put."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def plan(self, on: str, do: Deed, *, times: int = 1, seconds: float = 0.0) -> None:
        self.planned.append(Fault(on=on, do=do, times=times, seconds=seconds))

    def take(self, what: str) -> Fault | None:
        """The fault that befalls `what` now, or None."""
        group = what.partition(":")[0] + ":*"
        for fault in self.planned:
            if fault.on in {what, group}:
                fault.times -= 1
                if fault.times <= 0:
                    self.planned.remove(fault)
                return fault
        return None
