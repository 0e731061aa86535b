"""Planned maintenance: within what the contract allows of it in a month, and known to clients in advance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from dial2.database import Database, Work
from dial2.errors import NotFound, Permanent
from dial2.events import Payload
from dial2.events.operations import (
    MaintenanceCancelled,
    MaintenanceEnded,
    MaintenancePlanned,
    MaintenanceStarted,
)
from dial2.profile import Profile
from dial2.roster import LiveRoster
from triage.adapters import operations
from triage.adapters.operations import Maintenance, State
from triage.command import ANY, Terms, remember
from triage.lifecycle import Refused
from triage.operations.allowance import fullest_month
from triage.operations.clients import known_clients

Step = Literal["cancel", "start", "end"]

_LISTED = 100
_LOOK_BACK = timedelta(days=31)
_STEPS: dict[Step, tuple[State, State]] = {
    "cancel": ("planned", "cancelled"),
    "start": ("planned", "started"),
    "end": ("started", "ended"),
}


class Planned(NamedTuple):
    """`notice_due`: when clients were to know by; `warnings` are for whoever planned it."""

    maintenance: int
    notice_due: datetime
    warnings: list[str]


@dataclass(frozen=True, kw_only=True)
class MaintenancePlan:
    database: Database
    profile: Profile
    roster: LiveRoster

    async def plan(
        self,
        *,
        by: str,
        starts_at: datetime,
        ends_at: datetime,
        why: str,
        clients: list[str],
        critical_fix: bool = False,
        terms: Terms = ANY,
    ) -> Planned:
        """Raises `Refused` where a month would hold more than the contract allows; a critical fix goes beyond."""
        known_clients(self.roster.current, clients)
        async with self.database.work(by) as work:
            if not work.now <= starts_at < ends_at:
                raise Permanent(f"Maintenance starts between now and its end; {starts_at.isoformat()} does not")
            await operations.one_plans_at_a_time(work)
            over = await self._over(work, starts_at, ends_at, clients)
            if over and not critical_fix:
                raise Refused(f"{over}. Plan it for another time, or shorter; only a critical fix may go beyond.")
            number = await operations.add_maintenance(
                work,
                clients=clients,
                why=why,
                starts_at=starts_at,
                ends_at=ends_at,
                critical_fix=critical_fix,
                within_allowance=over is None,
            )
            event = MaintenancePlanned(
                maintenance=number,
                starts_at=starts_at,
                ends_at=ends_at,
                clients=clients,
                why=why,
                critical_fix=critical_fix,
                within_allowance=over is None,
                by=by,
            )
            work.append(_stream(number), event)
            warnings = [f"{over}: what goes beyond counts against availability"] if over else []
            notice_due = starts_at - self._notice
            if work.now > notice_due and not critical_fix:
                warnings.append(f"clients hear of it less than {self._notice_length} before it starts")
            mute = self._mute(clients)
            warnings += [f"{client} has no notices address in the roster: tell them yourself" for client in mute]
            planned = Planned(number, notice_due, warnings)
            await remember(work, by, terms, planned)
        return planned

    async def cancel(self, number: int, *, by: str, why: str) -> None:
        async with self.database.work(by) as work:
            found = await self._step(work, number, "cancel")
            event = MaintenanceCancelled(
                maintenance=number, starts_at=found.starts_at, clients=found.clients, why=why, by=by
            )
            work.append(_stream(number), event)

    async def start(self, number: int, *, by: str) -> None:
        async with self.database.work(by) as work:
            await self._step(work, number, "start")
            started: Payload = MaintenanceStarted(maintenance=number, started_at=work.now, by=by)
            work.append(_stream(number), started)

    async def end(self, number: int, *, by: str) -> None:
        async with self.database.work(by) as work:
            await self._step(work, number, "end")
            work.append(_stream(number), MaintenanceEnded(maintenance=number, ended_at=work.now, by=by))

    async def latest(self) -> list[Maintenance]:
        async with self.database.connection() as connection:
            return await operations.maintenance(connection, _LISTED)

    async def _step(self, work: Work, number: int, step: Step) -> Maintenance:
        before, after = _STEPS[step]
        found = await operations.locked_maintenance(work, number)
        if found is None:
            raise NotFound(f"There is no maintenance {number}")
        if found.state != before:
            raise Refused(f"Maintenance {number} is {found.state}: {step} is for one that is {before}")
        await operations.set_state(work, number, after)
        return found

    async def _over(self, work: Work, starts_at: datetime, ends_at: datetime, clients: list[str]) -> str | None:
        """What would be too much, if it would."""
        rules = self.profile.availability
        if rules is None:
            return None
        others = await operations.within_allowance(work, starts_at - _LOOK_BACK, clients)
        held = fullest_month((each.took for each in others), (starts_at, ends_at))
        if held <= rules.planned_maintenance.time():
            return None
        minutes = held / timedelta(minutes=1)
        return f"With it, one month holds {minutes:g} minutes of maintenance; allowed: {rules.planned_maintenance}"

    def _mute(self, clients: list[str]) -> list[str]:
        known = self.roster.current.clients
        return [name for name in clients or sorted(known) if not known[name].notices]

    @property
    def _notice(self) -> timedelta:
        return self.profile.availability.maintenance_notice.time() if self.profile.availability else timedelta()

    @property
    def _notice_length(self) -> str:
        return str(self.profile.availability.maintenance_notice) if self.profile.availability else ""


def _stream(number: int) -> str:
    return f"maintenance:{number}"
