"""What becomes of a mail at the relay, by what the relay answers."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Self

import pytest
import pytest_asyncio

from dial2.dkim import Message, Signature, Signer, signatures
from notifier.adapters.smtp import Relay
from notifier.attempt import Accepted, NotNow, Outcome, Refused
from notifier.messages import Mail
from tests.unit.dial2.dkim.keys import RSA, RSA_RECORD

MAIL = Mail(
    subject="An update",
    plain="It is mended.\n",
    html="<p>It is mended.</p>\n",
    message_id="<staff.1@example.com>",
    sender_name="Support",
    reply_to="support@example.com",
    return_path="support+btoken@example.com",
)
CLIENT = "pat@acme.example"


class Server:
    """Speaks SMTP, and answers a command as `answers` says, by its first word."""

    def __init__(self, answers: Mapping[str, str], extensions: str) -> None:
        self._answers = answers
        self._extensions = extensions
        self.said: list[str] = []
        self.content = b""
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        writer.write(b"220 relay.example.com ESMTP\r\n")
        while line := (await reader.readline()).decode().rstrip():
            verb = line.split(maxsplit=1)[0].upper()
            self.said.append(line)
            if verb == "DATA" and "DATA" not in self._answers:
                writer.write(b"354 go on\r\n")
                self.content = (await reader.readuntil(b"\r\n.\r\n"))[: -len(b".\r\n")]
                verb = "END"
            greeting = f"250-relay.example.com\r\n250 {self._extensions}" if verb == "EHLO" else "250 2.0.0 Ok"
            writer.write(f"{self._answers.get(verb, greeting)}\r\n".encode())
            if verb == "QUIT":
                break
        writer.close()


class House:
    """A relay's server, and what we say to it."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._relay.close()
        self._listening.close()
        await self._listening.wait_closed()

    async def start(
        self,
        answers: Mapping[str, str] | None = None,
        *,
        extensions: str = "8BITMIME",
        signed_return_path: bool = True,
        signer: Signer | None = None,
        user: str | None = None,
    ) -> None:
        self.server = Server(answers or {}, extensions)
        self._listening = await asyncio.start_server(self.server.serve, "127.0.0.1", 0)
        self._relay = Relay(
            host="127.0.0.1",
            port=self._listening.sockets[0].getsockname()[1],
            user=user,
            password="secret" if user else None,
            tls=False,
            starttls=False,
            sender="support@example.com",
            signed_return_path=signed_return_path,
            signer=signer,
            connections=1,
        )

    async def send(self, to: str = CLIENT) -> Outcome:
        return await self._relay.send(to, MAIL)


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with House() as house:
        yield house


async def test_the_relays_answer_is_kept_with_its_queue_id(house: House) -> None:
    await house.start({"END": "250 2.0.0 Ok: queued as 4XyZ"})
    assert await house.send() == Accepted("250 2.0.0 Ok: queued as 4XyZ")


async def test_each_mail_has_the_return_path_of_its_own(house: House) -> None:
    await house.start()
    await house.send()
    assert "MAIL FROM:<support+btoken@example.com>" in house.server.said


async def test_a_relay_that_takes_one_sender_only_gets_that(house: House) -> None:
    await house.start(signed_return_path=False)
    await house.send()
    assert "MAIL FROM:<support@example.com>" in house.server.said


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
async def test_a_refusal_is_kept_with_its_code_and_the_connection_too(house: House, verb: str) -> None:
    await house.start({verb: "550 5.1.1 No such user"})
    for _ in range(2):
        assert await house.send() == Refused("550 5.1.1 No such user")
    assert house.server.connections == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
async def test_not_now_is_tried_again(house: House, verb: str) -> None:
    await house.start({verb: "450 4.2.0 Greylisted"})
    assert await house.send() == NotNow("450 4.2.0 Greylisted")


async def test_a_wrong_password_fails_no_mail_for_good(house: House) -> None:
    await house.start({"AUTH": "535 5.7.8 Wrong password"}, extensions="AUTH PLAIN", user="dial2")
    answer = await house.send()
    assert isinstance(answer, NotNow)
    assert "5.7.8 Wrong password" in answer.code


async def test_an_address_in_other_letters_needs_a_relay_that_knows_them(house: House) -> None:
    await house.start()
    assert await house.send("pät@acme.example") == Refused("5.6.7 the relay takes no such address (RFC 6531)")


async def test_an_address_in_other_letters_goes_to_one_that_does(house: House) -> None:
    await house.start(extensions="SMTPUTF8")
    assert isinstance(await house.send("pät@bücher.example"), Accepted)
    assert "RCPT TO:<pät@xn--bcher-kva.example>" in house.server.said
    assert "MAIL FROM:<support+btoken@example.com> SMTPUTF8 BODY=8BITMIME" in house.server.said


async def test_what_cannot_be_written_is_refused_and_stops_nothing(house: House) -> None:
    await house.start()
    answer = await house.send("pat@example.com\r\nBcc: all@example.com")
    assert isinstance(answer, Refused)
    assert answer.code.startswith("cannot be written: ")
    assert isinstance(await house.send(), Accepted)


async def test_a_mail_is_signed_where_there_is_a_key(house: House) -> None:
    await house.start(signer=Signer(RSA, selector="s1", domain="example.com"))
    await house.send()
    message = Message(house.server.content)
    (signature,) = signatures(message)
    assert isinstance(signature, Signature)
    assert signature.key_name == "s1._domainkey.example.com"
    assert signature.result(message, RSA_RECORD, datetime.now(UTC)) == "pass"
