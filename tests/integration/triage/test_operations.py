"""Interruptions and maintenance, as staff says them: what is recorded, what is refused, and who is paged."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio

from dial2 import roster
from dial2.database import Database
from dial2.errors import NotFound, Permanent
from dial2.events import Payload, decode
from dial2.events.operations import (
    InterruptionBegun,
    InterruptionEnded,
    MaintenanceCancelled,
    MaintenanceEnded,
    MaintenancePlanned,
    MaintenanceStarted,
)
from dial2.events.ticket import SeverityAssigned, TicketOpened
from dial2.log.read import stream
from dial2.profile import load
from tests.integration.triage.site import STAFF, TOKEN, triage_at
from tests.rosters import ONE_PERSON
from tests.servers.postgres import Database as Scratch
from triage.lifecycle import Refused
from triage.operations.interruptions import Interruptions
from triage.operations.maintenance import MaintenancePlan

HOUR = timedelta(hours=1)
TWO_CLIENTS = """
[clients.north-gate]
name = "North Gate Protection"
notices = ["dispatch@northgate.example"]

[clients.south-gate]
name = "South Gate Protection"
"""


class Room:
    """The service's operations, without its HTTP."""

    def __init__(self, scratch: Scratch, folder: Path) -> None:
        (folder / "roster.toml").write_text(ONE_PERSON + TWO_CLIENTS)
        live = roster.LiveRoster(roster.load(folder / "roster.toml"))
        self.database = Database(scratch.url)
        self.interruptions = Interruptions(database=self.database, profile=load("tracktik"), roster=live)
        self.maintenance = MaintenancePlan(database=self.database, profile=load("tracktik"), roster=live)

    async def events(self, name: str) -> list[Payload]:
        async with self.database.connection() as connection:
            return [decode(event) for event in await stream(connection, name)]

    async def plan(
        self, days: float, hours: float = 1.0, *, clients: tuple[str, ...] = (), critical_fix: bool = False
    ) -> int:
        """So many days from now; its number."""
        starts = datetime.now(UTC) + timedelta(days=days)
        planned = await self.maintenance.plan(
            by="duty-lead",
            starts_at=starts,
            ends_at=starts + hours * HOUR,
            why="a new release",
            clients=list(clients),
            critical_fix=critical_fix,
        )
        return planned.maintenance


@pytest_asyncio.fixture
async def room(database: Scratch, tmp_path: Path) -> AsyncIterator[Room]:
    room = Room(database, tmp_path)
    yield room
    await room.database.close()


async def test_an_interruption_opens_a_ticket_as_severe_as_the_system_being_down(room: Room) -> None:
    begun = await room.interruptions.begin(by="duty-lead", cause="the database is full", clients=["north-gate"])
    (event,) = await room.events(f"interruption:{begun.interruption}")
    assert isinstance(event, InterruptionBegun)
    assert (event.clients, event.cause, event.ticket) == (["north-gate"], "the database is full", begun.ticket)
    opened, assigned = await room.events(f"ticket:{begun.ticket}")
    assert isinstance(opened, TicketOpened)
    assert (opened.client, opened.silent, opened.contact.email) == ("north-gate", False, None)
    assert isinstance(assigned, SeverityAssigned)
    assert (assigned.severity, assigned.by) == ("critical", "duty-lead")


async def test_an_interruption_ends_once_and_its_cause_may_be_known_better_by_then(room: Room) -> None:
    begun = await room.interruptions.begin(by="duty-lead", cause="unknown", clients=[])
    await room.interruptions.end(begun.interruption, by="duty-lead", cause="their line", clients_connection=True)
    ended = (await room.events(f"interruption:{begun.interruption}"))[-1]
    assert isinstance(ended, InterruptionEnded)
    assert (ended.cause, ended.clients_connection) == ("their line", True)
    with pytest.raises(Refused, match="nothing is left to end"):
        await room.interruptions.end(begun.interruption, by="duty-lead")


async def test_an_interruption_may_be_said_later_but_not_in_advance(room: Room) -> None:
    now = datetime.now(UTC)
    earlier = await room.interruptions.begin(by="duty-lead", cause="x", clients=[], begun_at=now - HOUR)
    await room.interruptions.end(earlier.interruption, by="duty-lead", ended_at=now - HOUR / 2)
    with pytest.raises(Permanent, match="cannot begin later than now"):
        await room.interruptions.begin(by="duty-lead", cause="x", clients=[], begun_at=now + HOUR)
    going = await room.interruptions.begin(by="duty-lead", cause="x", clients=[])
    with pytest.raises(Permanent, match="ends between then and now"):
        await room.interruptions.end(going.interruption, by="duty-lead", ended_at=now - HOUR)


