"""`dial2 oncall`, as staff types it, against a notifier that runs."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dial2_sandbox.server import Sandbox
from notifier.adapters import lost_contacts
from tests.integration.notifier.site import ENGINEER, ROSTER, Site, running
from tests.servers.postgres import Database

TOKEN = "a-token-of-the-duty-lead"
SCHEDULES = """
[schedules.designate]
zone = "UTC"
layers = [{ people = ["dispatcher"], every = "1 week", starts = 2020-01-06T08:00:00 }]
"""


@pytest.fixture
async def site(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Site]:
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps({"duty-lead": TOKEN}))
    async with running(sandbox, database, tmp_path, environment, people=ROSTER + SCHEDULES) as site:
        yield site


async def types(site: Site, *words: str) -> tuple[int, str]:
    """What is printed, and what is said of errors."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dial2", "oncall", *words),
        env=os.environ | {"DIAL2_API_URL": site.public_url, "DIAL2_STAFF_TOKEN": TOKEN, "TZ": "UTC"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


async def test_a_holiday_from_the_command_line(site: Site) -> None:
    """Somebody takes over, everybody sees it, and it is taken back."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    until = f"{tomorrow:%Y-%m-%dT%H:%M:00}"
    shown = f"{tomorrow:%a %Y-%m-%d %H:%M} UTC"
    code, said = await types(
        site, "override", "designate", "--person", "engineer", "--until", until, "--why", "holiday"
    )
    assert code == 0, said
    override = said.split()[2]
    assert said == f"designate: override {override} until {shown}\n"
    assert await types(site, "now") == (0, f"designate: engineer until {shown}\n")
    assert await types(site, "next") == (0, f"designate: dispatcher from {shown}\n")
    _, listed = await types(site, "show", "designate")
    assert f"override {override}: engineer" in listed
    _, calendar = await types(site, "export", "--person", "engineer")
    assert calendar.count("BEGIN:VEVENT") == 1
    assert await types(site, "remove", "designate", override, "--why", "back early") == (
        0,
        f"designate: override {override} removed\n",
    )
    _, said = await types(site, "now")
    assert said.startswith("designate: dispatcher until ")


async def test_two_people_swap(site: Site) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    words = ("swap", "designate", "dispatcher", "director", "--until", f"{tomorrow:%Y-%m-%dT%H:%M:00}")
    code, said = await types(site, *words, "--why", "agreed")
    assert (code, said) == (
        0,
        f"designate: dispatcher and director have each other's turns until {tomorrow:%a %Y-%m-%d %H:%M} UTC\n",
    )
    _, said = await types(site, "now")
    assert said.startswith("designate: director until ")


async def test_gaps_end_with_a_status_that_a_script_can_see(site: Site) -> None:
    assert await types(site, "gaps") == (0, "somebody is on call in every schedule for the next 14 days\n")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    words = ("override", "designate", "--instead-of", "dispatcher", "--until", f"{tomorrow:%Y-%m-%dT%H:%M:00}")
    await types(site, *words, "--why", "away")
    code, said = await types(site, "gaps")
    assert code == 1
    assert said.startswith("designate: nobody from ")


async def test_whoever_nothing_reaches_is_as_good_as_nobody(site: Site) -> None:
    """The engineer takes over, has no mail, replies STOP, and nothing answers at the number."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    words = ("override", "designate", "--person", "engineer", "--until", f"{tomorrow:%Y-%m-%dT%H:%M:00}")
    await types(site, *words, "--why", "agreed")
    async with site.log.work("test") as work:
        await lost_contacts.mark(work.connection, "engineer", "voice", ENGINEER, "21211")
        await lost_contacts.mark(work.connection, "engineer", "sms", ENGINEER, "21610")
    code, said = await types(site, "gaps")
    assert code == 1
    assert said.startswith("designate: engineer, whom nothing reaches, from ")


async def test_what_cannot_be_done_is_said(site: Site) -> None:
    assert await types(site, "show", "day") == (2, "dial2: There is no schedule 'day'; there are: designate\n")
