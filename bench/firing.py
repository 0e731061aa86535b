"""Clocks that come due: how many a second are said, how late, and whether clocks that are not due cost anything.

`python -m bench.firing [--quick]`: ten thousand due within one second beside 0, 100,000 and 1,000,000 open ones,
and the same number of jobs in pgqueuer, where that is installed (`pip install 'dial2[bench]'`).
"""

import json
import math
import statistics
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from importlib.util import find_spec
from typing import NamedTuple

import structlog
import uvloop

from bench.firing_timer import Timer
from bench.ratios import Ratio, table
from dial2.migrate import migrate
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer

_ROUNDS = 3


class Size(NamedTuple):
    due: int
    open_clocks: Sequence[int]


FULL = Size(due=10_000, open_clocks=[0, 100_000, 1_000_000])
QUICK = Size(due=2_000, open_clocks=[0, 50_000])


class Figures(NamedTuple):
    """Lags in seconds, from when a clock came due to when the log had it."""

    per_second: float
    p50: float
    p99: float


async def dial2(server: PostgresServer, template: Scratch, size: Size) -> dict[str, Figures]:
    """In rounds, one after another beside each number of open clocks: the machine's moods then touch all alike."""
    found: dict[str, Figures] = {}
    async with AsyncExitStack() as stack:
        timers: dict[int, Timer] = {}
        for clocks in size.open_clocks:
            print(f"{clocks:,} open clocks", file=sys.stderr, flush=True)
            scratch = await server.create_database(template=template.name)
            stack.push_async_callback(server.drop_database, scratch)
            timers[clocks] = Timer(scratch)
            stack.push_async_callback(timers[clocks].close)
            await timers[clocks].open_far_ahead(clocks)
        seconds: dict[int, float] = dict.fromkeys(timers, math.inf)
        for _ in range(_ROUNDS):
            for clocks, timer in timers.items():
                seconds[clocks] = min(seconds[clocks], await timer.all_at_once(size.due))
        for clocks, timer in timers.items():
            lags = await timer.within_a_second(size.due)
            found[f"{clocks:,} open"] = Figures(
                size.due / seconds[clocks], _percentile(lags, 50), _percentile(lags, 99)
            )
    return found


async def pgqueuer(server: PostgresServer, *, due: int, waiting: int) -> dict[str, Figures]:
    """Jobs that do nothing, beside as many that wait."""
    from bench import firing_pgqueuer  # noqa: PLC0415 - only where it is installed

    found: dict[str, Figures] = {}
    for batch in firing_pgqueuer.BATCHES:
        scratch = await server.create_database()
        try:
            seconds = await firing_pgqueuer.all_at_once(scratch.owner_url, due, waiting=waiting, batch=batch)
            lags = await firing_pgqueuer.within_a_second(scratch.owner_url, due, batch=batch)
        finally:
            await server.drop_database(scratch)
        name = f"pgqueuer by {batch}"
        found[name] = Figures(due / seconds, _percentile(lags, 50), _percentile(lags, 99))
    return found


def _percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


async def measure(size: Size) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    with PostgresServer() as server:
        template = await server.create_database()
        await migrate(template.owner_url)
        found |= await dial2(server, template, size)
        if find_spec("pgqueuer"):
            found |= await pgqueuer(server, due=size.due, waiting=2 * size.due)
        else:
            print("pgqueuer is not installed: left out", file=sys.stderr)
    return found


def ratios(found: dict[str, Figures]) -> list[Ratio]:
    """Beside pgqueuer, and the most open clocks beside none."""
    bare, most = (found[name] for name in ("0 open", [name for name in found if name.endswith("open")][-1]))
    rows = [
        Ratio(
            name="cost of the open clocks",
            unit="ms/1,000",
            ours=1e6 / most.per_second,
            floor=1e6 / bare.per_second,
            bound="≤",
            aim=1.2,
        )
    ]
    for name, other in found.items():
        if name.startswith("pgqueuer"):
            aim = 5 if name == "pgqueuer by 10" else None
            rows.append(
                Ratio(
                    name=f"said : {name}",
                    unit="/s",
                    ours=bare.per_second,
                    floor=other.per_second,
                    bound="≥",
                    aim=aim,
                )
            )
    return rows


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    quick = sys.argv[1:] == ["--quick"]
    found = uvloop.run(measure(QUICK if quick else FULL))
    print(f"{'':16}{'said/s':>10}{'lag p50':>12}{'p99':>12}   all due within a second")
    for name, figures in found.items():
        print(f"{name:16}{figures.per_second:>10,.0f}{figures.p50:>10,.2f} s{figures.p99:>10,.2f} s")
    print(table(ratios(found)))
    print(json.dumps({name: figures._asdict() for name, figures in found.items()}))


if __name__ == "__main__":
    main()
