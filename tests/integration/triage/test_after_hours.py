"""The after-hours service: what is registered for it, what waits for the opening, and what it costs."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from msgspec.structs import replace

from dial2.errors import Conflict, NotFound, Permanent
from dial2.events import decode
from dial2.events.after_hours import AfterHoursRuled, VouchersAdded, VouchersCharged
from dial2.events.call import CallChoice, DetailGiven
from dial2.events.client import ClientAssigned
from dial2.events.request import RequestReceived
from dial2.log.read import matching
from dial2.profile import load
from dial2.roster.model import Client
from tests.integration.triage.office import NOBODY, OUTAGE, Office, answers, call, mail
from tests.servers.postgres import Database as Scratch
from triage.adapters import after_hours
from triage.command import Terms
from triage.lifecycle import Refused

SYDNEY = ZoneInfo("Australia/Sydney")
SATURDAY_NIGHT = datetime(2026, 11, 21, 23, tzinfo=SYDNEY)
MONDAY_OPENING = datetime(2026, 11, 23, 9, tzinfo=SYDNEY)
YES = "After Hours Support Request: Yes\nInternet access: yes"
ASKED = f"{OUTAGE}\n\nPriority: Critical\n{YES}"
STAFF = "duty-lead"
CLIENTS = {
    "northgate": Client(name="Northgate", entitlements=["after_hours_assurance"]),
    "westgate": Client(name="Westgate"),
}


@pytest_asyncio.fixture
async def office(database: Scratch) -> AsyncIterator[Office]:
    """On a Saturday night; support opens on Monday at nine."""
    office = Office(database, load("cytrack"), replace(NOBODY, clients=CLIENTS))
    async with office.database.connection() as connection:
        now: datetime = await connection.fetchval("SELECT dial2.now()")
    await office.passes(SATURDAY_NIGHT - now)
    yield office
    await office.database.close()


def request(text: str, *, client: str | None = "northgate", name: str = "1") -> RequestReceived:
    return replace(mail(name, text, subject="Help"), client=client, received_at=SATURDAY_NIGHT.astimezone(UTC))


async def rulings(office: Office) -> list[tuple[str, str]]:
    return [(each.ruling, each.why) for each in await office.all_of(AfterHoursRuled)]


async def test_what_is_asked_for_and_bought_is_registered_before_its_severity_is_assigned(office: Office) -> None:
    await office.receives(request(ASKED))
    assert await rulings(office) == [("registered", "asked for, and the client has the service")]
    (ticket,) = await office.tickets()
    types = await office.types(ticket.ticket)
    assert types.index("after_hours.ruled") < types.index("severity.assigned")


@pytest.mark.parametrize(
    ("text", "client", "why"),
    [
        (OUTAGE, "northgate", "the after-hours service was not asked for"),
        (f"{OUTAGE}\nAfter Hours Support Request: No", "northgate", "the after-hours service was not asked for"),
        (ASKED, "westgate", "the client has no after-hours service"),
    ],
)
async def test_anything_less_waits_for_the_next_opening(office: Office, text: str, client: str, why: str) -> None:
    await office.receives(request(text, client=client))
    ruled = await office.only(AfterHoursRuled)
    assert (ruled.ruling, ruled.why, ruled.opens_at) == ("waits", why, MONDAY_OPENING)


async def test_what_a_client_bought_counts_once_staff_says_whose_ticket_it_is(office: Office) -> None:
    await office.receives(request(ASKED, client="westgate"))
    (ticket,) = await office.tickets()
    await office.desk.assign_client(ticket.ticket, by=STAFF, client="northgate", why="their number")
    assert [ruling for ruling, _ in await rulings(office)] == ["waits", "registered"]
    assigned = await office.only(ClientAssigned)
    assert (assigned.client, assigned.previous, assigned.by) == ("northgate", "westgate", STAFF)
    assert (await office.types(ticket.ticket))[-2:] == ["client.assigned", "after_hours.ruled"]
    with pytest.raises(Refused, match="is of northgate already"):
        await office.desk.assign_client(ticket.ticket, by=STAFF, client="northgate", why="x")
    with pytest.raises(NotFound, match="There is no client 'eastgate'; the roster has: northgate, westgate"):
        await office.desk.assign_client(ticket.ticket, by=STAFF, client="eastgate", why="x")


async def test_at_the_opening_what_waited_is_handled_and_only_once(office: Office) -> None:
    await office.receives(request(OUTAGE))
    assert await office.desk.open_up() > 0
    await office.passes(MONDAY_OPENING - SATURDAY_NIGHT)
    assert await office.desk.open_up() == 0
    assert await office.desk.open_up() > 0
    assert (await rulings(office))[1:] == [("opened", "support hours have begun")]


async def test_in_support_hours_nothing_waits(office: Office) -> None:
    await office.passes(MONDAY_OPENING - SATURDAY_NIGHT)
    await office.receives(request(OUTAGE))
    assert await rulings(office) == []


async def test_a_request_for_the_service_in_support_hours_is_registered_as_well(office: Office) -> None:
    await office.passes(MONDAY_OPENING - SATURDAY_NIGHT)
    await office.receives(request(ASKED))
    assert [ruling for ruling, _ in await rulings(office)] == ["registered"]


async def test_whoever_then_asks_for_the_service_is_registered(office: Office) -> None:
    await office.receives(request(OUTAGE))
    await office.receives(replace(request(YES, name="2"), thread=answers("1")))
    assert [ruling for ruling, _ in await rulings(office)] == ["waits", "registered"]


async def test_what_the_service_does_not_cover_is_excluded_until_the_client_writes_again(office: Office) -> None:
    await office.receives(request(f"Our PBX is down. {ASKED}"))
    assert await rulings(office) == [("excluded", "not covered by the service: 'PBX is down'")]
    again = request("The telephone system works again, and CyTrack does not.", name="2")
    await office.receives(replace(again, thread=answers("1")))
    assert (await rulings(office))[1:] == [
        ("registered", "the client wrote again after the restart document: a person decides")
    ]


async def test_internet_access_is_asked_for_where_nobody_told_of_it(office: Office) -> None:
    await office.receives(request(f"{OUTAGE}\nAfter Hours Support Request: Yes"))
    assert (await office.only(AfterHoursRuled)).asks == ["internet_access"]


async def test_a_caller_asks_for_the_service_by_a_key(office: Office) -> None:
    await office.receives(replace(call("1"), client="northgate"))
    choice = CallChoice(call="CA1", digit="1", meaning="down", request="1", after_hours="requested")
    await office.hears("call:CA1", choice)
    assert [ruling for ruling, _ in await rulings(office)] == ["waits", "registered"]


async def test_what_a_caller_says_of_a_required_field_is_not_asked_for_again(office: Office) -> None:
    await office.receives(replace(call("1"), client="northgate"))
    choice = CallChoice(call="CA1", digit="1", meaning="down", request="1", after_hours="requested")
    said = DetailGiven(call="CA1", request="1", category="phone", item="internet_access", text="Yes, it works.")
    await office.hears("call:CA1", choice, said)
    (ticket,) = await office.tickets()
    async with office.database.work("test") as work:
        standing = await after_hours.of(work, ticket.ticket)
    assert (standing.ruling, standing.answers.fields, standing.asks) == ("registered", ["internet_access"], [])
    assert (await office.types(ticket.ticket)).count("details.missing") == 1  # the checklist's, of the opening


async def test_staff_registers_what_waits(office: Office) -> None:
    await office.receives(request(OUTAGE, client="westgate"))
    (ticket,) = await office.tickets()
    await office.desk.register(ticket.ticket, by=STAFF, why="agreed by telephone")
    assert (await rulings(office))[1:] == [("registered", "duty-lead, because: agreed by telephone registered it")]


async def ledger(office: Office) -> list[Mapping[str, object]]:
    async with office.database.connection() as connection:
        events = await matching(connection, stream_prefix="client:", limit=100)
    kept = {"minutes", "balance_minutes"}
    return [
        {name: getattr(payload, name) for name in kept}
        for payload in map(decode, events)
        if isinstance(payload, VouchersAdded | VouchersCharged)
    ]


async def test_twenty_minutes_of_work_cost_two_voucher_hours(office: Office) -> None:
    await office.receives(request(ASKED))
    (ticket,) = await office.tickets()
    await office.vouchers.add("northgate", by=STAFF, minutes=600, why="ten hours bought")
    await office.vouchers.charge(ticket.ticket, by=STAFF, worked_minutes=20)
    assert await office.vouchers.balance("northgate") == 480
    assert await ledger(office) == [
        {"minutes": 600, "balance_minutes": 600},
        {"minutes": 120, "balance_minutes": 480},
    ]


async def test_vouchers_go_below_zero_only_where_staff_says_so(office: Office) -> None:
    await office.receives(request(ASKED))
    (ticket,) = await office.tickets()
    await office.vouchers.add("northgate", by=STAFF, minutes=60, why="an hour bought")
    with pytest.raises(Permanent, match="northgate has 1 voucher hours left, and this work costs 3"):
        await office.vouchers.charge(ticket.ticket, by=STAFF, worked_minutes=90)
    assert await office.vouchers.balance("northgate") == 60
    await office.vouchers.charge(ticket.ticket, by=STAFF, worked_minutes=90, overdraw=True)
    assert await office.vouchers.balance("northgate") == -120


async def test_only_what_was_registered_is_charged(office: Office) -> None:
    await office.receives(request(OUTAGE))
    (ticket,) = await office.tickets()
    with pytest.raises(Permanent, match="nothing is charged for it"):
        await office.vouchers.charge(ticket.ticket, by=STAFF, worked_minutes=20)


async def test_vouchers_belong_to_clients_that_there_are(office: Office) -> None:
    with pytest.raises(NotFound, match="There is no client 'eastgate'; the roster has: northgate, westgate"):
        await office.vouchers.add("eastgate", by=STAFF, minutes=60, why="a mistake")


async def test_vouchers_that_are_added_under_one_key_are_added_once(office: Office) -> None:
    terms = Terms(key="5f0c8a52", digest=b"ten hours")
    await office.vouchers.add("northgate", by=STAFF, minutes=600, why="order 4711", terms=terms)
    with pytest.raises(Conflict, match="send it again to get its answer"):
        await office.vouchers.add("northgate", by=STAFF, minutes=600, why="order 4711", terms=terms)
    assert await office.vouchers.balance("northgate") == 600
