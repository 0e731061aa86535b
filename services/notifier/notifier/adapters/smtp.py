"""Mail to the relay, over connections that are kept; only this module imports aiosmtplib."""

from __future__ import annotations

import asyncio
import contextlib
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

import aiosmtplib

from notifier.attempt import Accepted, NotNow, Outcome, Refused, Unknown
from notifier.messages import Mail

# Unfolded, because the library would rather encode a long Message-ID than leave it; 7 bit for any relay.
_POLICY = policy.SMTP.clone(max_line_length=998, cte_type="7bit")
_ENVELOPE_SECONDS = 10.0
_DATA_SECONDS = 10.0
_PERMANENT = 500
LOOP_HEADER = "X-Dial2-Loop"  # who finds its own domain in it has sent this mail


class Relay:
    """Hands mail to one relay; `connections` at most at once."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        user: str | None,
        password: str | None,
        starttls: bool | None,
        sender: str,
        connections: int,
    ) -> None:
        self._host = host
        self._port = port
        self._user = user
        self._password = password
        self._starttls = starttls
        self._sender = sender
        self._idle: list[aiosmtplib.SMTP] = []
        self._places = asyncio.Semaphore(connections)

    async def send(self, destination: str, mail: Mail) -> Outcome:
        """What the relay answered; `Unknown` only where the data had gone out and no answer came."""
        try:
            content = mail_bytes(self._sender, destination, mail)
        except Exception as error:  # noqa: BLE001 - the library's headers raise what they please on a client's own words
            return Refused(f"cannot be written: {error!r}")
        async with self._places:
            try:
                async with asyncio.timeout(_ENVELOPE_SECONDS):
                    client = await self._client()
                    await client.mail(self._sender)
                    await client.rcpt(destination)
            except aiosmtplib.SMTPResponseException as error:
                return _refused(error)
            except UnicodeError:
                return Refused("the relay takes no such address (RFC 6531)")
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
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
            start_tls=self._starttls,
            timeout=_DATA_SECONDS,
        )
        await client.connect()
        return client


def mail_bytes(sender: str, destination: str, mail: Mail) -> bytes:
    """The mail on the wire: plain and HTML, threaded, and marked as written by a machine (RFC 3834)."""
    message = EmailMessage(_POLICY)
    message["From"] = Address(display_name=mail.sender_name, addr_spec=sender)
    message["To"] = destination
    message["Subject"] = mail.subject
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = mail.message_id
    message["Reply-To"] = mail.reply_to
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
        message["References"] = mail.in_reply_to
    message["Auto-Submitted"] = mail.auto_submitted
    message[LOOP_HEADER] = sender.rpartition("@")[2]
    message.set_content(mail.plain)
    message.add_alternative(mail.html, subtype="html")
    return message.as_bytes()


def _refused(error: aiosmtplib.SMTPResponseException) -> Outcome:
    return (Refused if error.code >= _PERMANENT else NotNow)(f"{error.code} {error.message}")
