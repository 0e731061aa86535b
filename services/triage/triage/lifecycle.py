"""A ticket's life as a table: what may be done from which state. Each refusal says why."""

from typing import Literal, get_args

from dial2.errors import Permanent

Status = Literal["open", "waiting", "proposed", "agreed", "merged"]
Action = Literal[
    "severity", "callback", "update", "waiting", "resume", "propose", "agree", "reopen", "merge", "follow up"
]

_ALIVE: frozenset[Status] = frozenset({"open", "waiting", "proposed"})
_FROM: dict[Action, frozenset[Status]] = {
    "severity": _ALIVE,
    "callback": _ALIVE,
    "update": _ALIVE,
    "waiting": frozenset({"open"}),
    "resume": frozenset({"waiting"}),
    "propose": frozenset({"open", "waiting"}),
    "agree": frozenset({"proposed"}),
    "reopen": frozenset({"proposed", "agreed"}),
    "merge": _ALIVE,
    "follow up": frozenset({"open", "waiting", "proposed", "agreed"}),
}
_TO: dict[Action, Status] = {
    "waiting": "waiting",
    "resume": "open",
    "propose": "proposed",
    "agree": "agreed",
    "reopen": "open",
    "merge": "merged",
}
ACTIONS: tuple[Action, ...] = get_args(Action)


class Refused(Permanent):
    """The ticket is in a state from which this cannot be done; the text says which are."""


def after(action: Action, status: Status, *, ticket: int) -> Status:
    """The state after `action`. Raises `Refused`."""
    if status not in _FROM[action]:
        allowed = ", ".join(sorted(_FROM[action]))
        possible = ", ".join(name for name in ACTIONS if status in _FROM[name]) or "nothing"
        raise Refused(
            f"Ticket {ticket} is {status}: {action} is for tickets that are {allowed}. Possible now: {possible}."
        )
    return _TO.get(action, status)
