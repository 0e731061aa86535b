"""Pages by chat: a way like any other, which only the link in the message acknowledges."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from dial2.events.oncall import ContactVerified, ProviderMisconfigured
from dial2.events.page import PageAcknowledged, PageAttempted, PageDelivered, PageFailed
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ROSTER, Site, running, story
from tests.servers.chat import ChatService, serving
from tests.servers.postgres import Database

STAFF = "a-long-random-token"
CHATTING = ROSTER.replace(
    'email = "dispatcher@example.com"\n',
    """chat = "room"
rules.critical = [{ channel = "chat" }, { channel = "voice", after = "4 minutes" }]
""",
)


@pytest.fixture
async def chat() -> AsyncIterator[ChatService]:
    async with serving() as service:
        yield service


@pytest.fixture
async def site(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    chat: ChatService,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Site]:
    monkeypatch.setenv("DIAL2_CHAT_ADDRESSES", json.dumps({"room": chat.address}))
    monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps({"duty-lead": STAFF}))
    async with running(sandbox, database, tmp_path, environment, people=CHATTING) as site:
        yield site


async def test_its_arrival_acknowledges_nothing_and_its_link_does(site: Site, chat: ChatService) -> None:
    await site.ticket()
    message = await chat.message("ticket 1042")
    assert message["title"] == "[#1042] Critical: Urgent Service Issue: nobody can log in"
    link = re.search(r"http://\S+/page/ack/\S+", message["message"])
    assert link
    assert await site.events(PageAcknowledged) == []
    assert await site.events(PageDelivered) == []
    async with httpx.AsyncClient() as browser:
        assert (await browser.post(link[0])).status_code == 200
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("dispatcher", "link")


async def test_what_it_does_not_take_comes_by_the_next_channel_at_once(site: Site, chat: ChatService) -> None:
    """The call's four minutes are not waited for."""
    chat.status = 500
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    failed = await site.event(PageFailed)
    assert (failed.channel, failed.code, failed.why) == (
        "chat",
        "chat-refused",
        "the chat service did not take it",
    )
    assert (await site.event(PageAcknowledged)).how == "digit"


async def test_a_message_holds_nobody_up_whose_telephone_has_failed(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    chat: ChatService,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody says whether it was seen: the next person has the page as soon as the call has failed."""
    monkeypatch.setenv("DIAL2_CHAT_ADDRESSES", json.dumps({"room": chat.address}))
    at_once = CHATTING.replace(', after = "4 minutes"', "")
    async with running(sandbox, database, tmp_path, environment, people=at_once) as site:
        site.dispatcher.is_busy()
        site.engineer.answers_and_presses("4")
        await site.ticket()
        await chat.message("ticket 1042")
        assert (await site.event(PageAcknowledged)).person == "engineer"


async def test_a_name_without_an_address_is_told_to_the_desk(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> None:
    """The page goes on by the next channel, and nothing is held against the person."""
    async with running(sandbox, database, tmp_path, environment, people=CHATTING) as site:
        site.dispatcher.answers_and_presses("4")
        await site.ticket()
        assert (await site.event(PageAcknowledged)).how == "digit"
        assert (await site.event(ProviderMisconfigured)).code == "chat-unknown"
        mail = await sandbox.mail.mail_to("desk@example.com", subject_contains="Pages by chat fail")
        assert "the chat address is not in DIAL2_CHAT_ADDRESSES (code chat-unknown)" in mail.text


async def test_each_page_has_a_message_of_its_own(site: Site, chat: ChatService) -> None:
    """So that each link is there to be pressed."""
    async with site.log.work("triage") as work:
        for number in range(1, 21):
            work.append(f"ticket:{number}", *story(number))
    for number in range(1, 21):
        assert re.search(r"/page/ack/\S+", (await chat.message(f"ticket {number}, from"))["message"])


async def test_no_row_and_no_event_holds_the_token(site: Site, chat: ChatService) -> None:
    await site.ticket()
    await chat.message("ticket 1042")
    (attempted,) = [one for one in await site.events(PageAttempted) if one.channel == "chat"]
    async with site.log.connection() as connection:
        row = await connection.fetchval("SELECT a::text FROM notifier.attempts a WHERE id = $1", attempted.attempt)
        told = await connection.fetchval("SELECT string_agg(payload::text, '') FROM dial2.events")
    assert "room" in row
    assert "token-of-the-room" not in row + told


async def test_a_code_tries_it_out(site: Site, chat: ChatService) -> None:
    where = f"{site.public_url}/api/people/dispatcher/contacts/chat"
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {STAFF}"}) as client:
        assert (await client.post(f"{where}/code")).status_code == 202
        code = (await chat.message("is the code of this contact"))["message"].split()[0]
        assert (await client.post(f"{where}/verify", json={"code": code})).status_code == 200
    assert (await site.event(ContactVerified)).destination == "room"
