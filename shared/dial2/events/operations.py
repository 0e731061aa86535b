"""The service itself: its interruptions and maintenance; streams `interruption:<number>`, `maintenance:<number>`.

Only triage appends these. An empty list of clients means all of them.
"""

from datetime import datetime

from dial2.events.envelope import Payload


class InterruptionBegun(Payload, frozen=True, kw_only=True, tag="interruption.begun"):
    """The service is unavailable; `ticket` was opened for it, and pages whoever is on call."""

    interruption: int
    begun_at: datetime
    clients: list[str]
    cause: str
    by: str
    ticket: int


class InterruptionEnded(Payload, frozen=True, kw_only=True, tag="interruption.ended"):
    """It is available again. What the client's own connection caused does not count against availability."""

    interruption: int
    ended_at: datetime
    cause: str
    clients_connection: bool
    by: str


class MaintenancePlanned(Payload, frozen=True, kw_only=True, tag="maintenance.planned"):
    """`within_allowance`: what is done beyond it is no planned maintenance, and counts against availability."""

    maintenance: int
    starts_at: datetime
    ends_at: datetime
    clients: list[str]
    why: str  # for clients to read
    critical_fix: bool  # clients need not be told in advance
    within_allowance: bool
    by: str


class MaintenanceCancelled(Payload, frozen=True, kw_only=True, tag="maintenance.cancelled"):
    maintenance: int
    starts_at: datetime
    clients: list[str]
    why: str
    by: str


class MaintenanceStarted(Payload, frozen=True, kw_only=True, tag="maintenance.started"):
    maintenance: int
    started_at: datetime
    by: str


class MaintenanceEnded(Payload, frozen=True, kw_only=True, tag="maintenance.ended"):
    maintenance: int
    ended_at: datetime
    by: str
