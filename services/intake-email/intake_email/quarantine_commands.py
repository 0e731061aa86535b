"""`dial2 mail quarantined` and `retry`: mails that could not be read, and what a person does about them."""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

import typer

from dial2.cli.database import opened
from dial2.errors import NotFound
from dial2.events.request import RequestQuarantined
from intake_email.adapters import quarantine

Request = Annotated[UUID, typer.Argument(help="as `dial2 mail quarantined` shows it")]


def quarantined() -> None:
    """Show the mails that could not be read, and why."""
    for mail in asyncio.run(_waiting()):
        received = mail.received_at.isoformat(sep=" ", timespec="seconds")
        typer.echo(f"{mail.request}  received {received}  from {mail.sender or '?'}: {mail.reason}")


def retry(request: Request) -> None:
    """Read a mail once more, after an upgrade; its clocks count from when it was received."""
    if not asyncio.run(_read_again(request)):
        raise NotFound(f"Request {request} is not in quarantine; see `dial2 mail quarantined`")
    typer.echo(f"{request} is read again")


async def _waiting() -> list[RequestQuarantined]:
    async with opened() as database, database.connection() as connection:
        return await quarantine.waiting(connection)


async def _read_again(request: UUID) -> bool:
    async with opened() as database, database.work("operator") as work:
        return await quarantine.read_again(work.connection, request)
