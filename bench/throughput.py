"""Mails accepted, mails fully processed, and the way to the page, each beside its floor in the same run.

`python -m bench.throughput [--quick]`: a table of the medians of three rounds, then the same as a line of JSON.
"""

import asyncio
import json
import statistics
import sys
from collections import defaultdict
from time import perf_counter

import uvloop

from bench import client, latency, mails
from bench.hops import hop_seconds
from bench.ratios import Bound, Ratio, percentile, table
from bench.site import Servers, Site, servers
from tests.polling import eventually

CONNECTIONS = 16
FULL = {"rounds": 3, "count": 1500, "samples": 60}
QUICK = {"rounds": 1, "count": 400, "samples": 20}
_DRAIN_SECONDS = 120
_LOOK_SECONDS = 0.05

Figures = dict[str, float]


async def accepted(servers: Servers, count: int) -> Figures:
    """Mails a second answered with 250, over many connections and over one: the floor's and ours."""
    many, one = _questions(0, count), _questions(count, count + count // 4)
    figures: Figures = {}
    async with servers.floor() as port:
        figures["floor, many"] = count / await client.send_all(port, many, connections=CONNECTIONS)
        figures["floor, one"] = len(one) / await client.send_all(port, one, connections=1)
    async with servers.site(["intake-email"]) as site:
        figures["accepted, many"] = count / await client.send_all(site.smtp_port, many, connections=CONNECTIONS)
        await eventually(lambda: _all_read(site), within_seconds=_DRAIN_SECONDS)
        figures["accepted, one"] = len(one) / await client.send_all(site.smtp_port, one, connections=1)
    return figures


async def processed(servers: Servers, count: int) -> Figures:
    """Mails a second until the last has its ticket, severity, clocks and acknowledgement; all five services."""
    async with servers.site() as site:
        began = perf_counter()
        await client.send_all(site.smtp_port, _questions(0, count), connections=CONNECTIONS)
        await eventually(lambda: _acknowledged(site, count), within_seconds=_DRAIN_SECONDS)
        return {"processed": count / (perf_counter() - began)}


async def paged(servers: Servers, samples: int, per_second: float) -> Figures:
    """Milliseconds to the page, idle and with so many other mails a second, and of the hops alone."""
    async with servers.bare() as (database_url, amqp_url):
        hops = await hop_seconds(database_url, amqp_url, samples=samples)
    async with servers.site() as site:
        idle = await latency.idle(site, samples=samples)
        loaded = await latency.under_load(site, samples=samples, per_second=per_second)
    return {
        f"{name} p{percent}": 1000 * percentile(seconds, percent)
        for name, seconds in (("hops", hops), ("idle", idle), ("half load", loaded))
        for percent in (50, 99)
    }


async def measure(*, rounds: int, count: int, samples: int) -> Figures:
    """The median of each figure."""
    found: dict[str, list[float]] = defaultdict(list)
    async with servers() as up:
        for number in range(rounds):
            print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            figures = await accepted(up, count) | await processed(up, count)
            figures |= await paged(up, samples, figures["processed"] / 2)
            for name, figure in figures.items():
                found[name].append(figure)
    return {name: statistics.median(values) for name, values in found.items()}


def ratios(figures: Figures) -> list[Ratio]:
    return [
        Ratio(name=name, unit=unit, ours=figures[ours], floor=figures[beside], bound=bound, aim=aim)
        for name, unit, ours, beside, bound, aim in _RATIOS
    ]


_RATIOS: list[tuple[str, str, str, str, Bound, float]] = [
    ("accepted, 16 connections", "/s", "accepted, many", "floor, many", "≥", 0.9),
    ("accepted, 1 connection", "/s", "accepted, one", "floor, one", "≥", 0.9),
    ("fully processed", "/s", "processed", "floor, many", "≥", 0.35),
    ("dot to page, idle p50 : hops p50", "ms", "idle p50", "hops p50", "≤", 3),
    ("dot to page, idle p99 : idle p50", "ms", "idle p99", "idle p50", "≤", 3),
    ("dot to page, half load p99 : p50", "ms", "half load p99", "half load p50", "≤", 5),
]


def _questions(first: int, past: int) -> list[bytes]:
    return [mails.question(number) for number in range(first, past)]


async def _all_read(site: Site) -> bool:
    async with site.log.connection() as connection:
        left: int = await connection.fetchval("SELECT count(*) FROM intake_email.mails WHERE read_at IS NULL")
    return not left


async def _acknowledged(site: Site, count: int) -> bool:
    async with site.log.connection() as connection:
        planned: int = await connection.fetchval("SELECT count(*) FROM notifier.attempts WHERE kind = 'notice'")
    await asyncio.sleep(_LOOK_SECONDS)
    return planned >= count


def main() -> None:
    quick = sys.argv[1:] == ["--quick"]
    figures = uvloop.run(measure(**QUICK if quick else FULL))
    print(table(ratios(figures)))
    print(json.dumps({name: round(figure, 2) for name, figure in figures.items()}))


if __name__ == "__main__":
    main()
