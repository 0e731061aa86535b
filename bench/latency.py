"""From a mail's final dot to the page: the exchange's stand-in has been asked for a call or a text."""

import asyncio
import itertools
from collections.abc import Mapping

from bench import client, mails
from bench.site import Site
from tests.polling import eventually

_IDLE_FROM, _LOADED_FROM = 1_000_000, 2_000_000  # mails' numbers; the load is numbered below
_QUIET_SECONDS = 0.1  # between probes, for what follows a page
_PATIENCE_SECONDS = 30


async def idle(site: Site, *, samples: int) -> list[float]:
    """Seconds for each of so many critical mails, one at a time."""
    sent: dict[int, float] = {}
    async with client.connected(site.smtp_port) as connection:
        for number in range(_IDLE_FROM, _IDLE_FROM + samples):
            known = len(site.arrivals)
            sent[number] = await connection.send(mails.outage(number))
            await eventually(lambda known=known: len(site.arrivals) > known, within_seconds=_PATIENCE_SECONDS)  # type: ignore[misc]  # mypy infers no type for a default
            await asyncio.sleep(_QUIET_SECONDS)
    return await _seconds(site, sent)


async def under_load(site: Site, *, samples: int, per_second: float, apart: float = 0.4) -> list[float]:
    """The same, every `apart` seconds, while so many other mails a second come in."""
    sent: dict[int, float] = {}
    questions = (mails.question(number) for number in itertools.count())
    load = client.send_paced(site.smtp_port, questions, per_second=per_second, seconds=(samples + 2) * apart)
    async with client.connected(site.smtp_port) as connection, asyncio.TaskGroup() as under_way:
        under_way.create_task(load)
        await asyncio.sleep(apart)
        for number in range(_LOADED_FROM, _LOADED_FROM + samples):
            sent[number] = await connection.send(mails.outage(number))
            await asyncio.sleep(apart)
    return await _seconds(site, sent)


async def _seconds(site: Site, sent: Mapping[int, float]) -> list[float]:
    async def arrived() -> dict[str, float] | None:
        first = await _first_arrivals(site)
        return first if all(mails.message_id(number) in first for number in sent) else None

    first = await eventually(arrived, within_seconds=_PATIENCE_SECONDS)
    return sorted(first[mails.message_id(number)] - dot for number, dot in sent.items())


async def _first_arrivals(site: Site) -> dict[str, float]:
    """By the Message-ID of the mail that a page is about."""
    async with site.log.connection() as connection:
        rows = await connection.fetch(
            """SELECT id::text, message_id FROM notifier.attempts JOIN notifier.tickets USING (ticket)
               WHERE kind = 'page' AND channel <> 'email'"""
        )
    first: dict[str, float] = {}
    for row in rows:
        if (at := site.arrivals.get(row["id"])) is not None:
            first[row["message_id"]] = min(at, first.get(row["message_id"], at))
    return first
