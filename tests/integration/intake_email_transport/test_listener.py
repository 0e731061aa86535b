"""The listener on a socket: TLS, limits, and what clients do that should not."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from dial2.errors import Permanent, Unavailable
from intake_email.adapters.smtp import listening
from intake_email.addresses import Addresses
from intake_email.envelope import Envelope
from intake_email.settings import Settings
from tests.polling import eventually
from tests.ports import free_port
from tests.servers.certificate import HOST, Certificate

SUPPORT = "support@example.com"
TRANSACTION = b"MAIL FROM:<a@client.example>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n"
OPENING = b"EHLO client.example\r\n" + TRANSACTION


class Client:
    """Sends these very bytes, and tells the codes that come back."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, octets: bytes) -> None:
        self._writer.write(octets)

    async def reply(self) -> str:
        """One reply, its lines as they came; empty at the end of the connection."""
        lines = []
        while line := (await asyncio.wait_for(self._reader.readline(), 10)).decode():
            lines.append(line)
            if line[3:4] == " ":
                break
        return "".join(lines)

    async def codes(self, octets: bytes, count: int) -> list[int]:
        """Of the next replies after sending."""
        self.send(octets)
        return [int((await self.reply())[:3]) for _ in range(count)]

    async def end(self) -> None:
        """Until the listener hangs up, whatever it says before."""
        await asyncio.wait_for(self._reader.read(), 10)

    async def start_tls(self, context: ssl.SSLContext) -> None:
        await self._writer.start_tls(context, server_hostname=HOST)

    async def close(self) -> None:
        self._writer.close()
        await asyncio.gather(self._writer.wait_closed(), return_exceptions=True)


class Port:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.begun = 0
        self.stored: list[Envelope] = []
        self.failure: Exception | None = None
        self.held = asyncio.Event()  # nothing is committed before this is set
        self.held.set()
        self.stop: Callable[[], asyncio.Future[None]]
        self._clients: list[Client] = []

    async def submit(self, envelope: Envelope) -> None:
        self.begun += 1
        await self.held.wait()
        if self.failure:
            raise self.failure
        self.stored.append(envelope)

    async def client(self, port: int | None = None, tls: ssl.SSLContext | None = None) -> Client:
        """Connected; its greeting has not been read."""
        client = Client(
            *await asyncio.open_connection(
                "127.0.0.1", port or self.settings.smtp_port, ssl=tls, server_hostname=HOST if tls else None
            )
        )
        self._clients.append(client)
        return client

    async def close(self) -> None:
        for client in self._clients:
            await client.close()


Open = Callable[..., AbstractAsyncContextManager[Port]]


@pytest.fixture
def opened() -> Open:
    @asynccontextmanager
    async def start(**settings: object) -> AsyncIterator[Port]:
        port = Port(Settings(support_address=SUPPORT, smtp_port=free_port(), **settings))  # type: ignore[arg-type]  # pydantic checks them
        stop = asyncio.Event()
        async with listening(port.settings, port.submit, Addresses({SUPPORT: ""}).takes) as until:

            def end() -> asyncio.Future[None]:
                stop.set()
                return asyncio.ensure_future(until(stop))

            port.stop = end
            try:
                yield port
            finally:
                port.held.set()
                await port.close()
                await end()

    return start


@pytest.fixture
def trust(certificate: Certificate) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certificate.certificate)


@pytest.fixture
def tls(certificate: Certificate) -> dict[str, object]:
    return {"smtp_tls_certificate": certificate.certificate, "smtp_tls_key": certificate.key}


async def test_a_pipelined_group_is_answered_in_order(opened: Open) -> None:
    async with opened() as port:
        client = await port.client()
        message = b"Subject: x\r\n\r\n..dot\r\n.\r\n"
        assert await client.codes(OPENING, 5) == [220, 250, 250, 250, 354]
        group = message + TRANSACTION + message + b"QUIT\r\n"
        assert await client.codes(group, 6) == [250, 250, 250, 354, 250, 221]
        assert await client.reply() == ""
        assert [envelope.content for envelope in port.stored] == [b"Subject: x\r\n\r\n.dot\r\n"] * 2


