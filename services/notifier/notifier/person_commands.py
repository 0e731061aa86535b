"""`dial2 person`: staff's contacts are tried out."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from dial2 import roster
from dial2.cli import api
from dial2.cli.database import opened
from dial2.errors import NotFound
from dial2.events.page import PageChannel
from dial2.settings import Settings, load
from notifier import contact_health

app = typer.Typer(no_args_is_help=True, help="People of the roster.")


@app.callback()
def _group() -> None:
    """People of the roster."""


@app.command()
def verify(
    person: Annotated[str, typer.Argument(help="a name under [people]")],
    channel: Annotated[PageChannel, typer.Argument(help="sms, voice, email or chat")],
    code: Annotated[str | None, typer.Option(help="the code that arrived; without it, one is sent first")] = None,
) -> None:
    """Send a code to a contact, and take it back from whoever received it."""
    where = f"/people/{person}/contacts/{channel}"
    if code is None:
        sent = api.call("POST", f"{where}/code", {})
        code = typer.prompt(f"A code is on its way to {sent['destination']}. What does it say")
    verified = api.call("POST", f"{where}/verify", {"code": code})
    typer.echo(f"{person}: {channel} {verified['destination']} is verified")


@app.command()
def restore(
    person: Annotated[str, typer.Argument(help="a name under [people]")],
    channel: Annotated[PageChannel, typer.Argument(help="sms or voice")],
) -> None:
    """Say that a contact that was given up works: pages go there again."""
    known = roster.load(load(Settings).roster).people.get(person)
    destination = known.contact(channel) if known else None
    if destination is None or not asyncio.run(_restore(person, channel, destination)):
        raise NotFound(f"Nothing is held against the {channel} of {person!r}; see `dial2 doctor`")
    typer.echo(f"{person}: {channel} {destination} is used again")


async def _restore(person: str, channel: PageChannel, destination: str) -> bool:
    async with opened() as database, database.work("operator") as work:
        return await contact_health.restore(work, person, channel, destination, "staff says so")
