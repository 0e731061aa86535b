"""`dial2 up` and `dial2 demo`."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import aiosmtplib
import httpx
import typer
import uvloop
from rich.console import Console

from dial2.database import Database
from dial2.errors import Dial2Error
from dial2.log.verify import verify
from dial2.process import logs
from dial2.wake import Wake
from dial2_sandbox import hints
from dial2_sandbox.site import Ports, Site, running
from dial2_sandbox.story import tell
from dial2_sandbox.timeline import Timeline

Amqp = Annotated[
    str | None, typer.Option("--amqp", help="a RabbitMQ: amqp://user:password@host/vhost; none: the embedded bus")
]
Profile = Annotated[str, typer.Option(help="a bundled profile, or a file")]
_PIPE_COLUMNS = 160
_TELEPHONE_SECOND = 0.02  # the real length of a second at the telephone in the demonstration


def demo(amqp: Amqp = None, profile: Profile = "tracktik") -> None:
    """Tell the whole story once: a mail and a call at night, until the client agrees.

    Exits with 0 only if all of it happened.
    """
    raise typer.Exit(0 if uvloop.run(_demo(amqp, profile)) else 1)


async def _demo(amqp: str | None, profile: str) -> bool:
    console = _console()
    folder = Path(tempfile.mkdtemp(prefix="dial2-demo-"))
    log_file = folder / "services.log"
    with log_file.open("w") as stream:
        logs.configure(json=True, stream=stream)
        async with running(
            folder, Ports.free(), scale=_TELEPHONE_SECOND, profile=profile, amqp_url=amqp
        ) as started:
            complete = await _told(*started, console)
    if complete:
        shutil.rmtree(folder)
    else:
        console.print(f"What the services said is in {log_file}")
    return complete


async def _told(site: Site, process: asyncio.Task[None], console: Console) -> bool:
    """Tell the story while the services run; whether all of it happened and the log is whole."""
    url = site.settings.database_url.get_secret_value()
    database, wake, stop = Database(url, size=2), Wake(url), asyncio.Event()
    timeline = Timeline(database, wake, console)
    followers = [asyncio.create_task(wake.run(stop)), asyncio.create_task(timeline.follow(stop))]
    story = asyncio.create_task(tell(site, timeline), name="story")
    try:
        await asyncio.wait([story, process], return_when=asyncio.FIRST_COMPLETED)
        if not story.done():
            story.cancel()
            console.print("\n[red]The services stopped before the story ended.[/red]")
            return False
        await story
    except (Dial2Error, AssertionError, LookupError, OSError, httpx.HTTPError, aiosmtplib.SMTPException) as error:
        console.print(f"\n[red]The story broke off:[/red] {error}")
        return False
    finally:
        stop.set()
        await asyncio.gather(*followers)
        console.print()
        console.print(timeline.summary())
        events, faults = await _verified(database)
        await database.close()
    console.print(f"\nThe log holds every step: {events} events, {faults} faults in its hash chain.")
    return faults == 0


def _console() -> Console:
    """As wide as the terminal; where there is none, wide enough for every line."""
    width = None if sys.stdout.isatty() else _PIPE_COLUMNS
    return Console(highlight=False, width=width)


async def _verified(database: Database) -> tuple[int, int]:
    events, faults = 0, 0
    async with database.connection() as connection:
        async for read, found in verify(connection):
            events += read
            faults += len(found)
    return events, faults


def up(
    folder: Annotated[Path, typer.Option(help="where its database and keys are kept")] = Path(".dial2"),
    profile: Profile = "tracktik",
    amqp: Amqp = None,
) -> None:
    """Run everything on this machine, with stand-ins for telephone and mail, until Ctrl-C."""
    uvloop.run(_up(folder, profile, amqp))


async def _up(folder: Path, profile: str, amqp: str | None) -> None:
    console = _console()
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    log_file = folder / "services.log"
    with log_file.open("a") as stream:
        logs.configure(json=True, stream=stream)
        async with running(folder, Ports.preferred(), scale=1.0, profile=profile, amqp_url=amqp) as (
            site,
            process,
        ):
            console.print(hints.what_to_try(site, log_file), soft_wrap=True)
            await process