async def test_starttls_begins_anew_under_a_certificate_that_can_be_checked(
    opened: Open, trust: ssl.SSLContext, tls: dict[str, object]
) -> None:
    async with opened(**tls) as port:
        client = await port.client()
        assert await client.codes(b"EHLO x\r\nMAIL FROM:<>\r\nSTARTTLS\r\n", 4) == [220, 250, 250, 220]
        await client.start_tls(trust)
        assert await client.codes(b"MAIL FROM:<>\r\nEHLO x\r\n", 2) == [503, 250]
        assert await client.codes(OPENING + b"Subject: x\r\n\r\n.\r\n", 5) == [250, 250, 250, 354, 250]
        assert [envelope.via for envelope in port.stored] == ["smtp 127.0.0.1 TLSv1.3 client.example"]


async def test_what_was_sent_in_the_clear_is_not_heard_under_tls(opened: Open, tls: dict[str, object]) -> None:
    async with opened(**tls) as port:
        client = await port.client()
        assert await client.codes(b"EHLO x\r\nSTARTTLS\r\nMAIL FROM:<smuggled@client.example>\r\n", 3) == [
            220,
            250,
            421,
        ]
        assert await client.reply() == ""


async def test_a_client_that_breaks_off_the_handshake_harms_nobody(opened: Open, tls: dict[str, object]) -> None:
    async with opened(**tls) as port:
        client = await port.client()
        assert await client.codes(b"EHLO x\r\nSTARTTLS\r\n", 3) == [220, 250, 220]
        client.send(b"this is no handshake\r\n")
        await client.end()
        assert await (await port.client()).codes(b"", 1) == [220]


async def test_tls_from_the_first_octet_has_a_port_of_its_own(
    opened: Open, trust: ssl.SSLContext, tls: dict[str, object]
) -> None:
    smtps = free_port()
    async with opened(smtps_port=smtps, **tls) as port:
        client = await port.client(smtps, trust)
        assert await client.codes(OPENING + b"\r\n.\r\n", 6) == [220, 250, 250, 250, 354, 250]


async def test_lmtp_answers_for_each_recipient(opened: Open) -> None:
    lmtp = free_port()
    async with opened(lmtp_port=lmtp) as port:
        client = await port.client(lmtp)
        twice = (
            b"RCPT TO:<support@example.com>\r\nRCPT TO:<nobody@example.com>\r\nRCPT TO:<support+1@example.com>\r\n"
        )
        transaction = b"MAIL FROM:<>\r\n" + twice + b"DATA\r\n"
        assert await client.codes(b"LHLO x\r\n" + transaction, 7) == [220, 250, 250, 250, 550, 250, 354]
        assert await client.codes(b"text\r\n.\r\nNOOP\r\n", 3) == [250, 250, 250]
        assert [(envelope.via, envelope.recipients) for envelope in port.stored] == [
            ("lmtp 127.0.0.1 plain x", ["support@example.com", "support+1@example.com"])
        ]
        port.failure = Unavailable("Postgres does not answer")
        message = b"text\r\n.\r\nNOOP\r\n"
        assert await client.codes(transaction + message, 8) == [250, 250, 550, 250, 354, 451, 451, 250]


@pytest.mark.parametrize("failure", [Unavailable("away"), Permanent("full"), ValueError("a fault of ours")])
async def test_whatever_fails_on_our_side_the_sender_is_to_try_again(opened: Open, failure: Exception) -> None:
    async with opened() as port:
        port.failure = failure
        client = await port.client()
        assert await client.codes(OPENING + b"text\r\n.\r\n", 6) == [220, 250, 250, 250, 354, 451]
        port.failure = None
        assert await client.codes(OPENING + b"text\r\n.\r\n", 5) == [250, 250, 250, 354, 250]


async def test_a_message_over_the_limit_is_refused_before_and_after_it_was_sent(opened: Open) -> None:
    async with opened(smtp_max_bytes=1_000) as port:
        client = await port.client()
        await client.codes(b"EHLO x\r\n", 2)
        client.send(b"MAIL FROM:<> SIZE=1001\r\n")
        assert await client.reply() == "552 5.3.4 Message too big; at most 1000 octets are accepted\r\n"
        await client.codes(OPENING, 4)
        client.send(b"x" * 998 + b"\r\n" + b"y" * 5_000_000 + b"\r\n.\r\n")
        assert await client.reply() == "552 5.3.4 Message too big; at most 1000 octets are accepted\r\n"
        assert await client.codes(OPENING + b"x" * 998 + b"\r\n.\r\n", 5) == [250, 250, 250, 354, 250]


