"""Who is on call where it differs from the roster file; the notifier appends these. Stream `schedule:<name>`."""

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
