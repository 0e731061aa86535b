"""Mail to the relay, over connections that are kept; only this module imports aiosmtplib."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import aiosmtplib

from dial2.dkim import Signer
from notifier.attempt import Accepted, NotNow, Outcome, Refused, Unknown
from notifier.messages import Mail
from notifier.mime import mail_bytes, with_ascii_domain

_ENVELOPE_SECONDS = 10.0
_DATA_SECONDS = 10.0
_PERMANENT = 500


class Relay:
    """Hands mail to one relay, signed where there is a `signer`; `connections` at most at once.

    `tls`: from the first octet; `starttls`: asked for, refused, or (None) taken where it is offered. Without
    `signed_return_path` reports come back to the plain address, for a relay that takes no other sender.
    """

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str | None,
        password: str | None,
        tls: bool,
        starttls: bool | None,
        sender: str,
        signed_return_path: bool,
        signer: Signer | None,
        connections: int,
    ) -> None:
        self._host = host
        self._port = port
        self._user = user
        self._password = password
        self._tls = tls
        self._starttls = starttls
        self._sender = sender
        self._signed_return_path = signed_return_path
        self._signer = signer
        self._idle: list[aiosmtplib.SMTP] = []
        self._places = asyncio.Semaphore(connections)

    async def send(self, destination: str, mail: Mail) -> Outcome:
        """What the relay answered; `Unknown` only where the data had gone out and no answer came."""
        now = datetime.now(UTC)
        try:
            content = mail_bytes(self._sender, destination, mail, now)
            recipient = with_ascii_domain(destination)
        except ValueError as error:
            return Refused(f"cannot be written: {error}")
        if self._signer:
            content = self._signer.sign(content, now)
        async with self._places:
            try:
                async with asyncio.timeout(_ENVELOPE_SECONDS):
                    client = await self._client()
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
                return NotNow(f"no connection to the relay: {str(error) or type(error).__name__}")
            return await self._hand_over(client, mail, recipient, content)

    async def _hand_over(self, client: aiosmtplib.SMTP, mail: Mail, recipient: str, content: bytes) -> Outcome:
        try:
            async with asyncio.timeout(_ENVELOPE_SECONDS):
                await self._address(client, mail, recipient)
        except aiosmtplib.SMTPResponseException as error:
            self._idle.append(client)
            return _refused(error)
        except aiosmtplib.SMTPNotSupported:
            self._idle.append(client)
            return Refused("5.6.7 the relay takes no such address (RFC 6531)")
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()
            return NotNow(type(error).__name__)
        return await self._deliver(client, content)

    async def close(self) -> None:
        while self._idle:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await self._idle.pop().quit()

    async def _deliver(self, client: aiosmtplib.SMTP, content: bytes) -> Outcome:
        try:
            reply = await client.data(content)
        except aiosmtplib.SMTPDataError as error:
            self._idle.append(client)
            return _refused(error)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            client.close()
            return Unknown(type(error).__name__)
        self._idle.append(client)
        return Accepted(f"{reply.code} {reply.message}")

    async def _address(self, client: aiosmtplib.SMTP, mail: Mail, recipient: str) -> None:
        options: list[str] = []
        if not recipient.isascii():
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            if not client.supports_extension("smtputf8"):
                raise aiosmtplib.SMTPNotSupported("SMTPUTF8")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        return_path = mail.return_path if self._signed_return_path else ""
        await client.mail(with_ascii_domain(return_path or self._sender), options=options, encoding="utf-8")
        await client.rcpt(recipient, encoding="utf-8")

    async def _client(self) -> aiosmtplib.SMTP:
        """A kept connection that still answers, or a new one."""
        while self._idle:
            client = self._idle.pop()
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await client.rset()
                return client
            client.close()
        client = aiosmtplib.SMTP(
            hostname=self._host,
            port=self._port,
            username=self._user,
            password=self._password,
            use_tls=self._tls,
            start_tls=False if self._tls else self._starttls,
            timeout=_DATA_SECONDS,
        )
        await client.connect()
        return client


def _refused(error: aiosmtplib.SMTPResponseException) -> Outcome:
    return (Refused if error.code >= _PERMANENT else NotNow)(f"{error.code} {error.message}")
