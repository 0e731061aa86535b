"""The clients' service vouchers, which pay for work after hours."""

from __future__ import annotations

from dataclasses import dataclass

from dial2.database import Database
from dial2.errors import NotFound, Permanent
from dial2.events.after_hours import VouchersAdded, VouchersCharged
from dial2.profile import Profile
from dial2.profile.model import AfterHours
from dial2.roster import LiveRoster
from triage.adapters import after_hours
from triage.adapters.commands import Done
from triage.after_hours.charge import voucher_minutes
from triage.command import ANY, Terms, command, remember


def stream(client: str) -> str:
    """Where the ledger of a client is in the log."""
    return f"client:{client}"


@dataclass(frozen=True, kw_only=True)
class Vouchers:
    database: Database
    profile: Profile
    roster: LiveRoster

    async def balance(self, client: str) -> int:
        """In minutes."""
        self._known(client)
        async with self.database.connection() as connection:
            return await after_hours.balance(connection, client)

    async def add(self, client: str, *, by: str, minutes: int, why: str, terms: Terms = ANY) -> int:
        """Returns the balance then, in minutes."""
        self._rules()
        self._known(client)
        async with self.database.work(by) as work:
            balance = await after_hours.move_balance(work, client, minutes)
            added = VouchersAdded(client=client, minutes=minutes, balance_minutes=balance, by=by, why=why)
            work.append(stream(client), added)
            await remember(work, by, terms, balance)
        return balance

    async def charge(
        self, number: int, *, by: str, worked_minutes: int, overdraw: bool = False, terms: Terms = ANY
    ) -> Done:
        """For work on a registered ticket. Below zero only where `overdraw` says so; else raises `Permanent`."""
        rules = self._rules()
        async with command(self.database, number, "charge", by, terms) as act:
            client, work = act.ticket.client, act.work
            standing = await after_hours.of(work, number)
            if client is None or standing.ruling != "registered":
                raise Permanent(f"Ticket {number} is no client's after-hours request: nothing is charged for it.")
            minutes = voucher_minutes(worked_minutes, rules)
            balance = await after_hours.move_balance(work, client, -minutes)
            if balance < 0 and not overdraw:
                raise Permanent(
                    f"{client} has {(balance + minutes) / 60:g} voucher hours left, and this work costs "
                    f"{minutes / 60:g}: add vouchers, or charge it with overdraw."
                )
            charged = VouchersCharged(
                client=client,
                ticket=number,
                worked_minutes=worked_minutes,
                minutes=minutes,
                balance_minutes=balance,
                by=by,
            )
            work.append(stream(client), charged)
        return act.result

    def _rules(self) -> AfterHours:
        if self.profile.after_hours is None:
            raise Permanent(f"The profile {self.profile.name} has no after-hours service, and so no vouchers.")
        return self.profile.after_hours

    def _known(self, client: str) -> None:
        clients = self.roster.current.clients
        if client not in clients:
            known = ", ".join(sorted(clients)) or "none"
            raise NotFound(f"There is no client {client!r}; the roster has: {known}")
