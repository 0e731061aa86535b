"""`dial2 report`, as an operator types it, over what the services wrote."""

import asyncio
import csv
import io
import json
import os
import sys
from dataclasses import dataclass

from msgspec.structs import replace

from dial2.events.operations import InterruptionBegun, InterruptionEnded
from dial2.events.ticket import CallbackMade, ResolutionAgreed, UpdateGiven
from tests.integration.sla_timer.timer import TICKET, Timer, at
from tests.servers.postgres import Database as Scratch


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


async def report(scratch: Scratch, *words: str) -> Said:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dial2", "report", *words),
        env=os.environ | {"DIAL2_DATABASE_URL": scratch.url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())


async def a_ticket_of_november(timer: Timer) -> None:
    """Called back after 40 minutes; one update in time, the next late; agreed after seven support hours."""
    await timer.opens("critical")
    called = CallbackMade(ticket=TICKET, by="duty-lead", how="phone", made_at=at(16, 10, 40))
    given = UpdateGiven(ticket=TICKET, by="duty-lead", given_at=at(16, 11), text="Still at it.")
    await timer.happens(called, given)
    await timer.now_is(at(16, 12, 31))
    await timer.fire()
    await timer.happens(ResolutionAgreed(ticket=TICKET, by="client", default=False), happened=at(16, 17))


NOVEMBER = ("--from", "2026-11-01", "--to", "2026-12-01")


async def test_a_month_as_json(timer: Timer, database: Scratch) -> None:
    await a_ticket_of_november(timer)
    said = await report(database, *NOVEMBER)
    found = {row["clock"]: row for row in json.loads(said.out)["rows"]}
    assert {clock: (row["met"], row["breached"], row["open"]) for clock, row in found.items()} == {
        "call_back": (1, 0, 0),
        "resolution": (1, 0, 0),
        "update": (1, 1, 0),
    }
    assert {clock: row["median_used"] for clock, row in found.items()} == {
        "call_back": 40 * 60,
        "resolution": 7 * 3600,
        "update": 60 * 60,
    }


async def test_another_month_is_empty_and_another_client_too(timer: Timer, database: Scratch) -> None:
    await a_ticket_of_november(timer)
    october = await report(database, "--from", "2026-10-01", "--to", "2026-11-01")
    assert json.loads(october.out)["rows"] == []
    other = await report(database, *NOVEMBER, "--client", "north-gate")
    assert json.loads(other.out)["rows"] == []


async def test_the_same_as_csv_a_chart_and_a_page(timer: Timer, database: Scratch) -> None:
    await a_ticket_of_november(timer)
    table = list(csv.DictReader(io.StringIO((await report(database, *NOVEMBER, "--format", "csv")).out)))
    assert [row["clock"] for row in table] == ["call_back", "resolution", "update"]
    picture = await report(database, *NOVEMBER, "--format", "svg", "--language", "fr")
    assert "Critique, rappel: 100,0\N{NO-BREAK SPACE}% (1 sur 1)" in picture.out
    page = await report(database, *NOVEMBER, "--format", "html")
    assert page.out.startswith("<!doctype html>")
    assert "TrackTik client support: promises kept" in page.out


async def test_a_period_that_ends_before_it_begins_is_refused(database: Scratch) -> None:
    said = await report(database, "--from", "2026-12-01", "--to", "2026-11-01")
    assert said.code == 2
    assert "the period ends before" in said.err


async def test_without_a_period_it_says_what_to_give(database: Scratch) -> None:
    said = await report(database)
    assert said.code == 2
    assert "give --from and --to" in said.err


async def test_availability_is_told_from_the_log(timer: Timer, database: Scratch) -> None:
    """Down for 216 minutes, which is what 99.5 % of thirty days leave, and then for another hour at one client."""
    await timer.now_is(at(20, 10))
    begun = InterruptionBegun(
        interruption=1, begun_at=at(16, 10), clients=[], cause="disk full", by="duty-lead", ticket=TICKET
    )
    ended = InterruptionEnded(
        interruption=1, ended_at=at(16, 13, 36), cause="disk full", clients_connection=False, by="duty-lead"
    )
    theirs = replace(begun, interruption=2, begun_at=at(17, 10), clients=["north-gate"])
    async with timer.database.work("triage") as work:
        work.append("interruption:1", begun, ended)
        work.append("interruption:2", theirs, replace(ended, interruption=2, ended_at=at(17, 11)))
    said = json.loads((await report(database, "availability", *NOVEMBER)).out)
    assert (said["target"], said["in_any"]) == (99.5, "30 days")
    assert [(row["client"], row["worst_percent"], row["kept"]) for row in said["rows"]] == [
        (None, 99.5, True),
        ("north-gate", 99.361, False),  # 1 - 276 / 43,200 is 99.3611…
    ]
    table = (await report(database, "availability", *NOVEMBER, "--client", "north-gate", "--format", "csv")).out
    assert [row["down_seconds"] for row in csv.DictReader(io.StringIO(table))] == [str(276 * 60.0)]


async def test_availability_of_a_time_to_come_is_refused(database: Scratch) -> None:
    said = await report(database, "availability", "--from", "2099-01-01", "--to", "2099-02-01")
    assert said.code == 2
    assert "nothing is known of it yet" in said.err
