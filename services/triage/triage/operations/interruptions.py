"""An interruption runs the ladder like any outage: it opens a ticket of its own, and that pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dial2.database import Database, Work
from dial2.errors import NotFound, Permanent
from dial2.events.operations import InterruptionBegun, InterruptionEnded
from dial2.events.request import Contact
from dial2.events.ticket import SeverityAssigned, TicketOpened
from dial2.ids import uuid7
from dial2.profile import Profile
from dial2.roster import LiveRoster
from triage.adapters import operations, store
from triage.adapters.operations import Interruption
from triage.adapters.store import Ticket
from triage.command import ANY, Terms, remember
from triage.lifecycle import Refused
from triage.lifecycle import stream as ticket_stream
from triage.operations.clients import known_clients

_LISTED = 100


@dataclass(frozen=True, kw_only=True)
class Interruptions:
    database: Database
    profile: Profile
    roster: LiveRoster

    async def begin(
        self, *, by: str, cause: str, clients: list[str], begun_at: datetime | None = None, terms: Terms = ANY
    ) -> Interruption:
        """No clients means all of them; `begun_at` may be earlier than now. Raises `NotFound`, `Permanent`."""
        known_clients(self.roster.current, clients)
        async with self.database.work(by) as work:
            begun = begun_at or work.now
            if begun > work.now:
                raise Permanent(f"An interruption cannot begin later than now; {begun.isoformat()} is to come")
            ticket = await self._open_ticket(work, by, cause, clients, begun)
            number = await operations.add_interruption(work, clients, cause, begun, ticket)
            event = InterruptionBegun(
                interruption=number, begun_at=begun, clients=clients, cause=cause, by=by, ticket=ticket
            )
            work.append(f"interruption:{number}", event, happened_at=begun)
            interruption = Interruption(
                interruption=number,
                clients=clients,
                cause=cause,
                begun_at=begun,
                ended_at=None,
                clients_connection=False,
                ticket=ticket,
            )
            await remember(work, by, terms, interruption)
        return interruption

    async def end(
        self,
        number: int,
        *,
        by: str,
        cause: str | None = None,
        ended_at: datetime | None = None,
        clients_connection: bool = False,
    ) -> None:
        """`cause`, where more is known by now; its ticket goes on until it is resolved like any other."""
        async with self.database.work(by) as work:
            found = await operations.locked_interruption(work, number)
            if found is None:
                raise NotFound(f"There is no interruption {number}")
            if found.ended_at:
                raise Refused(
                    f"Interruption {number} ended at {found.ended_at.isoformat()}: nothing is left to end"
                )
            ended = ended_at or work.now
            if not found.begun_at <= ended <= work.now:
                raise Permanent(
                    f"Interruption {number} began at {found.begun_at.isoformat()}: it ends between then and now"
                )
            cause = cause or found.cause
            await operations.end_interruption(work, number, ended, cause, clients_connection=clients_connection)
            event = InterruptionEnded(
                interruption=number, ended_at=ended, cause=cause, clients_connection=clients_connection, by=by
            )
            work.append(f"interruption:{number}", event, happened_at=ended)

    async def newest(self) -> list[Interruption]:
        async with self.database.connection() as connection:
            return await operations.interruptions(connection, _LISTED)

    async def _open_ticket(self, work: Work, by: str, cause: str, clients: list[str], begun: datetime) -> int:
        """As severe as a caller's word that the system is down; nobody is to be answered by mail."""
        severity = self.profile.phone.severity_when_down
        number = await store.next_number(work)
        ticket = Ticket(
            ticket=number,
            request=f"interruption-{uuid7()}",
            status="open",
            severity=severity,
            severity_by=by,
            category="other",
            channel="portal",
            client=clients[0] if len(clients) == 1 else None,
            contact=Contact(name=by),
            subject=cause,
            language=self.profile.languages[0],
            received_at=begun,
            missing=[],
            silent=False,
        )
        await store.add(work, ticket)
        work.append(
            ticket_stream(number),
            TicketOpened(
                ticket=number,
                request=ticket.request,
                channel=ticket.channel,
                received_at=begun,
                contact=ticket.contact,
                client=ticket.client,
                subject=cause,
                text=cause,
                language=ticket.language,
                message_id=None,
                profile=self.profile.name,
                profile_version=self.profile.version,
            ),
            SeverityAssigned(
                ticket=number, severity=severity, previous=None, by=by, why=f"service interruption: {cause}"
            ),
        )
        return number