async def test_a_second_mail_behind_a_bare_line_end_is_not_let_in(opened: Open) -> None:
    async with opened() as port:
        client = await port.client()
        smuggled = TRANSACTION + b"Subject: smuggled\r\n"
        assert await client.codes(OPENING + b"text\n.\n" + smuggled + b".\r\n", 6) == [
            220,
            250,
            250,
            250,
            354,
            550,
        ]
        assert port.stored == []


async def test_a_client_that_does_not_read_is_answered_once_it_does(opened: Open) -> None:
    async with opened() as port:
        client = await port.client()
        client.send(b"NOOP\r\n" * 100_000)
        assert await client.codes(b"", 100_001) == [220] + [250] * 100_000


async def test_one_peer_has_so_many_connections_and_then_waits(opened: Open) -> None:
    async with opened(smtp_max_connections_per_peer=2) as port:
        first, second = await port.client(), await port.client()
        assert [await client.codes(b"", 1) for client in (first, second)] == [[220], [220]]
        third = await port.client()
        assert (await third.reply()).startswith("421 4.7.0 More than 2 connections from you")
        assert await third.reply() == ""
        await first.close()

        async def let_in() -> bool:
            return await (await port.client()).codes(b"", 1) == [220]

        await eventually(let_in)


async def test_a_client_that_says_nothing_is_let_go(opened: Open) -> None:
    async with opened(smtp_idle_seconds=0.05) as port:
        client = await port.client()
        assert await client.codes(b"", 2) == [220, 421]
        assert await client.reply() == ""


async def test_a_client_whose_line_does_not_end_is_let_go(opened: Open) -> None:
    async with opened() as port:
        client = await port.client()
        assert await client.codes(b"x" * 3_000, 2) == [220, 500]
        assert await client.reply() == ""


async def test_what_would_not_fit_into_memory_is_to_come_later(opened: Open) -> None:
    async with opened(smtp_max_held_bytes=30_000) as port:
        port.held.clear()
        first, second = await port.client(), await port.client()
        big = b"x" * 20_000 + b"\r\n"
        await first.codes(OPENING, 5)
        first.send(big + b".\r\n")
        await eventually(lambda: port.begun == 1)
        await second.codes(OPENING, 5)
        assert await second.codes(big * 2 + b".\r\n", 1) == [452]
        port.held.set()
        assert await first.codes(b"", 1) == [250]
        assert await second.codes(TRANSACTION + big + b".\r\n", 4) == [250, 250, 354, 250]


async def test_a_restart_answers_for_the_mail_in_hand_and_sends_the_others_away(opened: Open) -> None:
    async with opened() as port:
        port.held.clear()
        waiting, between = await port.client(), await port.client()
        await waiting.codes(OPENING, 5)
        await between.codes(b"EHLO x\r\n", 2)
        waiting.send(b"text\r\n.\r\n")
        ended = port.stop()
        assert await between.codes(b"", 1) == [421]
        port.held.set()
        assert await waiting.codes(b"", 2) == [250, 421]
        await ended
        with pytest.raises(ConnectionRefusedError):
            await port.client()


async def test_the_log_tells_no_address_and_no_word_of_a_mail(
    opened: Open, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)  # for libraries; our own lines go to standard output in a test
    async with opened() as port:
        client = await port.client()
        await client.codes(OPENING + b"Subject: secret\r\n\r\ntext\r\n.\r\nRCPT TO:<nobody@example.com>\r\n", 7)
        port.failure = Unavailable("away")
        await client.codes(OPENING + b"Subject: secret\r\n\r\ntext\r\n.\r\n", 5)
    said = caplog.text + capsys.readouterr().out
    assert "mail_deferred" in said
    assert "@" not in said
    assert "secret" not in said


async def test_a_port_that_is_taken_is_named_with_its_setting(opened: Open) -> None:
    async with opened() as port:
        lmtp = port.settings.smtp_port
        with pytest.raises(Permanent, match=f"127.0.0.1:{lmtp} .*set DIAL2_LMTP_PORT"):
            async with opened(lmtp_port=lmtp):
                pass


async def test_a_certificate_that_cannot_be_used_is_named_with_its_setting(
    opened: Open, tls: dict[str, object]
) -> None:
    with pytest.raises(Permanent, match="DIAL2_SMTP_TLS_CERTIFICATE and DIAL2_SMTP_TLS_KEY name PEM files"):
        async with opened(smtp_tls_certificate=tls["smtp_tls_key"], smtp_tls_key=tls["smtp_tls_key"]):
            pass
    with pytest.raises(Permanent, match="DIAL2_SMTPS_PORT needs a certificate"):
        async with opened(smtps_port=free_port()):
            pass
