import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import httpx
import pytest

from tests.integration.sandbox.conftest import CALLER, SUPPORT
from tests.unit.sandbox.application import Application

ANNOUNCEMENT = re.compile(r"Telephones and mail: (http://\S+)/  SMTP: (\S+):(\d+)")


@pytest.fixture
async def started(application: Application) -> AsyncIterator[re.Match[str]]:
    """A sandbox of its own, as the operator starts it: where it says it listens."""
    numbers = {SUPPORT: {"voice_url": application.url("/voice", "<Say>Good morning.</Say>")}}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "dial2_sandbox",
        stdout=asyncio.subprocess.PIPE,
        env=os.environ
        | {
            "DIAL2_SANDBOX_NUMBERS": json.dumps(numbers),
            "DIAL2_SANDBOX_SCALE": "0.01",
            "PYTHONUNBUFFERED": "1",
        },
    )
    assert process.stdout is not None
    async with asyncio.timeout(20):
        said = ANNOUNCEMENT.fullmatch((await process.stdout.readline()).decode().strip())
    assert said is not None
    yield said
    process.terminate()
    assert await process.wait() == 0


async def test_a_sandbox_of_its_own_takes_calls_and_mail(started: re.Match[str]) -> None:
    base_url, host, port = started.groups()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "support@example.com", "client@example.com", "Ticket 1042"
    await aiosmtplib.send(mail, hostname=host, port=int(port))

    async with httpx.AsyncClient(base_url=f"{base_url}/sandbox", trust_env=False) as hand:
        dialed = await hand.post(f"/phones/{CALLER}/dial", json={"to": SUPPORT})
        heard = await hand.post(f"/calls/{dialed.json()['sid']}/hear", json={"text": "good morning"})
        kept = await hand.get("/mail", params={"to": "client@example.com", "within": 5})

    assert heard.status_code == 200
    assert kept.json()["subject"] == "Ticket 1042"


async def test_the_page_and_its_stream_of_events_are_served(started: re.Match[str]) -> None:
    async with httpx.AsyncClient(base_url=started[1], trust_env=False) as browser:
        page = await browser.get("/")
        async with browser.stream("GET", "/sandbox/events") as events:
            first = await anext(events.aiter_lines())

    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert json.loads(first.removeprefix("data: ")) == {"numbers": [SUPPORT], "phones": []}
