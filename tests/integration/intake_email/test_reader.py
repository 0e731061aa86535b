"""Whatever a mail is, the ones after it are read, and nothing that was accepted is lost."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from dial2 import roster
from dial2.database import Database
from dial2.errors import Permanent
from dial2.events.request import RequestQuarantined, RequestReceived
from dial2.log import blobs
from dial2.profile import load
from dial2.profile.model import Markers
from dial2.roster import LiveRoster
from intake_email.adapters import parser as parser_
from intake_email.adapters import store
from intake_email.adapters.dns import NoDns
from intake_email.adapters.parser import SMALL_BYTES, Parser, Unreadable
from intake_email.addresses import Addresses
from intake_email.authentication.authenticator import Authenticator
from intake_email.envelope import Envelope
from intake_email.handlers import Reader
from intake_email.reading import read
from intake_email.reading.mail import Mail
from intake_email.rush import Rush
from tests.integration.intake_email.site import CLIENT, ROSTER, SUPPORT, Site, all_of, letter, running
from tests.servers.postgres import Database as Scratch

MARKERS = load("tracktik").markers
LARGE = letter("Nobody can log in.\n" + "The log says so.\n" * (SMALL_BYTES // 10), message_id="<large@x>")


def envelope(raw: bytes) -> Envelope:
    return Envelope(sender=CLIENT, recipients=[SUPPORT], content=raw)


def spoilt(raw: bytes, *, markers: Markers) -> Mail:
    """A reader that cannot bear the word "spoilt", and makes of "unwritable" what no log can hold."""
    if b"spoilt" in raw:
        raise ValueError("cannot bear it: \udcff")
    mail = read(raw, markers=markers)
    return replace(mail, text="\ud800") if b"unwritable" in raw else mail


@pytest_asyncio.fixture
async def parser() -> AsyncIterator[Parser]:
    parser = Parser(MARKERS, seconds=2)
    yield parser
    parser.close()


@pytest_asyncio.fixture
async def reader(database: Scratch, parser: Parser, tmp_path: Path) -> AsyncIterator[Reader]:
    path = tmp_path / "roster.toml"
    path.write_text(ROSTER)
    log = Database(database.url)
    yield Reader(
        database=log,
        parser=parser,
        roster=LiveRoster(roster.load(path)),
        addresses=Addresses({}),
        secret="s" * 32,
        rush=Rush(time.monotonic),
        authenticator=Authenticator(NoDns(), relays=[], trusted=[]),
    )
    await log.close()


async def unread(reader: Reader) -> int:
    async with reader.database.connection() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM intake_email.mails WHERE read_at IS NULL")
    return count


@pytest.mark.parametrize("word", ["spoilt", "unwritable"])
async def test_a_mail_that_cannot_be_read_is_quarantined_and_the_others_are_read(
    site: Site, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr(parser_, "read", spoilt)
    for text in ("first", word, "last"):
        await site.send(letter(text))
    assert {request.text for request in await site.read(RequestReceived, 2)} == {"first", "last"}
    (quarantined,) = await site.read(RequestQuarantined)
    assert (quarantined.sender, quarantined.to) == (CLIENT, [SUPPORT])
    assert quarantined.reason
    async with site.log.connection() as connection:
        kept = await blobs.fetch(connection, quarantined.blob)
    assert kept is not None
    assert word.encode() in kept


async def test_a_large_mail_is_read_by_another_process(parser: Parser) -> None:
    small = await parser.read(letter("small"))
    assert (small.text, parser._worker) == ("small", None)
    assert (await parser.read(LARGE)).text.startswith("Nobody can log in.")
    assert parser._worker is not None
    assert parser._worker[0].pid != os.getpid()


async def test_a_reader_that_hangs_is_killed_and_the_next_mail_is_read_by_another(parser: Parser) -> None:
    await parser.read(LARGE)
    assert parser._worker is not None
    process = parser._worker[0]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    with pytest.raises(Unreadable, match="not read within 2 s"):
        await parser.read(LARGE)
    assert process.exitcode == -signal.SIGKILL
    assert (await parser.read(LARGE)).subject == "No access"


async def test_a_reader_that_dies_takes_one_mail_with_it(parser: Parser) -> None:
    await parser.read(LARGE)
    assert parser._worker is not None
    parser._worker[0].kill()
    with pytest.raises(Unreadable, match="died"):
        await parser.read(LARGE)
    assert (await parser.read(LARGE)).subject == "No access"


async def test_a_mail_that_hangs_its_reader_is_quarantined(reader: Reader, parser: Parser) -> None:
    await parser.read(LARGE)
    assert parser._worker is not None
    process = parser._worker[0]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)
    await store.accept(reader.database, [envelope(LARGE), envelope(letter("small"))])
    await reader.step()
    (quarantined,) = await all_of(reader.database, RequestQuarantined)
    assert quarantined.reason == "not read within 2 s"
    assert [request.text for request in await all_of(reader.database, RequestReceived)] == ["small"]


async def test_what_was_accepted_and_not_read_is_read_at_the_next_start(
    reader: Reader, database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.accept(reader.database, [envelope(letter("accepted before"))])
    async with running(database, tmp_path, monkeypatch) as site:
        assert [request.text for request in await site.read(RequestReceived)] == ["accepted before"]


async def test_reading_that_is_cut_off_leaves_the_mail_unread(
    reader: Reader, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = asyncio.Event()

    async def never(_raw: bytes) -> Mail:
        reading.set()
        await asyncio.Event().wait()
        raise Permanent("not reached")

    await store.accept(reader.database, [envelope(letter("kept"))])
    with monkeypatch.context() as patched:
        patched.setattr(parser, "read", never)
        step = asyncio.create_task(reader.step())
        await reading.wait()
        step.cancel()
        await asyncio.gather(step, return_exceptions=True)
    assert await unread(reader) == 1
    await reader.step()
    assert await unread(reader) == 0


async def test_two_readers_at_once_read_each_mail_once(reader: Reader) -> None:
    await store.accept(reader.database, [envelope(letter(f"mail {n}")) for n in range(40)])
    while await unread(reader):
        await asyncio.gather(reader.step(), reader.step())
    async with reader.database.connection() as connection:
        events = await connection.fetch("SELECT stream, count(*) AS count FROM dial2.events GROUP BY stream")
    assert [event["count"] for event in events] == [1] * 40


async def test_a_batch_is_bounded_in_bytes_and_holds_at_least_one(reader: Reader) -> None:
    await store.accept(reader.database, [envelope(letter(f"mail {n} " + "x " * 500)) for n in range(5)])
    async with reader.database.work("test") as work:
        assert len(await store.claim_unread(work, 32, limit_bytes=1)) == 1
    async with reader.database.work("test") as work:
        assert len(await store.claim_unread(work, 32, limit_bytes=2000)) == 2
