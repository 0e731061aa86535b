"""A command to a ticket: one transaction, once, and on the version that whoever gives it has seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import msgspec

from dial2.database import Database, Work
from dial2.errors import NotFound, Outdated, Permanent
from triage.adapters import commands, store
from triage.adapters.commands import Done
from triage.adapters.store import Ticket
from triage.lifecycle import Action, Status, after


class NoSuchTicket(NotFound):
    """There is no ticket by that number."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is the one that the ticket must have; `key` names this command, and `digest` what it asks."""

    version: int | None = None
    key: str | None = None
    digest: bytes = b""


ANY = Terms()


@dataclass(kw_only=True)
class Command:
    """A command that is being carried out: the ticket is locked, and `status` is what it will be."""

    work: Work
    ticket: Ticket
    status: Status
    created: int | None = None  # the ticket that it opened
    done: Done | None = None

    @property
    def result(self) -> Done:
        """What the command came to, once it is committed."""
        if self.done is None:
            raise RuntimeError("the command has not ended")
        return self.done


@asynccontextmanager
async def command(
    database: Database, number: int, action: Action, by: str, terms: Terms = ANY, *, proposal: int | None = None
) -> AsyncIterator[Command]:
    """Raises `NoSuchTicket`, `Refused`, `Outdated`, or `Conflict` where the same command is under way."""
    async with database.work(by) as work:
        ticket = await store.locked(work, number)
        if ticket is None:
            raise NoSuchTicket(f"There is no ticket {number}")
        if terms.version not in (None, ticket.version):
            raise Outdated(
                f"Ticket {number} is at version {ticket.version}, and this was asked of version {terms.version}: "
                "read the ticket again, then decide."
            )
        status = after(action, ticket.status, ticket=number)
        if proposal is not None and proposal != ticket.proposal:
            raise Permanent(f"Ticket {number} has a newer proposal than the one this answers")
        carried_out = Command(work=work, ticket=ticket, status=status)
        yield carried_out
        version = await store.version(work, number)
        carried_out.done = Done(version=version, ticket=carried_out.created)
        await remember(work, by, terms, carried_out.done)


async def remember(work: Work, by: str, terms: Terms, answer: object) -> None:
    """What a command came to, where it has a key: sent again, it is answered with that and not done again."""
    if terms.key is not None:
        await commands.remember(work, by, terms.key, terms.digest, answer)
