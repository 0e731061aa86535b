"""Who is on call, where it differs from the roster file, and the file itself.

Streams `schedule:<name>`, `shift:<schedule>`, `person:<name>`, `oncall:checks` and `oncall:provider` (only the
notifier appends),
`roster:file` (whichever process sees it first).
"""

from datetime import datetime
from typing import Literal

from dial2.events.envelope import Payload
from dial2.events.page import PageChannel
from dial2.finding import Finding


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


class OncallChecked(Payload, frozen=True, kw_only=True, tag="oncall.checked"):
    """Once a day, what `dial2 doctor` would say."""

    days: int
    findings: list[Finding]


class HandedOff(Payload, frozen=True, kw_only=True, tag="oncall.handed_off"):
    """Since `at`, `on` is on call in a schedule, who was not when that was last told; None: nobody is, or was.

    The first of a schedule says who was on call when it was first looked at, and nobody is told of that.
    """

    schedule: str
    at: datetime
    off: str | None
    on: str | None


class ContactVerified(Payload, frozen=True, kw_only=True, tag="contact.verified"):
    """The code that was sent there came back."""

    person: str
    channel: PageChannel
    destination: str
    by: str


class ContactLost(Payload, frozen=True, kw_only=True, tag="contact.lost"):
    """The contact takes nothing, for a reason that stays until somebody acts: others are used."""

    person: str
    channel: PageChannel
    destination: str
    code: str  # the provider's
    why: str


class ContactRestored(Payload, frozen=True, kw_only=True, tag="contact.restored"):
    """It is used again."""

    person: str
    channel: PageChannel
    destination: str
    why: Literal["something arrived there", "its owner replied START", "staff says so"]


class ProviderMisconfigured(Payload, frozen=True, kw_only=True, tag="provider.misconfigured"):
    """The provider refuses what goes out because of our own account or number; told once a day for each code."""

    channel: PageChannel
    code: str
    why: str
