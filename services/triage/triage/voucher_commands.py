"""`dial2 vouchers`: what clients have bought, and what work after hours has cost them."""

from typing import Annotated

import typer

from dial2.cli.api import call

app = typer.Typer(no_args_is_help=True, help="Service vouchers, which pay for work after hours.")
Client = Annotated[str, typer.Argument(help="the client's key in the roster")]


@app.command()
def show(client: Client) -> None:
    """What the client has left."""
    typer.echo(_told(call("GET", f"/clients/{client}/vouchers")))


@app.command()
def add(
    client: Client,
    hours: Annotated[int, typer.Option(help="how many were bought", min=1)],
    why: Annotated[str, typer.Option(help="the reason, for the log")],
) -> None:
    """Vouchers that the client bought."""
    typer.echo(_told(call("POST", f"/clients/{client}/vouchers", {"hours": hours, "why": why})))


@app.command()
def charge(
    ticket: Annotated[int, typer.Argument(help="the ticket that was worked on", min=1)],
    minutes: Annotated[int, typer.Option(help="of work; the profile says what they cost", min=1)],
    *,
    overdraw: Annotated[bool, typer.Option(help="though the vouchers do not cover it")] = False,
) -> None:
    """Charge work on an after-hours request."""
    call("POST", f"/tickets/{ticket}/charge", {"worked_minutes": minutes, "overdraw": overdraw})
    typer.echo(f"ticket {ticket}: charge recorded")


def _told(balance: dict[str, object]) -> str:
    minutes = balance["minutes"]
    if not isinstance(minutes, int):
        raise TypeError(f"the API answered {balance}")
    hours, rest = divmod(abs(minutes), 60)
    return f"{balance['client']}: {'-' if minutes < 0 else ''}{hours} h {rest:02} min of vouchers left"
