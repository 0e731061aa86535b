"""`dial2 parked`: what the services could not handle, and what a person decides about it."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from dial2.bus.protocol import Parked
from dial2.bus.topology import FOLLOWS
from dial2.cli import bus
from dial2.consumer import step_over
from dial2.errors import Permanent

app = typer.Typer(no_args_is_help=True, help="Deliveries that failed for good: look, replay, or drop.")
Service = Annotated[str, typer.Argument(help=", ".join(FOLLOWS))]
Id = Annotated[str, typer.Argument(help="as `dial2 parked list` shows it")]


@app.command("list")
def list_command(service: Annotated[str, typer.Argument(help="one service; all without it")] = "") -> None:
    """Show what is parked, with its reason."""
    for parked in asyncio.run(_list([_known(service)] if service else list(FOLLOWS))):
        where = f"{parked.stream}@{parked.version} {parked.type}" if parked.stream else "not an event"
        moment = parked.parked_at.isoformat(sep=" ", timespec="seconds") if parked.parked_at else "?"
        typer.echo(
            f"{parked.service}  {parked.id}  {where}  {moment}  attempts {parked.attempts}: {parked.reason}"
        )


@app.command()
def replay(service: Service, parked: Id) -> None:
    """Deliver it again, once its cause is mended."""
    if not asyncio.run(_replay(_known(service), parked)):
        raise Permanent(f"{service} has nothing parked as {parked}; see `dial2 parked list {service}`")
    typer.echo(f"{parked} goes to {service} again")


@app.command()
def drop(service: Service, parked: Id) -> None:
    """Give up on it: the service steps over the stream's events up to this one. They stay in the log."""
    dropped = asyncio.run(_drop(_known(service), parked))
    if dropped is None:
        raise Permanent(f"{service} has nothing parked as {parked}; see `dial2 parked list {service}`")
    typer.echo(f"{parked} is dropped: {dropped.reason}")


def _known(service: str) -> str:
    if service not in FOLLOWS:
        raise Permanent(f"There is no service {service!r}; the services are: {', '.join(FOLLOWS)}")
    return service


async def _list(services: list[str]) -> list[Parked]:
    async with bus.opened() as (_, opened):
        return [parked for service in services for parked in await opened.parked(service)]


async def _replay(service: str, parked: str) -> bool:
    async with bus.opened() as (_, opened):
        return await opened.replay(service, parked)


async def _drop(service: str, parked: str) -> Parked | None:
    async with bus.opened() as (database, opened):
        dropped = await opened.drop(service, parked)
        if dropped and dropped.stream and dropped.version:
            await step_over(database, service, dropped.stream, dropped.version)
        return dropped
