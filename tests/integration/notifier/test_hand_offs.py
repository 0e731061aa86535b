"""When a schedule's turn passes on, both people hear of it: once, and only while it holds."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from dial2.events.oncall import HandedOff, OverrideAdded
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ROSTER, Site, running
from tests.polling import eventually
from tests.servers.postgres import Database

HOUR = timedelta(hours=1)
Running = Callable[..., AbstractAsyncContextManager[Site]]


def rota(**changes: str) -> str:
    """The dispatcher is on call for the coming hour, then the engineer for two, then the director."""
    now = datetime.now(UTC)
    first, second, third = ((now + hours * HOUR).isoformat(timespec="seconds") for hours in (1, 3, 9999))
    keys = "\n".join(f"{key} = {value}" for key, value in changes.items())
    return f"""{ROSTER}
[schedules.designate]
zone = "America/Toronto"
{keys}

[[schedules.designate.layers]]
shifts = [
    {{ person = "dispatcher", since = 2020-01-01T08:00:00, until = {first} }},
    {{ person = "engineer", since = {first}, until = {second} }},
    {{ person = "director", since = {second}, until = {third} }},
]
"""


@pytest.fixture
def start(sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]) -> Running:
    return partial(running, sandbox, database, tmp_path, environment)


@pytest.fixture
async def site(start: Running) -> AsyncIterator[Site]:
    async with start(people=rota()) as site:
        await first_look(site)
        yield site


async def hand_offs(site: Site) -> list[tuple[str | None, str | None]]:
    return [(each.off, each.on) for each in await site.events(HandedOff)]


async def first_look(site: Site) -> None:
    await eventually(lambda: hand_offs(site))


async def looked(site: Site, count: int) -> None:
    async def enough() -> bool:
        return len(await hand_offs(site)) == count

    await eventually(enough)


async def test_who_goes_off_and_who_comes_on_are_told_with_what_is_open(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(7)
    await site.dispatcher.receives_sms("[#7]")
    await site.passes(HOUR)
    off = await site.dispatcher.receives_sms("You are no longer on call in designate")
    on = await site.engineer.receives_sms("Vous êtes de garde dans designate")
    assert ": engineer is." in off.body
    assert "après dispatcher. Billets ouverts : #7." in on.body


async def test_nobody_is_told_when_it_is_first_looked_at_or_again_later(site: Site) -> None:
    await site.passes(HOUR)
    await site.engineer.receives_sms("Aucun billet n'est ouvert.")
    await site.passes(HOUR / 2)
    await site.passes(HOUR / 4)
    assert await hand_offs(site) == [(None, "dispatcher"), ("dispatcher", "engineer")]
    assert [len(handset.sms) for handset in (site.dispatcher, site.engineer, site.director)] == [1, 1, 0]


async def test_a_restart_tells_nobody_again_and_an_outage_only_what_still_holds(start: Running) -> None:
    """While nobody looked, the engineer came and went."""
    people = rota()
    async with start(people=people) as site:
        await first_look(site)
    async with start(people=people) as site:
        assert await hand_offs(site) == [(None, "dispatcher")]
        clock = site
    await clock.passes(4 * HOUR)
    async with start(people=people) as site:
        await site.dispatcher.receives_sms("director is.")
        await site.director.receives_sms("You are on call in designate")
        assert await hand_offs(site) == [(None, "dispatcher"), ("dispatcher", "director")]
        assert site.engineer.sms == []


async def test_a_mail_lists_what_is_open(start: Running) -> None:
    preferred = rota().replace('email = "dispatcher@example.com"', 'email = "d@example.com"\nhand_offs = "email"')
    swapped = preferred.replace('person = "dispatcher"', 'person = "nobody"').replace(
        'person = "engineer"', 'person = "dispatcher"'
    )
    async with start(people=swapped.replace('person = "nobody"', 'person = "director"')) as site:
        await first_look(site)
        site.dispatcher.answers_and_presses("4")
        await site.ticket(7)
        await site.dispatcher.receives_sms("[#7]")
        await site.passes(HOUR)
        mail = await site.sandbox.mail.mail_to("d@example.com", subject_contains="You are on call in designate")
        assert "[#7] Critical: Urgent Service Issue: nobody can log in (Acme)" in mail.text


async def test_an_override_is_a_hand_off_too(site: Site) -> None:
    now = datetime.now(UTC)
    override = OverrideAdded(
        override="o1",
        schedule="designate",
        since=now,
        until=now + HOUR / 2,
        person="director",
        instead_of=None,
        by="duty-lead",
        why="agreed",
    )
    await site.happens("schedule:designate", override)
    await site.passes(timedelta(seconds=15))
    await site.director.receives_sms("after dispatcher.")
    await site.passes(HOUR / 2)
    await site.dispatcher.receives_sms("You are on call in designate")


async def test_a_schedule_may_pass_on_in_silence(start: Running) -> None:
    async with start(people=rota(tell_hand_offs="false")) as site:
        await first_look(site)
        await site.passes(HOUR)
        await looked(site, 2)
        assert site.dispatcher.sms == []
        assert site.engineer.sms == []
