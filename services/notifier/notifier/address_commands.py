"""The `dial2 address` commands: addresses that take no mail, and what a person decides about them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from dial2.cli.database import opened
from dial2.errors import NotFound
from dial2.events.address import AddressReachable, stream_of
from notifier.adapters import addresses

if TYPE_CHECKING:
    import asyncpg

app = typer.Typer(no_args_is_help=True, help="Addresses that take no mail: look, or say that they work again.")


@app.command("list")
def list_command() -> None:
    """Show the addresses that no notices go to, since when, and what was reported."""
    for row in asyncio.run(_list()):
        since = row["since"].isoformat(sep=" ", timespec="seconds")
        typer.echo(f"{row['address']}  since {since}  status {row['status'] or '?'}")


@app.command()
def clear(address: Annotated[str, typer.Argument(help="as `dial2 address list` shows it")]) -> None:
    """Say that an address works again: notices go there from now on."""
    if not asyncio.run(_clear(address)):
        raise NotFound(f"Nothing is held against {address}; see `dial2 address list`")
    typer.echo(f"notices go to {address} again")


async def _list() -> list[asyncpg.Record]:
    async with opened() as database, database.connection() as connection:
        return await addresses.unreachable(connection)


async def _clear(address: str) -> bool:
    async with opened() as database, database.work("operator") as work:
        cleared = await addresses.mark_reachable(work.connection, address)
        if cleared:
            work.append(stream_of(address), AddressReachable(address=address, why="staff says so"))
    return cleared
