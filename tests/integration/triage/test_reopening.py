"""What mail does to a ticket that is closed, and how often."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest_asyncio

from dial2.events.ticket import ReopeningWithheld, TicketFollowedUp, TicketOpened, TicketReopened
from dial2.profile import load
from dial2.profile.model import Lifecycle
from tests.integration.triage.office import Office, answers, mail
from tests.servers.postgres import Database as Scratch

NOW = datetime.now(UTC)


@pytest_asyncio.fixture
async def spawning(database: Scratch) -> AsyncIterator[Office]:
    """Under a contract by which a closed ticket stays closed."""
    profile = msgspec.structs.replace(load("tracktik"), lifecycle=Lifecycle(reopen="spawn"))
    office = Office(database, profile)
    yield office
    await office.database.close()


async def closed(office: Office) -> int:
    ticket = await office.opens()
    await close(office, ticket)
    return ticket


async def close(office: Office, ticket: int) -> None:
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")


async def answered(office: Office, number: int, after: timedelta, *, auto: str | None = None) -> None:
    await office.receives(mail(str(number), thread=answers("1"), received_at=NOW + after, auto=auto))


async def test_mail_reopens_three_times_a_day_and_then_a_person_decides(office: Office) -> None:
    ticket = await closed(office)
    for n in range(2, 5):
        await answered(office, n, timedelta(minutes=n))
        await close(office, ticket)
    for n in range(5, 8):
        await answered(office, n, timedelta(minutes=n))
    assert (await office.ticket(ticket)).status == "agreed"
    assert len(await office.all_of(TicketReopened)) == 3
    assert len(await office.all_of(TicketFollowedUp)) == 6
    withheld = await office.only(ReopeningWithheld)
    assert (withheld.ticket, withheld.request, withheld.reopened) == (ticket, "5", 3)


async def test_a_day_after_the_first_it_reopens_again(office: Office) -> None:
    ticket = await closed(office)
    for n in range(2, 5):
        await answered(office, n, timedelta(hours=n))
        await close(office, ticket)
    await answered(office, 5, timedelta(hours=25, minutes=59))
    assert (await office.ticket(ticket)).status == "agreed"
    await answered(office, 6, timedelta(hours=26))
    assert (await office.ticket(ticket)).status == "open"


async def test_what_staff_reopens_is_not_counted(office: Office) -> None:
    ticket = await closed(office)
    for _ in range(4):
        await office.desk.reopen(ticket, by="duty-lead", why="the client telephoned")
        await close(office, ticket)
    await answered(office, 2, timedelta())
    assert (await office.ticket(ticket)).status == "open"


async def test_a_contract_may_open_a_new_ticket_instead(spawning: Office) -> None:
    ticket = await closed(spawning)
    await answered(spawning, 2, timedelta())
    assert (await spawning.ticket(ticket)).status == "agreed"
    assert [opened.linked for opened in await spawning.all_of(TicketOpened)] == [None, ticket]


async def test_thanks_and_machines_open_nothing_then_either(spawning: Office) -> None:
    ticket = await closed(spawning)
    await spawning.receives(mail("2", "Thank you!", subject="Re: Overtime report", thread=answers("1")))
    await answered(spawning, 3, timedelta(), auto="Auto-Submitted: auto-replied")
    assert [followed.request for followed in await spawning.all_of(TicketFollowedUp)] == ["2", "3"]
    assert (await spawning.ticket(ticket)).status == "agreed"


async def test_a_proposal_that_was_not_agreed_yet_is_reopened_all_the_same(spawning: Office) -> None:
    ticket = await spawning.opens()
    await spawning.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await answered(spawning, 2, timedelta())
    assert (await spawning.ticket(ticket)).status == "open"


async def test_machines_that_answer_each_other_open_three_tickets_a_day_and_no_more(spawning: Office) -> None:
    """Each names the first message alone, as a program does that knows nothing of threads."""
    await closed(spawning)
    for n in range(2, 9):
        await answered(spawning, n, timedelta(minutes=n))
    assert len(await spawning.tickets()) == 4
    await spawning.only(ReopeningWithheld)
