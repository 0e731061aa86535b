"""A real Postfix hands mail over: what it sent is what is stored, whatever happens to Postgres meanwhile."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiosmtplib
import pytest
import pytest_asyncio

from dial2.events.request import RequestIgnored, RequestReceived
from tests.integration.intake_email.site import CLIENT, Site, letter, running
from tests.polling import eventually
from tests.ports import free_port
from tests.servers.certificate import HOST, Certificate
from tests.servers.postfix import Postfix
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer

BY_SMTP, BY_LMTP = "support@example.com", "help@lmtp.example"


@pytest.fixture
def lmtp_port() -> int:
    return free_port()


@pytest_asyncio.fixture
async def site(
    database: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificate: Certificate, lmtp_port: int
) -> AsyncIterator[Site]:
    mailboxes = tmp_path / "mailboxes.toml"
    mailboxes.write_text(f'[addresses]\n"{BY_LMTP}" = "northgate"\n')
    monkeypatch.setenv("DIAL2_MAILBOXES", str(mailboxes))
    monkeypatch.setenv("DIAL2_SMTP_HOSTNAME", HOST)
    monkeypatch.setenv("DIAL2_LMTP_PORT", str(lmtp_port))
    monkeypatch.setenv("DIAL2_SMTP_TLS_CERTIFICATE", str(certificate.certificate))
    monkeypatch.setenv("DIAL2_SMTP_TLS_KEY", str(certificate.key))
    async with running(database, tmp_path, monkeypatch) as site:
        yield site


@pytest.fixture
def relay(site: Site, lmtp_port: int, certificate: Certificate) -> Iterator["Relay"]:
    port = free_port()
    routes = {"example.com": f"smtp:[127.0.0.1]:{site.port}", "lmtp.example": f"lmtp:inet:127.0.0.1:{lmtp_port}"}
    with Postfix(port=port, routes=routes, ca_file=certificate.certificate, host=HOST) as postfix:
        yield Relay(postfix, port)


class Relay:
    """Takes a mail at once, and hands it over when it can."""

    def __init__(self, postfix: Postfix, port: int) -> None:
        self.postfix = postfix
        self._port = port

    async def send(self, text: str, *recipients: str) -> None:
        raw = letter(text, message_id=f"<{text.replace(' ', '-')}@northgate.example>")
        await aiosmtplib.send(
            raw, sender=CLIENT, recipients=list(recipients), hostname="127.0.0.1", port=self._port, start_tls=False
        )

    async def handed_over(self) -> None:
        try:
            await eventually(lambda: not self.postfix.waiting(), within_seconds=60)
        except AssertionError as error:
            raise AssertionError(f"mails still wait:\n{self.postfix.said()}") from error


async def test_what_was_sent_while_postgres_came_and_went_is_stored_once(
    site: Site, relay: Relay, postgres_server: PostgresServer
) -> None:
    texts = [f"mail {number}" for number in range(30)]
    for number, text in enumerate(texts[:10]):
        await relay.send(text, BY_LMTP if number % 2 else BY_SMTP)
    postgres_server.kill()
    try:
        for text in texts[10:20]:
            await relay.send(text, BY_SMTP, BY_LMTP)
        await eventually(lambda: "451 4.3.0" in relay.postfix.said(), within_seconds=30)
    finally:
        postgres_server.start()
    for text in texts[20:]:
        await relay.send(text, BY_LMTP)
    await relay.handed_over()
    assert sorted(request.text for request in await site.read(RequestReceived, len(texts))) == sorted(texts)
    assert await site.stored() == len(texts)
    assert "Verified TLS connection established to 127.0.0.1" in relay.postfix.said()


async def test_one_mail_by_two_routes_is_one_request(site: Site, relay: Relay) -> None:
    await relay.send("both ways", BY_SMTP, BY_LMTP)
    await relay.handed_over()
    (request,) = await site.read(RequestReceived)
    (copy,) = await site.read(RequestIgnored)
    assert copy.why == f"a copy of request {request.request}"


async def test_lmtp_takes_a_mail_for_one_recipient_and_refuses_it_for_the_other(site: Site, relay: Relay) -> None:
    await relay.send("half known", "nobody@lmtp.example", BY_LMTP)
    await relay.handed_over()
    (request,) = await site.read(RequestReceived)
    assert (request.to, request.client) == ([BY_LMTP], "northgate")
    assert "550 5.1.1 No such recipient here" in relay.postfix.said()
