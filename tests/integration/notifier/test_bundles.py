"""Several pages for one person at once are one message; nobody's first page waits for another's."""

from pathlib import Path

import pytest

from dial2.events.call import StaffReplied
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageDelivered,
    PageEscalated,
    PageFailed,
    ResolutionSuggested,
)
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import Site, running, story
from tests.polling import eventually
from tests.servers.postgres import Database


async def at_once(site: Site, *tickets: int) -> None:
    """Tickets that are no incident, heard of in one breath."""
    async with site.log.work("triage") as work:
        for n in tickets:
            work.append(f"ticket:{n}", *story(n, severity="critical" if n == 2 else "major"))


async def texts(site: Site, text: str, number: int = 1, person: str = "dispatcher") -> None:
    await site.happens(f"text:SM{number}", StaffReplied(message=f"SM{number}", person=person, text=text))


async def taken(site: Site, *tickets: int) -> bool:
    return {a.ticket for a in await site.events(PageAcknowledged)} == set(tickets)


async def attempted(site: Site, channel: str, count: int) -> bool:
    return len([a for a in await site.events(PageAttempted) if a.channel == channel]) >= count


async def test_a_telephone_rings_once_for_several_tickets_and_four_takes_them_all(site: Site) -> None:
    await site.ticket(1, severity="major")
    call = await site.dispatcher.rings()
    await at_once(site, 2, 3)
    await eventually(lambda: attempted(site, "voice", 3))
    await call.hears("3 tickets wait for you")
    await call.hears("The most severe one: Critical issue, ticket 2")
    await call.presses("4")
    await call.hears("3 tickets are yours")
    await call.ends()
    await eventually(lambda: taken(site, 1, 2, 3))
    assert len(site.sandbox.exchange.board.calls) == 1


async def test_one_takes_the_worst_and_the_others_are_told_again(site: Site) -> None:
    await site.ticket(1, severity="major")
    call = await site.dispatcher.rings()
    await at_once(site, 2)
    await eventually(lambda: attempted(site, "voice", 2))
    await call.hears("2 tickets wait for you")
    await call.presses("1")
    await call.hears("Ticket 2 is yours.")
    await call.hears("Major issue, ticket 1")
    await eventually(lambda: taken(site, 2))
    await call.presses("5")
    await call.hears("Ticket 1 goes to the next person now")
    escalated = await site.event(PageEscalated)
    assert (escalated.ticket, escalated.person) == (1, "engineer")


async def test_a_call_that_nobody_answers_has_failed_for_all_that_it_told_of(site: Site) -> None:
    """The second page is told on the first one's call once somebody answers; here a machine does."""
    site.dispatcher.receives_no_sms(error_code=30007)
    site.engineer.answers_and_presses("4", "4")
    await site.ticket(1)
    call = await site.dispatcher.rings()
    await at_once(site, 2)
    await eventually(lambda: attempted(site, "voice", 2))
    await call.hears("2 tickets wait for you")
    await call.stays_silent()
    await call.stays_silent()
    await call.ends()
    await eventually(lambda: taken(site, 1, 2))
    assert {a.person for a in await site.events(PageAcknowledged)} == {"engineer"}
    assert [f.code for f in await site.events(PageFailed) if f.channel == "voice"] == ["no-key", "no-key"]


async def test_a_call_goes_on_while_one_of_its_tickets_still_needs_somebody(site: Site) -> None:
    await site.ticket(1, severity="major")
    call = await site.dispatcher.rings()
    await at_once(site, 2)
    await eventually(lambda: attempted(site, "voice", 2))
    await call.hears("2 tickets wait for you")
    await texts(site, "ack 2", person="director")
    await eventually(lambda: taken(site, 2))
    await call.presses("4")
    await call.hears("Ticket 1 is yours")
    await eventually(lambda: taken(site, 1, 2))


async def test_six_takes_the_ticket_and_suggests_that_it_is_resolved(site: Site) -> None:
    await site.ticket()
    call = await site.dispatcher.rings()
    await call.hears("Press 6 if it is resolved")
    await call.presses("6")
    await call.hears("the client is asked to agree that it is resolved")
    suggested = await site.event(ResolutionSuggested)
    assert (suggested.ticket, suggested.person, suggested.how) == (1042, "dispatcher", "digit")
    assert (await site.event(PageAcknowledged)).person == "dispatcher"


async def test_ack_all_takes_everything_that_one_was_told_of(site: Site) -> None:
    site.dispatcher.does_not_answer()
    for n in (1, 2, 3):
        await site.ticket(n)
        await site.dispatcher.receives_sms(f"[#{n}]")
    await texts(site, "ack all")
    await site.dispatcher.receives_sms("3 tickets are yours since")
    await eventually(lambda: taken(site, 1, 2, 3))


async def test_done_by_text_is_only_for_whoever_has_the_page(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    await texts(site, "done", 1)
    await site.dispatcher.receives_sms("The client is asked to agree that it is resolved")
    await texts(site, "done 1042", 2, person="director")
    await site.director.receives_sms("already acknowledged by dispatcher")
    assert [s.person for s in await site.events(ResolutionSuggested)] == ["dispatcher"]


async def test_texts_that_are_due_together_are_one(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first goes out at once; the others, due while the pace of one a second holds them, together."""
    monkeypatch.setenv("DIAL2_TEXTS_PER_SECOND", "0.5")
    async with running(sandbox, database, tmp_path, environment) as site:
        site.dispatcher.does_not_answer()
        await site.ticket(1, severity="major")
        await site.dispatcher.receives_sms("[#1] Major")
        await at_once(site, 2, 3, 4)
        sms = await site.dispatcher.receives_sms("3 tickets: 2, 3, 4. Worst: [#2] Critical")
        assert "Reply ack all to take them, ack 2 for one." in sms.body
        await eventually(lambda: _delivered(site, 4))
        await texts(site, "ack")
        await eventually(lambda: taken(site, 2, 3, 4))


async def test_a_provider_that_hangs_holds_up_neither_another_channel_nor_another_person(site: Site) -> None:
    site.sandbox.exchange.faults.plan("calls.create", "hang-before", seconds=30)
    site.dispatcher.receives_no_sms(error_code=30007)
    await site.ticket(1)
    await site.sandbox.mail.mail_to("dispatcher@example.com")
    await texts(site, "esc 1")
    call = await site.engineer.rings()
    await call.presses("4")
    assert (await site.event(PageAcknowledged)).person == "engineer"


async def _delivered(site: Site, count: int) -> bool:
    return len([d for d in await site.events(PageDelivered) if d.channel == "sms"]) == count
