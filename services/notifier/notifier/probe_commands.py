"""`dial2 probe`: try the whole way to a telephone, now."""

from __future__ import annotations

import asyncio
import os
from typing import Annotated

import typer

from dial2 import probe_mark
from dial2.cli.database import opened
from dial2.errors import Unavailable
from notifier.adapters import probes
from notifier.adapters.probes import Probe

_LOOK_SECONDS = 0.2


def probe(
    wait: Annotated[float, typer.Option(help="seconds to wait for it to end", min=1)] = 600.0,
) -> None:
    """Send a marked mail in, and wait until the provider says that its page arrived. Status 1: it did not."""
    ended = asyncio.run(_probe(wait))
    if ended.passed_at and ended.started_at and not ended.failed_at:
        seconds = (ended.passed_at - ended.started_at).total_seconds()
        typer.echo(f"passed: ticket {ended.ticket}, {seconds:.1f} s from our SMTP door to its device")
        return
    typer.echo(f"failed: {ended.why}")
    raise typer.Exit(1)


async def _probe(wait: float) -> Probe:
    name = probe_mark.probe_id(os.urandom(8))
    async with opened() as database:
        async with database.work("operator") as work:
            await probes.plan(work.connection, name)
        try:
            async with asyncio.timeout(wait):
                while True:
                    async with database.work("operator") as work:
                        found = await probes.lock(work.connection, name)
                    if found and (found.passed_at or found.failed_at):
                        return found
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError as error:
            raise Unavailable(
                f"Probe {name} has not ended within {wait:g} s; does the notifier run, and does its roster have "
                "a [probe]? See dial2 status"
            ) from error
