"""`dial2 log`: what happened, and whether anybody changed it since."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec
import typer

from dial2.cli.database import opened
from dial2.events import Recorded
from dial2.log.read import Checkpoint, matching, tail
from dial2.log.verify import Fault
from dial2.log.verify import verify as walk

app = typer.Typer(no_args_is_help=True, help="Read the log, or check that nobody changed it.")


@app.command("tail")
def tail_command(
    *,
    stream: Annotated[str, typer.Option(help="only streams that begin so: ticket:1042, page:")] = "",
    type_: Annotated[list[str] | None, typer.Option("--type", help="only such events; may be repeated")] = None,
    lines: Annotated[int, typer.Option("-n", "--lines", min=1, help="how many of the newest")] = 20,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="go on as the log grows")] = False,
    json: Annotated[bool, typer.Option("--json", help="whole events, one JSON line each")] = False,
) -> None:
    """Show the newest events, oldest first."""
    try:
        asyncio.run(_tail(stream, type_ or [], lines, follow=follow, json=json))
    except KeyboardInterrupt:
        raise typer.Exit from None


async def _tail(stream: str, types: list[str], lines: int, *, follow: bool, json: bool) -> None:
    async with opened() as database, database.connection() as connection:
        checkpoint = Checkpoint(0, 0)
        if follow:
            row = await connection.fetchrow(
                """SELECT e.transaction::text, e.position FROM dial2.events e
                   ORDER BY e.transaction DESC, e.position DESC LIMIT 1"""
            )
            checkpoint = Checkpoint(int(row["transaction"]), row["position"]) if row else checkpoint
        for event in await matching(connection, stream_prefix=stream or None, types=types, limit=lines):
            typer.echo(_line(event, json=json))
        while follow:
            new = await tail(connection, checkpoint, limit=200)
            checkpoint = new.checkpoint
            for event in new.events:
                if event.stream.startswith(stream) and (not types or event.type in types):
                    typer.echo(_line(event, json=json))
            await asyncio.sleep(0 if new.events else _FOLLOW_SECONDS)


_FOLLOW_SECONDS = 0.3


def _line(event: Recorded, *, json: bool) -> str:
    if json:
        return msgspec.json.encode(event).decode()
    payload = {
        key: value
        for key, value in msgspec.json.decode(event.payload).items()
        if key not in {"type", "schema"} and value not in (None, "", [], {})
    }
    told = msgspec.json.encode(payload).decode()
    moment = event.recorded_at.isoformat(sep=" ", timespec="milliseconds")
    return f"{moment}  {event.stream}@{event.version}  {event.type}  by {event.actor}  {told}"


@app.command()
def verify() -> None:
    """Recompute every hash; exit with 1 if an event was changed, is missing or was slipped in."""
    raise typer.Exit(1 if asyncio.run(_verify()) else 0)


async def _verify() -> bool:
    count, faults = 0, list[Fault]()
    async with opened() as database, database.connection() as connection:
        async for read, found in walk(connection):
            count += read
            faults += found
    for fault in faults:
        typer.echo(f"{fault.stream}@{fault.version}: {fault.what}")
    typer.echo(f"{count} events, {len(faults)} faults")
    return bool(faults)
