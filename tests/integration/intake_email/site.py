"""The mail intake as it runs: SMTP on a free port, and a look at what became of the mails."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

import aiosmtplib
import asyncpg
import pytest
from pydantic import SecretStr

from dial2.database import Database
from dial2.events import Payload, decode
from dial2.log.read import matching
from dial2.process import run
from dial2.settings import Settings
from intake_email.app import service
from tests.polling import eventually
from tests.ports import free_port
from tests.rosters import ONE_PERSON
from tests.servers.postgres import Database as Scratch

P = TypeVar("P", bound=Payload)

SUPPORT = "support@example.com"
CLIENT = "dispatch@northgate.example"
ROSTER = (
    ONE_PERSON
    + """
[clients.northgate]
name = "Northgate"
domains = ["northgate.example"]
"""
)


def letter(
    text: str = "Nobody can log in.", *, message_id: str | None = None, received: Sequence[str] = ()
) -> bytes:
    message = EmailMessage()
    for hop in received:
        message["Received"] = hop
    message["From"], message["To"], message["Subject"] = CLIENT, SUPPORT, "No access"
    if message_id:
        message["Message-ID"] = message_id
    message.set_content(text)
    return message.as_bytes()


class Site:
    def __init__(self, scratch: Scratch, port: int, ops_port: int, stop: asyncio.Event) -> None:
        self.log = Database(scratch.url, size=3)
        self.port = port
        self.ops_port = ops_port
        self.stop = stop
        self._owner_url = scratch.owner_url

    async def send(self, raw: bytes, *, sender: str = CLIENT, to: str = SUPPORT) -> None:
        """Raises aiosmtplib's error for anything else than 250."""
        await aiosmtplib.send(
            raw, sender=sender, recipients=[to], hostname="127.0.0.1", port=self.port, timeout=40, start_tls=False
        )

    async def code(self, raw: bytes, *, sender: str = CLIENT, to: str = SUPPORT) -> int:
        """What the sender is answered in the end."""
        try:
            await self.send(raw, sender=sender, to=to)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return refused.recipients[0].code
        except aiosmtplib.SMTPResponseException as refused:
            return refused.code
        return 250

    async def says(self, *lines: bytes) -> list[bytes]:
        """The first line of each answer, to these very bytes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        answers = [await reader.readline()]
        for line in lines:
            writer.write(line + b"\r\n")
            answers.append(await reader.readline())
        writer.close()
        await writer.wait_closed()
        return answers[1:]

    async def all_of(self, kind: type[P]) -> list[P]:
        return await all_of(self.log, kind)

    async def read(self, kind: type[P], count: int = 1) -> list[P]:
        """The events, once there are that many."""

        async def enough() -> list[P] | None:
            found = await self.all_of(kind)
            return found if len(found) >= count else None

        found = await eventually(enough)
        assert found
        return found

    async def stored(self) -> int:
        async with self.log.connection() as connection:
            count: int = await connection.fetchval("SELECT count(*) FROM intake_email.mails")
        return count

    @asynccontextmanager
    async def table_locked(self) -> AsyncIterator[None]:
        """No mail can be stored until the block ends; those that come wait."""
        owner = await asyncpg.connect(self._owner_url)
        try:
            async with owner.transaction():
                await owner.execute("LOCK TABLE intake_email.mails IN EXCLUSIVE MODE")
                yield
        finally:
            await owner.close()


@asynccontextmanager
async def running(scratch: Scratch, folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """Until the block ends."""
    roster = folder / "roster.toml"
    roster.write_text(ROSTER)
    port, ops_port = free_port(), free_port()
    monkeypatch.setenv("DIAL2_SUPPORT_ADDRESS", SUPPORT)
    monkeypatch.setenv("DIAL2_SMTP_PORT", str(port))
    monkeypatch.setenv("DIAL2_MAIL_DNS", "none")
    monkeypatch.setenv("DIAL2_MAIL_RELAYS", '["127.0.0.0/8"]')
    monkeypatch.setenv("DIAL2_MAIL_AUTHSERV_IDS", '["mx.example.com"]')
    settings = Settings(
        database_url=SecretStr(scratch.url),
        secret=SecretStr("s" * 32),
        roster=roster,
        public_url="http://127.0.0.1",
        ops_port=ops_port,
    )
    stop, started = asyncio.Event(), asyncio.Event()
    process = asyncio.create_task(run([service], settings, stop=stop, started=started.set))
    site = Site(scratch, port, ops_port, stop)
    try:
        await eventually(lambda: started.is_set() or process.done())
        yield site
    finally:
        stop.set()
        await process
        await site.log.close()


async def all_of(log: Database, kind: type[P]) -> list[P]:
    """What became of the mails, in order."""
    async with log.connection() as connection:
        events = await matching(connection, stream_prefix="request:", limit=1000)
    return [payload for payload in map(decode, events) if isinstance(payload, kind)]
