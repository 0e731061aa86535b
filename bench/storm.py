"""A storm: so many critical mails at once, through the five services, and what it costs to page for them.

`python -m bench.storm [--mails 1000] [--apart] [--call-price 0.014] [--text-price 0.0079]`

Prices are for a minute of a call and a segment of a text; the provider takes one of each a second from one number.
With `--apart` no mail is known to be of the same outage as another, so that each has a page of its own.
"""

import asyncio
import re
from importlib.resources import files
from time import perf_counter
from typing import Annotated

import typer
import uvloop

from bench import client, mails
from bench.site import Site, servers
from tests.acceptance.house import FIRST, LAST, SECOND, THIRD
from tests.polling import eventually

_CONNECTIONS = 16
_PATIENCE_SECONDS = 300
_LOOK_SECONDS = 0.05


class StormSite(Site):
    """With the pace that the provider keeps with one number."""

    def _environment(self, service: str) -> dict[str, str]:
        paced = {"DIAL2_CALLS_PER_SECOND": "1", "DIAL2_TEXTS_PER_SECOND": "1"}
        return super()._environment(service) | paced


class ApartSite(StormSite):
    """Where the profile knows of no incidents."""

    def _environment(self, service: str) -> dict[str, str]:
        own = files("dial2.profile").joinpath("profiles", "tracktik.toml").read_text("utf-8")
        profile = self._folder / "apart.toml"
        profile.write_text(re.sub(r"(?ms)^\[incidents\]\n.*?(?=^\[)", "", own), "utf-8")
        return super()._environment(service) | {"DIAL2_PROFILE": str(profile)}


async def storm(count: int, call_price: float, text_price: float, *, apart: bool) -> None:
    async with servers() as of, of.site(kind=ApartSite if apart else StormSite) as site:
        for number in (FIRST, SECOND, THIRD, LAST):
            site.sandbox.handset(number).answers_and_presses(*["4"] * 9, after=15)
        began = perf_counter()
        sending = asyncio.create_task(
            client.send_all(site.smtp_port, [mails.outage(n) for n in range(count)], connections=_CONNECTIONS)
        )
        await eventually(lambda: bool(site.arrivals), within_seconds=_PATIENCE_SECONDS)
        first = min(site.arrivals.values()) - began
        await sending
        accepted = perf_counter() - began
        await eventually(lambda: _settled(site, count), within_seconds=_PATIENCE_SECONDS)
        _report(count, first=first, accepted=accepted, settled=perf_counter() - began)
        pages = await _count(site, "SELECT count(*) FROM notifier.pages")
        _cost(site, pages, call_price=call_price, text_price=text_price)


def _report(count: int, *, first: float, accepted: float, settled: float) -> None:
    print(f"mails               {count}")
    print(f"first page after    {first:.2f} s from the first mail's beginning")
    print(f"all accepted after  {accepted:.1f} s")
    print(f"all acknowledged    {settled:.1f} s: each client has its mail, no page waits for anybody")


def _cost(site: Site, pages: int, *, call_price: float, text_price: float) -> None:
    board = site.sandbox.exchange.board
    calls = len(board.calls)
    segments = sum(int(message.segments) for message in board.messages.values())
    print(f"pages               {pages}")
    print(f"calls               {calls}")
    print(f"texts               {len(board.messages)}, of {segments} segments")
    print(f"cost                {calls * call_price + segments * text_price:.2f}")


async def _settled(site: Site, count: int) -> bool:
    """Every client was answered, and nobody is being paged any more."""
    notices = await _count(
        site, "SELECT count(*) FROM notifier.attempts WHERE kind = 'notice' AND ticket IS NOT NULL AND try = 1"
    )
    waiting = await _count(site, "SELECT count(*) FROM notifier.pages WHERE state = 'open'")
    return notices >= count and waiting == 0


async def _count(site: Site, query: str) -> int:
    async with site.log.connection() as connection:
        found: int = await connection.fetchval(query)
    return found


def main(
    mails: Annotated[int, typer.Option(min=1)] = 1000,
    call_price: Annotated[float, typer.Option(min=0)] = 0.014,
    text_price: Annotated[float, typer.Option(min=0)] = 0.0079,
    *,
    apart: bool = False,
) -> None:
    uvloop.run(storm(mails, call_price, text_price, apart=apart))


if __name__ == "__main__":
    typer.run(main)