async def test_who_is_not_in_the_roster_or_not_there_is_refused(room: Room) -> None:
    with pytest.raises(NotFound, match="no client west-gate; the roster has: north-gate, south-gate"):
        await room.interruptions.begin(by="duty-lead", cause="x", clients=["west-gate"])
    with pytest.raises(NotFound, match="no interruption 7"):
        await room.interruptions.end(7, by="duty-lead")
    with pytest.raises(NotFound, match="no maintenance 7"):
        await room.maintenance.start(7, by="duty-lead")


async def test_maintenance_is_planned_starts_and_ends(room: Room) -> None:
    number = await room.plan(2)
    await room.maintenance.start(number, by="duty-lead")
    await room.maintenance.end(number, by="duty-lead")
    kinds = [type(event) for event in await room.events(f"maintenance:{number}")]
    assert kinds == [MaintenancePlanned, MaintenanceStarted, MaintenanceEnded]
    with pytest.raises(Refused, match=f"Maintenance {number} is ended: cancel is for one that is planned"):
        await room.maintenance.cancel(number, by="duty-lead", why="x")


async def test_a_fourth_hour_within_a_month_is_refused_and_says_why(room: Room) -> None:
    await room.plan(2, 2)
    await room.plan(20, 1)
    with pytest.raises(Refused, match=r"one month holds 240 minutes of maintenance; allowed: 3 hours\. Plan it"):
        await room.plan(25, 1)
    await room.plan(60, 3)


async def test_what_was_cancelled_or_concerns_others_takes_no_room(room: Room) -> None:
    number = await room.plan(2, 3)
    await room.maintenance.cancel(number, by="duty-lead", why="put off")
    assert isinstance((await room.events(f"maintenance:{number}"))[-1], MaintenanceCancelled)
    await room.plan(3, 3, clients=("north-gate",))
    await room.plan(3, 3, clients=("south-gate",))
    with pytest.raises(Refused):
        await room.plan(4, 1)  # of all clients


async def test_two_that_plan_at_once_do_not_both_find_the_last_room(room: Room) -> None:
    done = await asyncio.gather(room.plan(2, 2), room.plan(3, 2), return_exceptions=True)
    assert [type(each) for each in done if isinstance(each, BaseException)] == [Refused]


async def test_a_critical_fix_goes_beyond_the_allowance_and_is_marked(room: Room) -> None:
    await room.plan(2, 3)
    number = await room.plan(3, 1, critical_fix=True)
    (planned,) = await room.events(f"maintenance:{number}")
    assert isinstance(planned, MaintenancePlanned)
    assert (planned.critical_fix, planned.within_allowance) == (True, False)


async def test_whoever_plans_hears_of_short_notice_and_of_clients_without_an_address(room: Room) -> None:
    starts = datetime.now(UTC) + 5 * HOUR
    planned = await room.maintenance.plan(
        by="duty-lead", starts_at=starts, ends_at=starts + HOUR, why="x", clients=[]
    )
    assert planned.notice_due == starts - 24 * HOUR
    assert planned.warnings == [
        "clients hear of it less than 24 hours before it starts",
        "south-gate has no notices address in the roster: tell them yourself",
    ]


async def test_maintenance_that_has_begun_or_ends_before_it_starts_cannot_be_planned(room: Room) -> None:
    with pytest.raises(Permanent, match="starts between now and its end"):
        await room.plan(-1)
    with pytest.raises(Permanent, match="starts between now and its end"):
        await room.plan(1, -1)


async def test_staff_says_it_over_http_and_at_the_command_line(
    database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps({"duty-lead": TOKEN}))
    starts = (datetime.now().astimezone() + timedelta(days=3)).replace(tzinfo=None, microsecond=0)
    async with triage_at(database.url, tmp_path) as url:

        async def types(*words: str) -> str:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "dial2", *words),
                env=os.environ | {"DIAL2_API_URL": url, "DIAL2_STAFF_TOKEN": TOKEN, "COLUMNS": "200"},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            return (await process.communicate())[0].decode()

        assert "interruption 1 began; ticket" in await types("interruption", "begin", "the database is full")
        assert "interruption 1 ended" in await types("interruption", "end", "1", "--cause", "disk full")
        assert "disk full" in await types("interruption", "list")
        window = ("--starts", starts.isoformat(), "--ends", (starts + HOUR).isoformat())
        assert "maintenance 1 is planned" in await types("maintenance", "plan", "a new release", *window)
        assert "one month holds" in await types(
            "maintenance",
            "plan",
            "more",
            "--starts",
            starts.isoformat(),
            "--ends",
            (starts + 4 * HOUR).isoformat(),
        )
        assert "maintenance 1 has started" in await types("maintenance", "start", "1")
        assert "maintenance 1 has ended" in await types("maintenance", "end", "1")
        assert "a new release" in await types("maintenance", "list")
        async with httpx.AsyncClient(base_url=url) as client:
            assert (await client.get("/api/maintenance")).status_code == 401
            found = (await client.get("/api/interruptions", headers=STAFF)).json()
            assert [each["cause"] for each in found] == ["disk full"]
