"""`dial2 page`: why whom, from the log."""

from __future__ import annotations

import asyncio
from itertools import groupby
from typing import Annotated

import msgspec
import typer

from dial2.cli.database import opened
from dial2.errors import NotFound
from dial2.log import read
from notifier.adapters import pages
from notifier.explanation import Line, explain

app = typer.Typer(no_args_is_help=True, help="Pages: who was reached, or not, and why.")


@app.callback()
def _group() -> None:
    """So that `explain` is a command of a group."""


@app.command("explain")
def explain_command(
    ticket: Annotated[int, typer.Argument(help="the ticket's number")],
    *,
    json: Annotated[bool, typer.Option("--json", help="one line of JSON each")] = False,
) -> None:
    """For each page of a ticket, or of its incident: why this person, by this channel, at this moment."""
    lines = asyncio.run(_lines(ticket))
    if not lines:
        raise NotFound(f"Nobody was paged for ticket {ticket}; dial2 ticket show {ticket} tells what it is")
    if json:
        for line in lines:
            typer.echo(msgspec.json.encode(line).decode())
        return
    for page, of_page in groupby(lines, key=lambda line: line.page):
        typer.echo(f"page {page}")
        for line in of_page:
            typer.echo(f"  {line}")


async def _lines(ticket: int) -> list[Line]:
    async with opened() as database, database.connection() as connection:
        found: list[Line] = []
        for page in await pages.all_of(connection, ticket):
            events = await read.stream(connection, f"page:{page}")
            found += [line for line in map(explain, events) if line]
    return found
