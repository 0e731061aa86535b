"""An SMTP server that keeps all it is given, and misbehaves where it is told to."""

import asyncio
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import msgspec
from aiosmtpd.smtp import SMTP, Envelope, Session

from dial2_sandbox.changes import WITHIN, Changes

LARGEST = 33_554_432  # octets


class Mail(msgspec.Struct, kw_only=True):
    """A mail as it came: the envelope, the parsed message and its octets."""

    sender: str
    recipients: list[str]
    subject: str
    text: str
    headers: dict[str, str]
    raw: bytes
    at: datetime
    read: bool = False


class NoMail(AssertionError):
    """The mail a test waits for did not come, or one came that nobody waited for."""


class MailCatcher:
    """`port` 0 takes a free one; it is kept when the server goes away and comes back."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.host = host
        self.port = port
        self.mails: list[Mail] = []
        self.changes = Changes()
        self._server: asyncio.Server | None = None
        self._refusal = ""
        self._refusals = 0
        self._delay = 0.0

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(self._session, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    # ---- how it behaves

    def refuses(self, reply: str = "451 4.3.0 Try again later", *, times: int = 1) -> None:
        """Answer the next mails with this SMTP reply (4xx or 5xx) after their data."""
        self._refusal, self._refusals = reply, times

    def is_slow(self, seconds: float) -> None:
        """Take so many real seconds before each mail is answered."""
        self._delay = seconds

    async def is_away(self) -> None:
        """Refuse connections until `is_back`."""
        await self.stop()

    async def is_back(self) -> None:
        if self._server is None:
            await self.start()

    # ---- what a test asks

    async def mail_to(self, address: str, *, subject_contains: str = "", within: float = WITHIN) -> Mail:
        """Wait for a mail to `address` that has not been read yet, and read it."""

        def unread() -> Mail | None:
            return next((mail for mail in self.mails if _fits(mail, address, subject_contains)), None)

        try:
            mail = await self.changes.until(unread, within=within)
        except TimeoutError:
            raise NoMail(
                f"no mail to {address} with {subject_contains!r} in its subject within {within:g} s.\n"
                f"Mails so far:\n{self._inventory()}"
            ) from None
        mail.read = True
        return mail

    def expect_quiet(self) -> None:
        """Fail on mails that nobody has read."""
        if any(not mail.read for mail in self.mails):
            raise NoMail(f"mails that nobody expected:\n{self._inventory()}")

    def clear(self) -> None:
        self.mails.clear()
        self.changes.ring()

    # ---- what aiosmtpd calls

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd finds its hooks by these names
        await asyncio.sleep(self._delay)
        if self._refusals:
            self._refusals -= 1
            return self._refusal
        self.mails.append(_mail(envelope))
        self.changes.ring()
        return "250 2.0.0 Kept"

    def _session(self) -> SMTP:
        return SMTP(self, hostname="mail.example.com", enable_SMTPUTF8=True, data_size_limit=LARGEST)

    def _inventory(self) -> str:
        return "\n".join(f"  to {', '.join(mail.recipients)}: {mail.subject}" for mail in self.mails) or "  (none)"


def _fits(mail: Mail, address: str, subject: str) -> bool:
    addressed = address.casefold() in {recipient.casefold() for recipient in mail.recipients}
    return not mail.read and addressed and subject.casefold() in mail.subject.casefold()


def _mail(envelope: Envelope) -> Mail:
    raw = bytes(envelope.original_content or b"")
    message: EmailMessage[Any, Any] = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    return Mail(
        sender=envelope.mail_from or "",
        recipients=list(envelope.rcpt_tos),
        subject=str(message.get("subject", "")),
        text=body.get_content().replace("\r\n", "\n") if body is not None else "",
        headers={name: str(value) for name, value in message.items()},
        raw=raw,
        at=datetime.now(UTC),
    )
