"""Who is on call, where it differs from the roster file, and the file itself.

Streams `schedule:<name>` (only the notifier appends), `roster:file` (whichever process sees it first).
"""

from datetime import datetime

from dial2.events.envelope import Payload


class OverrideAdded(Payload, frozen=True, kw_only=True, tag="override.added"):
    """From `since`, inclusive, to `until`, exclusive, `person` is on call (`dial2.roster.on_call.Override`)."""

    override: str
    schedule: str
    since: datetime
    until: datetime
    person: str | None
    instead_of: str | None
    by: str
    why: str


class OverrideRemoved(Payload, frozen=True, kw_only=True, tag="override.removed"):
    override: str
    schedule: str
    by: str
    why: str


class RosterChanged(Payload, frozen=True, kw_only=True, tag="roster.changed"):
    """The file says something else now, and that is in force. `content` is a digest of all it says."""

    file: str
    content: str
    changes: list[str]


class RosterRefused(Payload, frozen=True, kw_only=True, tag="roster.refused"):
    """The file cannot be used; what it said before stands."""

    file: str
    problems: list[str]
