"""A level whose people are paged all at once: one of them is enough."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dial2.events.call import StaffReplied
from dial2.events.page import PageAcknowledged, PageAttempted, PageEscalated
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ROSTER, Site, running
from tests.polling import eventually
from tests.servers.postgres import Database

TOGETHER = ROSTER.replace(
    'people = ["dispatcher", "engineer"] }', 'people = ["dispatcher", "engineer"], together = true }'
)


@pytest.fixture
async def site(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> AsyncIterator[Site]:
    async with running(sandbox, database, tmp_path, environment, people=TOGETHER) as site:
        yield site


async def texts(site: Site, text: str, person: str) -> None:
    await site.happens(f"text:{person}", StaffReplied(message=f"SM-{person}", person=person, text=text))


async def test_each_is_tried_at_once_and_the_first_who_acknowledges_ends_it_for_all(site: Site) -> None:
    await site.ticket()
    call, other = await site.dispatcher.rings(), await site.engineer.rings()
    await call.presses("4")
    await other.ends()
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("dispatcher", "digit")
    await site.engineer.receives_sms("pris par dispatcher")
    assert {one.person for one in await site.events(PageAttempted)} == {"dispatcher", "engineer"}
    assert await site.events(PageEscalated) == []


async def test_whoever_cannot_be_reached_takes_no_time_from_the_other(site: Site) -> None:
    site.dispatcher.is_busy()
    site.dispatcher.receives_no_sms(error_code=30007)
    site.engineer.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).person == "engineer"
    assert await site.events(PageEscalated) == []


async def test_whoever_passes_it_on_leaves_it_to_the_other(site: Site) -> None:
    """And once the other passes it on as well, the next level has it."""
    site.dispatcher.does_not_answer()
    site.engineer.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("[#1042]")
    await site.engineer.receives_sms("[#1042]")
    await texts(site, "esc", "dispatcher")
    await site.dispatcher.receives_sms("goes to the next person now")
    assert await site.events(PageEscalated) == []
    await texts(site, "esc", "engineer")
    assert (await site.event(PageEscalated)).person == "director"


async def test_when_all_have_failed_the_next_level_has_it_at_once(site: Site) -> None:
    for handset in (site.dispatcher, site.engineer):
        handset.is_busy()
        handset.receives_no_sms(error_code=30007)
    site.director.answers_and_presses("4")
    await site.ticket()
    assert (await site.event(PageAcknowledged)).person == "director"


async def test_who_has_passed_it_on_holds_up_nobody_when_the_other_fails(site: Site) -> None:
    """A text that did arrive at whoever passed it on is nothing to wait for."""
    site.dispatcher.does_not_answer()
    site.engineer.receives_no_sms(error_code=30007)
    site.director.answers_and_presses("4")
    await site.ticket()
    await site.dispatcher.receives_sms("[#1042]")
    ringing = await site.engineer.rings()
    await texts(site, "esc", "dispatcher")
    await site.dispatcher.receives_sms("goes to the next person now")
    await ringing.declines()
    assert (await site.event(PageAcknowledged)).person == "director"


async def test_in_the_second_round_all_are_tried_again(site: Site) -> None:
    for handset in (site.dispatcher, site.engineer, site.director):
        handset.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("[#1042]")
    await site.passes(timedelta(minutes=5))
    await eventually(lambda: escalations(site, 1))
    await site.passes(timedelta(minutes=5))
    await eventually(lambda: escalations(site, 2))
    first, second = await site.events(PageEscalated)
    assert (first.person, first.together_with) == ("director", [])
    assert (second.person, second.together_with) == ("dispatcher", ["engineer"])


async def escalations(site: Site, count: int) -> bool:
    return len(await site.events(PageEscalated)) == count
