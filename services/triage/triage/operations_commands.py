"""`dial2 interruption` and `dial2 maintenance`: the service itself, through the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from dial2.cli.api import call

interruption = typer.Typer(
    no_args_is_help=True, help="Service interruptions: when they began, when they ended, why."
)
maintenance = typer.Typer(no_args_is_help=True, help="Planned maintenance: clients are told by mail in advance.")

Number = Annotated[int, typer.Argument(min=1)]
Clients = Annotated[
    list[str] | None, typer.Option("--client", help="by its key in the roster; may be repeated; none: all clients")
]


@interruption.command()
def begin(
    cause: Annotated[str, typer.Argument(help="what is known of it")],
    *,
    client: Clients = None,
    since: Annotated[datetime | None, typer.Option(help="where it began before now; this machine's time")] = None,
) -> None:
    """The service is unavailable: a ticket is opened, and whoever is on call is paged."""
    begun = call("POST", "/interruptions", {"cause": cause, "clients": client or [], "begun_at": _aware(since)})
    typer.echo(f"interruption {begun['interruption']} began; ticket {begun['ticket']} pages for it")


@interruption.command("end")
def end_interruption(
    number: Number,
    *,
    cause: Annotated[str | None, typer.Option(help="what it was, where more is known by now")] = None,
    at: Annotated[datetime | None, typer.Option(help="where it ended before now; this machine's time")] = None,
    clients_connection: Annotated[
        bool, typer.Option("--clients-connection", help="the client's own connection: it does not count")
    ] = False,
) -> None:
    """The service is available again; the interruption's ticket goes on until it is resolved."""
    body = {"cause": cause, "ended_at": _aware(at), "clients_connection": clients_connection}
    call("POST", f"/interruptions/{number}/end", body)
    typer.echo(f"interruption {number} ended")


@interruption.command("list")
def list_interruptions() -> None:
    """Those that go on, then the newest."""
    _print(call("GET", "/interruptions"), "interruption", "begun_at", "ended_at", "clients", "ticket", "cause")


@maintenance.command()
def plan(
    why: Annotated[str, typer.Argument(help="for clients to read")],
    *,
    starts: Annotated[datetime, typer.Option(help="this machine's time")],
    ends: Annotated[datetime, typer.Option(help="this machine's time")],
    client: Clients = None,
    critical_fix: Annotated[
        bool, typer.Option("--critical-fix", help="may come at short notice, and go beyond the month's allowance")
    ] = False,
) -> None:
    """Plan maintenance; refused where a month would hold more of it than the contract allows."""
    body = {
        "starts_at": _aware(starts),
        "ends_at": _aware(ends),
        "why": why,
        "clients": client or [],
        "critical_fix": critical_fix,
    }
    planned = call("POST", "/maintenance", body)
    typer.echo(f"maintenance {planned['maintenance']} is planned; clients are told by mail")
    for warning in planned["warnings"]:
        typer.echo(f"note: {warning}", err=True)


@maintenance.command()
def cancel(number: Number, why: Annotated[str, typer.Option(help="for clients to read")]) -> None:
    """It does not take place; clients are told by mail."""
    call("POST", f"/maintenance/{number}/cancel", {"why": why})
    typer.echo(f"maintenance {number} is cancelled")


@maintenance.command()
def start(number: Number) -> None:
    """It begins now: interruptions in it do not count against availability."""
    call("POST", f"/maintenance/{number}/start")
    typer.echo(f"maintenance {number} has started")


@maintenance.command("end")
def end_maintenance(number: Number) -> None:
    """It is over."""
    call("POST", f"/maintenance/{number}/end")
    typer.echo(f"maintenance {number} has ended")


@maintenance.command("list")
def list_maintenance() -> None:
    """The latest first."""
    _print(call("GET", "/maintenance"), "maintenance", "state", "starts_at", "ends_at", "clients", "why")


def _aware(at: datetime | None) -> str | None:
    """ISO 8601 with the offset of this machine's zone, where none was given."""
    return at.astimezone().isoformat() if at else None


def _print(rows: list[dict[str, Any]], *columns: str) -> None:
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(_cell(name, row[name]) for name in columns))
    Console(markup=False, emoji=False, highlight=False).print(table)


def _cell(name: str, value: Any) -> str:  # noqa: ANN401 - JSON
    if name == "clients":
        return ", ".join(value) or "all"
    if name.endswith("_at"):
        return value[:16].replace("T", " ") if value else ""
    return str(value)
