"""`dial2 status`: how it all is, on one screen."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from dial2.cli import bus
from dial2.watch.status import Heard, Status, collect


def status(*, json: Annotated[bool, typer.Option("--json", help="as one line of JSON")] = False) -> None:
    """Services and their queues, mail, pages, the last probe, alarms. Status 1: something is ill."""
    found = asyncio.run(_collect())
    if json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        _show(found)
    if not found.well:
        raise typer.Exit(1)


async def _collect() -> Status:
    async with bus.opened() as (database, opened):
        return await collect(database, opened)


def _show(found: Status) -> None:
    table = Table("service", "heard", "processes", "waiting", "parked", box=None, pad_edge=False)
    for each in found.services:
        table.add_row(each.service, _heard(each), str(each.processes), _count(each.waiting), _count(each.parked))
    Console(markup=False, emoji=False, highlight=False).print(table)
    if found.bus != "ready":
        typer.echo(f"bus: {found.bus}")
    for fact in found.facts:
        typer.echo(f"{fact.name}: {fact.value}")
    for alarm in found.alarms:
        typer.echo(f"ALARM {alarm.said}")
    typer.echo("all is well" if found.well else "something is ill")


def _heard(each: Heard) -> str:
    if each.heard_at is None or each.seconds_ago is None:
        return "never"
    if not each.processes:
        return f"SILENT since {each.heard_at:%Y-%m-%d %H:%M:%S %Z}"
    stuck = f", STUCK: {', '.join(each.stuck)}" if each.stuck else ""
    return f"{each.seconds_ago:.0f} s ago{stuck}"


def _count(count: int | None) -> str:
    return "" if count is None else str(count)
