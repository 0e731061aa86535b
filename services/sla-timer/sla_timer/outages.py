"""When the service was down, and when it was being maintained, for whom: from the log.

Maintenance leaves time out from when it really started, and for no longer than was planned; what went beyond the
month's allowance leaves nothing out. What a client's own connection caused is no unavailability.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from dial2.events import Payload
from dial2.events.operations import (
    InterruptionBegun,
    InterruptionEnded,
    MaintenanceEnded,
    MaintenancePlanned,
    MaintenanceStarted,
)
from sla_timer.availability import Span


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """`clients`: none named means all of them."""

    clients: list[str]
    span: Span

    def concerns(self, client: str | None) -> bool:
        """None asks for the service as a whole: what concerned some clients alone is not the whole."""
        return not self.clients or client in self.clients


class Outages(msgspec.Struct, frozen=True, kw_only=True):
    interruptions: list[Outage]
    maintenance: list[Outage]

    @property
    def clients(self) -> list[str]:
        """Those of whom anything is known that does not concern all."""
        return sorted({name for each in (*self.interruptions, *self.maintenance) for name in each.clients})


def outages(events: Iterable[Payload], now: datetime) -> Outages:
    """What goes on lasts until `now`."""
    begun: dict[int, InterruptionBegun] = {}
    ended: dict[int, InterruptionEnded] = {}
    planned: dict[int, MaintenancePlanned] = {}
    started: dict[int, datetime] = {}
    over: dict[int, datetime] = {}
    for event in events:
        match event:
            case InterruptionBegun(interruption=number):
                begun[number] = event
            case InterruptionEnded(interruption=number):
                ended[number] = event
            case MaintenancePlanned(maintenance=number):
                planned[number] = event
            case MaintenanceStarted(maintenance=number, started_at=at):
                started[number] = at
            case MaintenanceEnded(maintenance=number, ended_at=at):
                over[number] = at
    return Outages(
        interruptions=[
            Outage(clients=each.clients, span=(each.begun_at, ended[number].ended_at if number in ended else now))
            for number, each in begun.items()
            if number not in ended or not ended[number].clients_connection
        ],
        maintenance=[
            Outage(
                clients=each.clients, span=(at, min(over.get(number, now), at + (each.ends_at - each.starts_at)))
            )
            for number, at in started.items()
            if (each := planned[number]).within_allowance
        ],
    )
