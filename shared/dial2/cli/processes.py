"""`dial2 run` and `dial2 migrate`."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import entry_points
from typing import Annotated

import typer
import uvloop

from dial2.errors import Permanent
from dial2.service import Service
from dial2.settings import FromEnvironment, Settings, load, require
from dial2.watch.settings import WatchSettings


class OwnerSettings(FromEnvironment):
    """The owner of the schemas: for migrations only; services never have it."""

    owner_url: str


def service_names() -> list[str]:
    return sorted(point.name for point in entry_points(group="dial2.services"))


def find_service(name: str) -> Service:
    for point in entry_points(group="dial2.services", name=name):
        service: Service = point.load()
        return service
    raise Permanent(f"There is no service {name!r}; the services are: {', '.join(service_names())}")


def run(
    services: Annotated[list[str], typer.Argument(help="intake-email, intake-phone, triage, sla-timer, notifier")],
) -> None:
    """Run one service, or several in one process. Settings are environment variables named DIAL2_*."""
    with _kept_for_good():
        from dial2.process import logs  # noqa: PLC0415 - the web framework is not needed for the help
        from dial2.process import run as run_process  # noqa: PLC0415 - the same

        found = [find_service(name) for name in services]
    require([Settings, WatchSettings, *(settings for service in found for settings in service.settings)])
    settings = load(Settings)
    logs.configure(json=settings.log_json)
    uvloop.run(run_process(found, settings))


@contextmanager
def _kept_for_good() -> Iterator[None]:
    """Code lives as long as its process: collecting garbage in it, now, later or at the end, finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
    gc.freeze()


def migrate() -> None:
    """Bring the database to this version. DIAL2_OWNER_URL names the owner of its schemas."""
    from dial2.migrate import migrate as run_migrations  # noqa: PLC0415 - alembic is slow to import

    for line in asyncio.run(run_migrations(load(OwnerSettings).owner_url)):
        typer.echo(line)
