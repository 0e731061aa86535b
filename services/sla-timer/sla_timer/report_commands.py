"""`dial2 report`: what was promised and kept, from the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer

from dial2 import profile as profiles
from dial2.calendar.wall_clock import instant
from dial2.cli.database import opened
from dial2.errors import Permanent
from dial2.events import Payload
from dial2.profile import Profile
from dial2.settings import FromEnvironment, load
from dial2.vocabulary import Language
from sla_timer.adapters import history
from sla_timer.attainment import Period, TicketRecord, record, rows
from sla_timer.outages import outages
from sla_timer.report import availability_table, chart, tables
from sla_timer.report.labels import LABELS

app = typer.Typer(help="What was promised and kept, from the log: for any period, as often as you like.")

Format = Literal["json", "csv", "svg", "html"]


class ReportSettings(FromEnvironment):
    profile: str = "tracktik"


@app.callback(invoke_without_command=True)
def attainment(
    context: typer.Context,
    *,
    start: Annotated[datetime | None, typer.Option("--from", help="the first day, in the profile's zone")] = None,
    end: Annotated[datetime | None, typer.Option("--to", help="the day after the last")] = None,
    client: Annotated[str | None, typer.Option(help="only this client, by its key in the roster")] = None,
    form: Annotated[Format, typer.Option("--format")] = "json",
    language: Annotated[Language, typer.Option(help="of the chart and the page")] = "en",
) -> None:
    """Promises met, breached and open, by client, severity and clock.

    Example: dial2 report --from 2026-01-01 --to 2026-02-01 --format html > january.html
    """
    if context.invoked_subcommand:
        return
    if start is None or end is None:
        raise typer.BadParameter("give --from and --to, such as --from 2026-01-01 --to 2026-02-01")
    profile = profiles.load(load(ReportSettings).profile)
    chosen = period(start, end, profile.zone)
    found = [each for each in asyncio.run(_records(chosen)) if client is None or each.client == client]
    typer.echo(_written(found, chosen, form, language, profile), nl=False)


@app.command()
def availability(
    *,
    start: Annotated[datetime, typer.Option("--from", help="the first day, in the profile's zone")],
    end: Annotated[datetime, typer.Option("--to", help="the day after the last")],
    client: Annotated[str | None, typer.Option(help="only this client, by its key in the roster")] = None,
    form: Annotated[Literal["json", "csv"], typer.Option("--format")] = "json",
) -> None:
    """How much of the time the service was up, and whether any 30 days (or what the profile says) fell short.

    Interruptions that a client's own connection caused, and planned maintenance, do not count.
    """
    profile = profiles.load(load(ReportSettings).profile)
    if (rules := profile.availability) is None:
        raise Permanent(f"The profile {profile.name} promises no availability: it has no [availability]")
    said, now = asyncio.run(_operations())
    found = outages(said, now)
    chosen = period(start, end, profile.zone)
    if chosen.start >= now:
        raise Permanent(f"--from {start} is to come: nothing is known of it yet")
    chosen = Period(chosen.start, min(chosen.end, now))
    table = availability_table.rows(
        found,
        [client] if client else [None, *found.clients],
        chosen,
        window=rules.period.time(),
        target=rules.target,
    )
    written = (
        availability_table.json(table, chosen, window=str(rules.period), target=rules.target)
        if form == "json"
        else availability_table.csv_text(table)
    )
    typer.echo(written, nl=False)


def period(start: datetime, end: datetime, zone: ZoneInfo) -> Period:
    """Raises `Permanent` for one that ends before it begins."""
    chosen = Period(*(instant(at, zone).astimezone(zone) for at in (start, end)))
    if chosen.start >= chosen.end:
        raise Permanent(f"--to {end} is not after --from {start}: the period ends before the day that --to names")
    return chosen


async def _records(chosen: Period) -> list[TicketRecord]:
    async with opened() as database, database.connection() as connection:
        return [record(stream, chosen.end) async for stream in history.of_tickets(connection, chosen)]


async def _operations() -> tuple[Sequence[Payload], datetime]:
    """What was said of the service, and the database's own time."""
    async with opened() as database, database.connection() as connection:
        return await history.of_operations(connection), await history.now(connection)


def _written(found: list[TicketRecord], chosen: Period, form: Format, language: Language, profile: Profile) -> str:
    match form:
        case "json":
            return tables.json(rows(found, chosen), chosen)
        case "csv":
            return tables.csv_text(rows(found, chosen))
        case "svg":
            labels = LABELS[language]
            return chart.svg(rows(found, chosen, by_client=False), tables.subtitle(chosen, labels), labels)
        case "html":
            overall = rows(found, chosen, by_client=False)
            return tables.page(rows(found, chosen), overall, chosen, language, profile.title)
