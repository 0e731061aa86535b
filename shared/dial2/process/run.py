"""Runs services in one process: starts them, watches them, and ends them in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack

import structlog

from dial2 import profile, roster
from dial2.bus.embedded import EmbeddedBus
from dial2.bus.protocol import Bus
from dial2.bus.rabbit import RabbitBus
from dial2.consumer import Consumer
from dial2.database import Database
from dial2.process import http
from dial2.relay import READER, Relay
from dial2.roster.live import LiveRoster, RosterWatch
from dial2.service import Check, Parts, Runtime, Service
from dial2.settings import Settings, load
from dial2.wake import Wake
from dial2.watch.beats import Beats
from dial2.watch.outside import Outside
from dial2.watch.settings import WatchSettings
from dial2.watch.watcher import Watcher

_DRAIN_SECONDS = 20.0
_POOL_PER_SERVICE = 5

log = structlog.get_logger(__name__)


async def run(
    services: Sequence[Service],
    settings: Settings,
    *,
    stop: asyncio.Event | None = None,
    started: Callable[[], None] = lambda: None,
) -> None:
    """Until `stop`, SIGTERM or SIGINT: loops finish what they have in hand, services close, the relay ends last.

    A part that ends by itself ends the process with its error: a service that half runs helps nobody.
    """
    stop = stop or asyncio.Event()
    names = ", ".join(service.name for service in services)
    runtime = _runtime(services, settings)
    bus, relay = _bus(runtime)
    async with AsyncExitStack() as outer:
        outer.push_async_callback(runtime.database.close)
        outer.push_async_callback(bus.close)
        last = asyncio.Event()
        carriers = _spawn({"wake": runtime.wake.run(last), **({"relay": relay.run(last)} if relay else {})})
        outer.push_async_callback(_end, carriers, last)
        async with AsyncExitStack() as opened:
            parts = {
                service.name: await opened.enter_async_context(service.start(runtime)) for service in services
            }
            workers = _spawn(_work(parts, runtime, bus, stop))
            _stop_on_signals(stop)
            log.info("started", services=names, bus=type(bus).__name__, profile=runtime.profile.name)
            started()
            failure = await _first_end([*carriers, *workers], stop)
            log.info("stopping", services=names, failed=failure is not None)
            await _end(workers, stop)
    log.info("stopped", services=names)
    if failure:
        raise failure


def _runtime(services: Sequence[Service], settings: Settings) -> Runtime:
    url = settings.database_url.get_secret_value()
    return Runtime(
        settings=settings,
        profile=profile.load(settings.profile),
        roster=LiveRoster(roster.load(settings.roster)),
        database=Database(url, size=_POOL_PER_SERVICE * len(services) + 3),
        wake=Wake(url),
    )


def _bus(runtime: Runtime) -> tuple[Bus, Relay | None]:
    amqp = runtime.settings.amqp_url
    if amqp is None:
        return EmbeddedBus(runtime.database, runtime.wake), None
    bus = RabbitBus(amqp.get_secret_value())
    return bus, Relay(runtime.database, bus, runtime.wake)


def _work(
    parts: dict[str, Parts], runtime: Runtime, bus: Bus, stop: asyncio.Event
) -> dict[str, Coroutine[None, None, None]]:
    settings = runtime.settings
    routers = {name: part.router for name, part in parts.items() if part.router}
    checks: dict[str, Check] = {
        "bus": bus.ready,
        "database": lambda: _database_answers(runtime.database),
        "loops": runtime.wake.pulse.ready,
    }
    for name, part in parts.items():
        checks |= {f"{name} {check}": body for check, body in part.ready.items()}
    # Ports first: where one is taken, nothing has begun.
    ops = http.listen(settings.ops_host, settings.ops_port)
    public = http.listen(settings.http_host, settings.http_port) if routers else None
    work = {
        "ops": http.serve(http.ops_app(checks), ops, stop),
        "roster": RosterWatch(settings.roster, runtime.roster).run(runtime.database, runtime.wake, stop),
        "beats": Beats(list(parts), runtime.database).run(runtime.wake, stop),
        "watch": _watcher(parts, runtime, bus).run(runtime.wake, stop),
    }
    if public:
        work["http"] = http.serve(http.public_app(routers), public, stop)
    for name, part in parts.items():
        if part.handlers:
            work[f"{name} consumer"] = Consumer(
                name, runtime.database, bus, part.handlers, pulse=runtime.wake.pulse
            ).run(stop)
        for loop, body in part.loops.items():
            work[f"{name} {loop}"] = body(stop)  # type: ignore[assignment]  # an async function's call
    return work


def _watcher(parts: dict[str, Parts], runtime: Runtime, bus: Bus) -> Watcher:
    settings = load(WatchSettings)
    return Watcher(
        database=runtime.database,
        bus=bus,
        outside=Outside(settings, runtime.roster),
        services=list(parts),
        readers=[READER] if runtime.settings.amqp_url else [name for name in parts if parts[name].handlers],
        examine={name: part.examine for name, part in parts.items() if part.examine},
        language=runtime.profile.languages[0],
        heartbeat_seconds=settings.heartbeat_seconds,
    )


async def _database_answers(database: Database) -> None:
    async with database.connection() as connection:
        await connection.fetchval("SELECT 1")


def _spawn(work: dict[str, Coroutine[None, None, None]]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(body, name=name) for name, body in work.items()]
    for task in tasks:
        task.add_done_callback(_tell)
    return tasks


def _tell(task: asyncio.Task[None]) -> None:
    """A part that fails says so at once, while it runs and while it stops."""
    if not task.cancelled() and (error := task.exception()):
        log.error("part_failed", part=task.get_name(), error=repr(error), exc_info=error)


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)


async def _first_end(tasks: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> BaseException | None:
    """None when told to stop; otherwise why a part ended by itself."""
    stopping = asyncio.create_task(stop.wait(), name="stop")
    done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    if stopping in done:
        return None
    stopping.cancel()
    task = next(iter(done))
    return task.exception() or RuntimeError(f"{task.get_name()} ended by itself")


async def _end(tasks: Sequence[asyncio.Task[None]], stop: asyncio.Event) -> None:
    """Let each finish what it has in hand; after the time allowed, cancel: what was not committed comes again."""
    stop.set()
    _, late = await asyncio.wait(tasks, timeout=_DRAIN_SECONDS)
    for task in late:
        log.warning("aborted", part=task.get_name(), after_seconds=_DRAIN_SECONDS)
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
