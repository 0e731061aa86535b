"""The tickets of one incident have one ladder among them, and each its acknowledgement."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from dial2 import profile, roster
from dial2.consumer import Follower
from dial2.database import Database
from dial2.events.call import StaffReplied
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageClosed,
    PageEscalated,
    PageExhausted,
    PageFailed,
    PageMoved,
    PageOpened,
)
from dial2.events.ticket import ReopeningWithheld, ResolutionAgreed, TicketMerged, TicketReopened, TicketUnlinked
from dial2.log.read import matching
from dial2.roster.live import LiveRoster
from dial2.service import Runtime
from dial2.settings import Settings
from dial2.wake import Wake
from notifier.app import service
from tests.integration.notifier.site import ROSTER, Site, judged, linked, story
from tests.polling import eventually
from tests.servers.postgres import Database as Scratch


def agreed(ticket: int) -> ResolutionAgreed:
    return ResolutionAgreed(ticket=ticket, by="client", default=False)


async def test_a_storm_is_one_ladder_and_as_many_acknowledgements_as_tickets(site: Site) -> None:
    site.dispatcher.does_not_answer()
    for n in range(1, 8):
        await site.ticket(n, incident=3, email=f"desk@client-{n}.example")
    for n in range(1, 8):
        await site.sandbox.mail.mail_to(f"desk@client-{n}.example")
    (opened,) = await site.events(PageOpened)
    assert opened.ticket == 1
    await site.dispatcher.receives_sms("[#1] Critical")
    await site.passes(timedelta(minutes=5))
    call = await site.engineer.rings()
    await call.hears("7 billets dans l'incident 3")
    await call.presses("4")
    assert (await site.event(PageAcknowledged)).ticket == 1
    assert {attempted.ticket for attempted in await site.events(PageAttempted)} == {1}


async def test_the_first_page_of_an_incident_goes_out_at_once(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(1, incident=3)
    assert (await site.event(PageAcknowledged)).person == "dispatcher"


async def test_any_of_its_tickets_may_be_named_in_an_answer(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=3)
    await site.dispatcher.receives_sms("[#1]")
    await site.event(PageOpened)
    await site.happens("text:SM1", StaffReplied(message="SM1", person="dispatcher", text="ack 2"))
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.ticket, acknowledged.person, acknowledged.how) == (1, "dispatcher", "sms")


async def test_a_more_severe_ticket_raises_the_page_that_somebody_has(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(1, severity="major", incident=3)
    await site.event(PageAcknowledged)
    site.dispatcher.does_not_answer()
    await site.ticket(2, severity="critical", incident=3)
    assert (await site.event(PageEscalated)).why == "severity critical: all users locked out"
    assert len(await site.events(PageOpened)) == 1


async def test_a_milder_ticket_changes_nothing_for_whoever_has_the_page(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(1, incident=3)
    await site.event(PageAcknowledged)
    await site.ticket(2, severity="major", incident=3, email="second@acme.example")
    await site.sandbox.mail.mail_to("second@acme.example")
    assert await site.events(PageEscalated) == []
    assert len(await site.events(PageOpened)) == 1


async def test_a_page_that_nobody_acknowledged_begins_again_when_a_ticket_joins(site: Site) -> None:
    site.with_telephone_off(site.dispatcher, site.engineer, site.director)
    await site.ticket(1, incident=3)
    await eventually(lambda: _busy(site, 3))
    await site.passes(timedelta(minutes=5))  # the first round was over in no time; the second waits for this
    await site.event(PageExhausted)
    site.dispatcher.answers_and_presses("4")
    await site.ticket(2, incident=3)
    assert (await site.event(PageAcknowledged)).person == "dispatcher"
    assert len(await site.events(PageOpened)) == 1


@pytest.mark.parametrize(
    "end", [agreed(1), TicketMerged(ticket=1, into=9, by="lead"), judged(1, "low", previous="critical")]
)
async def test_the_page_goes_on_with_another_ticket_when_its_own_needs_nobody(
    site: Site, end: ResolutionAgreed | TicketMerged
) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=3, email="second@acme.example")
    await site.sandbox.mail.mail_to("second@acme.example")
    await site.happens("ticket:1", end)
    moved = await site.event(PageMoved)
    assert (moved.ticket, moved.moved_from) == (2, 1)
    assert await site.events(PageClosed) == []
    await site.happens("ticket:2", agreed(2))
    assert (await site.event(PageClosed)).ticket == 2


async def test_another_ticket_that_closes_leaves_the_page_as_it_is(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=3)
    await site.happens("ticket:2", agreed(2))
    await site.happens("ticket:1", agreed(1))
    assert (await site.event(PageClosed)).ticket == 1
    assert await site.events(PageMoved) == []


async def test_a_detached_ticket_pages_at_once(site: Site) -> None:
    site.dispatcher.answers_and_presses("4")
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=3)
    await site.event(PageAcknowledged)
    unlinked = TicketUnlinked(ticket=1, incident=3, by="lead", why="another site")
    await site.happens("ticket:1", unlinked, linked(1, 4, by="lead"))
    await eventually(lambda: _count(site, 2))
    first, second = await site.events(PageOpened)
    assert (first.ticket, second.ticket) == (1, 1)
    assert second.why == "linked to incident 4: the same function, access"
    assert (await site.event(PageMoved)).ticket == 2


async def test_two_pages_become_one_when_staff_says_that_it_is_one_outage(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=4)
    await eventually(lambda: _count(site, 2))
    unlinked = TicketUnlinked(ticket=2, incident=4, by="lead", why="one power cut")
    await site.happens("ticket:2", unlinked, linked(2, 3, by="lead"))
    closed = await site.event(PageClosed)
    assert (closed.ticket, closed.why) == (2, "linked to incident 3: the same function, access")


async def test_an_older_page_of_the_ticket_that_joins_ends_and_not_the_one_that_somebody_has(site: Site) -> None:
    """A call without words came first; what it says shows that it is about an outage that somebody has."""
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.ticket(2, incident=4)
    await eventually(lambda: _count(site, 2))
    await site.happens("text:1", StaffReplied(message="SM1", person="dispatcher", text="ack 2"))
    assert (await site.event(PageAcknowledged)).ticket == 2
    unlinked = TicketUnlinked(ticket=1, incident=3, by="rules", why="the same function, access")
    await site.happens("ticket:1", unlinked, linked(1, 4))
    closed = await site.event(PageClosed)
    assert (closed.ticket, closed.why) == (1, "linked to incident 4: the same function, access")
    assert await site.events(PageEscalated) == []


async def test_a_ticket_that_is_reopened_pages_for_its_incident_again(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket(1, incident=3)
    await site.happens("ticket:1", agreed(1))
    await site.event(PageClosed)
    await site.happens("ticket:1", TicketReopened(ticket=1, by="client", why="again"))
    await eventually(lambda: _count(site, 2))


async def test_the_desk_hears_that_mail_reopened_a_ticket_too_often(site: Site) -> None:
    await site.ticket(1, severity="low")
    await site.happens("ticket:1", ReopeningWithheld(ticket=1, request="r9", reopened=3, why="a loop"))
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="reopened too often")
    assert "Mail has reopened this ticket 3 times within 24 hours." in mail.text


async def test_forty_tickets_heard_at_once_open_one_page(
    database: Scratch, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Forty consumers, each with a transaction of its own, in whatever order Postgres lets them go."""
    (tmp_path / "roster.toml").write_text(ROSTER)
    settings = Settings(
        database_url=SecretStr(database.url),
        secret=SecretStr("s" * 32),
        roster=tmp_path / "roster.toml",
        public_url=environment["DIAL2_PUBLIC_URL"],
    )
    shared = Database(database.url, size=20)
    runtime = Runtime(
        settings=settings,
        profile=profile.load("tracktik"),
        roster=LiveRoster(roster.load(settings.roster)),
        database=shared,
        wake=Wake(database.url),
    )
    async with service.start(runtime) as parts:
        streams = [f"ticket:{n}" for n in range(1, 41)]
        async with shared.work("triage") as work:
            for n, stream in enumerate(streams, 1):
                work.append(stream, *story(n, incident=3, email=f"desk@client-{n}.example"))
        follower = Follower("notifier", shared, parts.handlers)
        await asyncio.gather(*[follower.catch_up([stream]) for stream in streams])
        async with shared.connection() as connection:
            opened = await matching(connection, types=["page.opened"], limit=100)
            planned = await connection.fetchval("SELECT count(*) FROM notifier.attempts WHERE kind = 'notice'")
    await shared.close()
    assert (len(opened), planned) == (1, 40)


async def _busy(site: Site, lines: int) -> bool:
    return [failed.code for failed in await site.events(PageFailed)].count("busy") >= lines


async def _count(site: Site, pages: int) -> bool:
    return len(await site.events(PageOpened)) == pages
