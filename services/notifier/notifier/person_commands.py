"""`dial2 person`: staff's contacts are tried out."""

from __future__ import annotations

from typing import Annotated

import typer

from dial2.cli import api
from dial2.events.page import PageChannel

app = typer.Typer(no_args_is_help=True, help="People of the roster.")


@app.callback()
def _group() -> None:
    """People of the roster."""


@app.command()
def verify(
    person: Annotated[str, typer.Argument(help="a name under [people]")],
    channel: Annotated[PageChannel, typer.Argument(help="sms, voice or email")],
    code: Annotated[str | None, typer.Option(help="the code that arrived; without it, one is sent first")] = None,
) -> None:
    """Send a code to a contact, and take it back from whoever received it."""
    where = f"/people/{person}/contacts/{channel}"
    if code is None:
        sent = api.call("POST", f"{where}/code", {})
        code = typer.prompt(f"A code is on its way to {sent['destination']}. What does it say")
    verified = api.call("POST", f"{where}/verify", {"code": code})
    typer.echo(f"{person}: {channel} {verified['destination']} is verified")
