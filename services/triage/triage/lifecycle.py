"""A ticket's life as one table: who may do what, from which state, and what then is. Each refusal says why."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal, NamedTuple, get_args

from dial2.calendar import Calendar
from dial2.errors import Forbidden, Permanent
from dial2.profile.model import Lifecycle
from dial2.vocabulary import Role

Status = Literal["open", "waiting", "proposed", "agreed", "merged"]
Doing = Literal[
    "severity",
    "client",
    "callback",
    "update",
    "waiting",
    "resume",
    "propose",
    "agree",
    "reopen",
    "register",
    "charge",
]
Arranging = Literal["merge", "split", "link", "unlink", "attach", "detach"]
Action = Literal[Doing, Arranging]

STATES: tuple[Status, ...] = get_args(Status)
ACTIONS: tuple[Action, ...] = get_args(Action)
ROLES: tuple[Role, ...] = get_args(Role)  # each may do what those before it may
_ALIVE: tuple[Status, ...] = ("open", "waiting", "proposed")
_UNMERGED: tuple[Status, ...] = (*_ALIVE, "agreed")


class Rule(NamedTuple):
    """`becomes`: the state afterwards, where it changes; `client`: the client may as well, by mail or a link."""

    states: tuple[Status, ...]
    becomes: Status | None = None
    role: Role = "agent"
    client: bool = False


LIFE: dict[Action, Rule] = {
    "severity": Rule(_ALIVE),
    "client": Rule(_UNMERGED),
    "callback": Rule(_ALIVE),
    "update": Rule(_ALIVE),
    "waiting": Rule(("open",), "waiting"),
    "resume": Rule(("waiting",), "open", client=True),
    "propose": Rule(("open", "waiting"), "proposed"),
    "agree": Rule(("proposed",), "agreed", client=True),
    "reopen": Rule(("proposed", "agreed"), "open", client=True),
    "register": Rule(_ALIVE),
    "charge": Rule(_UNMERGED),
    "merge": Rule(_ALIVE, "merged", role="lead"),
    "split": Rule(_UNMERGED),
    "link": Rule(_UNMERGED),
    "unlink": Rule(_UNMERGED),
    "attach": Rule(_ALIVE),
    "detach": Rule(_ALIVE),
}


def stream(ticket: int) -> str:
    """Where its events are in the log."""
    return f"ticket:{ticket}"


class Refused(Permanent):
    """The ticket is in a state from which this cannot be done; the text says which are."""


def possible(action: Action, status: Status) -> bool:
    return status in LIFE[action].states


def after(action: Action, status: Status, *, ticket: int) -> Status:
    """The state after `action`. Raises `Refused`."""
    if not possible(action, status):
        allowed = ", ".join(sorted(LIFE[action].states))
        now = ", ".join(name for name in ACTIONS if possible(name, status)) or "nothing"
        raise Refused(
            f"Ticket {ticket} is {status}: {action} is for tickets that are {allowed}. Possible now: {now}."
        )
    return LIFE[action].becomes or status


def permit(action: Action, role: Role, *, who: str) -> None:
    """Raises `Forbidden` where the role is not enough."""
    require(LIFE[action].role, role, what=action, who=who)


def require(needed: Role, role: Role, *, what: str, who: str) -> None:
    """Raises `Forbidden` where the role is not enough for what is no command to a ticket, too."""
    if ROLES.index(role) < ROLES.index(needed):
        raise Forbidden(
            f"{who} is {role}: {what} needs the role {needed}. An administrator gives it with DIAL2_STAFF_ROLES."
        )


def closed_for_good(closed_at: datetime | None, at: datetime, rules: Lifecycle, calendar: Calendar) -> bool:
    """Whether by `at` a ticket has been closed for longer than the profile lets it be reopened."""
    if closed_at is None:
        return False
    return at > calendar.add(closed_at, rules.reopen_within.time(calendar.business_day))


def table() -> Iterator[str]:
    """The table as Markdown: the handbook holds it, and a test compares."""
    yield "| command | from | becomes | who |"
    yield "| --- | --- | --- | --- |"
    for action, rule in LIFE.items():
        who = f"{rule.role}{', client' if rule.client else ''}"
        yield f"| `{action}` | {', '.join(rule.states)} | {rule.becomes or 'as it was'} | {who} |"
