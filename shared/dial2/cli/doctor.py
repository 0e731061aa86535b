"""`dial2 doctor`: what would keep somebody from being reached, before it does."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
import typer

from dial2 import profile, roster
from dial2.database import Database
from dial2.doctor import Examination, examine
from dial2.finding import Finding
from dial2.settings import Settings, load


def doctor(
    days: Annotated[int, typer.Option(help="how many days ahead", min=1, max=366)] = 14,
    *,
    json: Annotated[bool, typer.Option("--json", help="one finding a line, as JSON")] = False,
) -> None:
    """Look for gaps, people who cannot be reached, settings that will not work. Status 1: there is a problem."""
    found = asyncio.run(_examine(days))
    for finding in found:
        typer.echo(msgspec.json.encode(finding).decode() if json else str(finding))
    if any(finding.weight == "problem" for finding in found):
        raise typer.Exit(1)
    if not json:
        typer.echo("no problem found")


async def _examine(days: int) -> list[Finding]:
    settings = load(Settings)
    database = Database(settings.database_url.get_secret_value())
    try:
        return await examine(
            Examination(
                settings=settings,
                profile=profile.load(settings.profile),
                roster=roster.load(settings.roster),
                database=database,
                days=days,
            )
        )
    finally:
        await database.close()
