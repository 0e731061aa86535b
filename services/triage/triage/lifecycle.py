"""A ticket's life as a table: what may be done from which state. Each refusal says why."""

from datetime import datetime
from typing import Literal, get_args

from dial2.calendar import Calendar
from dial2.errors import Permanent
from dial2.profile.model import Lifecycle

Status = Literal["open", "waiting", "proposed", "agreed", "merged"]
Action = Literal["severity", "callback", "update", "waiting", "resume", "propose", "agree", "reopen", "merge"]

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


def stream(ticket: int) -> str:
    """Where its events are in the log."""
    return f"ticket:{ticket}"


class Refused(Permanent):
    """The ticket is in a state from which this cannot be done; the text says which are."""


def possible(action: Action, status: Status) -> bool:
    return status in _FROM[action]


def after(action: Action, status: Status, *, ticket: int) -> Status:
    """The state after `action`. Raises `Refused`."""
    if not possible(action, status):
        allowed = ", ".join(sorted(_FROM[action]))
        now = ", ".join(name for name in ACTIONS if possible(name, status)) or "nothing"
        raise Refused(
            f"Ticket {ticket} is {status}: {action} is for tickets that are {allowed}. Possible now: {now}."
        )
    return _TO.get(action, status)


def closed_for_good(closed_at: datetime | None, at: datetime, rules: Lifecycle, calendar: Calendar) -> bool:
    """Whether by `at` a ticket has been closed for longer than the profile lets it be reopened."""
    if closed_at is None:
        return False
    return at > calendar.add(closed_at, rules.reopen_within.time(calendar.business_day))
