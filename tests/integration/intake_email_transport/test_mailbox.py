"""Mail that lies in a real Dovecot: taken once, stored before it is touched, whatever happens meanwhile."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from dial2.events.request import RequestIgnored, RequestQuarantined, RequestReceived
from intake_email.adapters import puller
from tests.integration.intake_email.site import CLIENT, SUPPORT, Site, letter, running
from tests.polling import eventually
from tests.servers.certificate import Certificate
from tests.servers.dovecot import PASSWORD, USER, Dovecot
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer

Reading = Callable[..., AbstractAsyncContextManager[Site]]


@pytest.fixture
def reading(
    database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dovecot: Dovecot, certificate: Certificate
) -> Reading:
    """The mail intake, told to read Dovecot's mailbox in this way, by lines of the file."""
    monkeypatch.setattr(puller, "_FIRST_PAUSE_SECONDS", 0.1)
    password = tmp_path / "password"
    password.write_text(f"{PASSWORD}\n")

    @asynccontextmanager
    async def start(
        *lines: str, port: int = dovecot.tls_port, sign_in: str = f'password_file = "{password}"'
    ) -> AsyncIterator[Site]:
        mailboxes = tmp_path / "mailboxes.toml"
        table = [
            "[[imap]]",
            'name = "support"',
            f'address = "{SUPPORT}"',
            'host = "127.0.0.1"',
            f"port = {port}",
            f'ca_file = "{certificate.certificate}"',
            f'user = "{USER}"',
            sign_in,
            *lines,
        ]
        mailboxes.write_text("\n".join(table))
        monkeypatch.setenv("DIAL2_MAILBOXES", str(mailboxes))
        monkeypatch.setenv("DIAL2_SMTP_MAX_BYTES", "100000")
        async with running(database, tmp_path, monkeypatch) as site:
            yield site

    return start


def numbered(number: int) -> bytes:
    return letter(f"mail {number}", message_id=f"<{number}@northgate.example>")


async def texts(site: Site, count: int) -> list[str]:
    return sorted(request.text for request in await site.read(RequestReceived, count))


async def test_what_lies_there_and_what_comes_becomes_requests(dovecot: Dovecot, reading: Reading) -> None:
    came = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
    dovecot.put(b"Return-Path: <dispatch@northgate.example>\r\n" + numbered(1), at=came)
    async with reading('after = "seen"') as site:
        (request,) = await site.read(RequestReceived)
        assert (request.text, request.to, request.contact.email) == ("mail 1", [SUPPORT], CLIENT)
        assert request.received_at == came  # the clocks run since the mailbox had it
        dovecot.put(numbered(2))
        assert await texts(site, 2) == ["mail 1", "mail 2"]
        await eventually(lambda: dovecot.subjects(criterion="UNSEEN") == [])


async def test_mail_from_before_the_day_named_is_left_alone(dovecot: Dovecot, reading: Reading) -> None:
    dovecot.put(numbered(1), at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    dovecot.put(numbered(2), at=datetime(2026, 1, 3, 12, tzinfo=UTC))
    async with reading("since = 2026-01-02", 'after = "delete"') as site:
        assert await texts(site, 1) == ["mail 2"]
        await eventually(lambda: len(dovecot.subjects()) == 1)


async def test_a_mail_leaves_the_folder_only_once_it_is_stored(
    dovecot: Dovecot, reading: Reading, postgres_server: PostgresServer
) -> None:
    with dovecot.client() as client:
        client.create("Taken")
    async with reading('after = "move"', 'move_to = "Taken"') as site:
        dovecot.put(numbered(1))
        await eventually(lambda: len(dovecot.subjects("Taken")) == 1)
        postgres_server.kill()
        try:
            dovecot.put(numbered(2))
            await eventually(lambda: failing(site))
            assert len(dovecot.subjects()) == 1
        finally:
            postgres_server.start()
        assert await texts(site, 2) == ["mail 1", "mail 2"]
        await eventually(lambda: len(dovecot.subjects("Taken")) == 2)


async def test_the_same_mail_by_smtp_and_in_the_mailbox_is_one_request(dovecot: Dovecot, reading: Reading) -> None:
    async with reading('after = "delete"') as site:
        await site.send(numbered(1))
        dovecot.put(b"Delivered-To: support@example.com\r\n" + numbered(1))
        (copy,) = await site.read(RequestIgnored)
        (request,) = await site.all_of(RequestReceived)
        assert copy.why == f"a copy of request {request.request}"
        await eventually(lambda: dovecot.subjects() == [])


async def test_a_renumbered_folder_is_read_again_and_nothing_becomes_a_second_request(
    dovecot: Dovecot, reading: Reading
) -> None:
    def fill(*numbers: int) -> None:
        with dovecot.client() as client:
            client.create("Support")
        for number in numbers:
            dovecot.put(numbered(number), folder="Support")

    fill(1, 2)
    async with reading('folder = "Support"') as site:
        assert await texts(site, 2) == ["mail 1", "mail 2"]
    with dovecot.client() as client:
        client.delete("Support")
    fill(3, 1, 2)
    async with reading('folder = "Support"') as site:
        assert await texts(site, 3) == ["mail 1", "mail 2", "mail 3"]
        assert len(await site.read(RequestIgnored, 2)) == 2


async def test_after_a_restart_it_goes_on_where_it_was(dovecot: Dovecot, reading: Reading) -> None:
    dovecot.put(numbered(1))
    async with reading() as site:
        await site.read(RequestReceived)
    dovecot.put(numbered(2))
    async with reading() as site:
        assert await texts(site, 2) == ["mail 1", "mail 2"]
        assert await site.all_of(RequestIgnored) == []


async def test_a_mail_that_is_too_big_or_cannot_be_had_stops_no_other(dovecot: Dovecot, reading: Reading) -> None:
    dovecot.put(numbered(1))
    dovecot.put(letter("x" * 200_000, message_id="<2@northgate.example>"))
    dovecot.put(numbered(3))
    spoil(dovecot, "mail 1")
    async with reading() as site:
        assert await texts(site, 1) == ["mail 3"]
        reasons = sorted(quarantined.reason for quarantined in await site.read(RequestQuarantined, 2))
        assert reasons[0].startswith("mailbox support does not hand over the mail with UID 1 ")
        assert reasons[1].startswith("the mail with UID 2 in mailbox support has 2")
        assert await eventually(lambda: ready(site))


async def test_while_the_server_is_away_readiness_says_since_when_and_then_it_goes_on(
    dovecot: Dovecot, reading: Reading
) -> None:
    async with reading() as site:
        await eventually(lambda: ready(site))
        dovecot.stop()
        said = await eventually(lambda: failing(site))
        assert said.startswith(f"fails since {datetime.now(UTC):%Y-%m-%d }")
        dovecot.start()
        dovecot.put(numbered(1))
        assert await texts(site, 1) == ["mail 1"]
        assert await eventually(lambda: ready(site))


@pytest.mark.parametrize("way", ["token_file", "token_command"])
async def test_it_signs_in_with_a_token(dovecot: Dovecot, reading: Reading, tmp_path: Path, way: str) -> None:
    token = tmp_path / "token"
    token.write_text(f"{PASSWORD}\n")
    dovecot.put(numbered(1))
    sign_in = {"token_file": f'token_file = "{token}"', "token_command": f'token_command = ["cat", "{token}"]'}
    async with reading('tls = "starttls"', port=dovecot.port, sign_in=sign_in[way]) as site:
        assert await texts(site, 1) == ["mail 1"]


def spoil(dovecot: Dovecot, text: str) -> None:
    """Make the server unable to read the mail with this text."""
    for path in dovecot.mails.rglob("*"):
        if path.is_file() and text in path.read_text("utf-8", "replace"):
            path.chmod(0)


async def answers(site: Site) -> dict[str, str]:
    async with httpx.AsyncClient() as client:
        response = await client.get(f"http://127.0.0.1:{site.ops_port}/readyz")
    said: dict[str, str] = response.json()
    return said


async def failing(site: Site) -> str | None:
    said = (await answers(site))["intake-email mailbox support"]
    return said if said != "ready" else None


async def ready(site: Site) -> bool:
    return set((await answers(site)).values()) == {"ready"}
