"""The SMTP listener: 250 after the commit, 451 for everything that went wrong on our side (RFC 5321)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Transaction
from prometheus_client import Counter

from dial2.errors import Permanent, Transient
from intake_email.envelope import Envelope
from intake_email.settings import Settings

ACCEPTED = Counter("dial2_mails_accepted_total", "Mails answered with 250")
DEFERRED = Counter("dial2_mails_deferred_total", "Mails answered with 451")
_COMMIT_SECONDS = 20.0
_IDLE_SECONDS = 120.0
_LATER = "451 4.3.0 The message could not be stored; please try again"

log = structlog.get_logger(__name__)


class _Protocol(SMTP):
    # Programs write longer lines than the 998 bytes of RFC 5322, and their customers mean what they say.
    line_length_limit = 1 << 20


class Listener:
    """aiosmtpd's handler. `submit` returns when the mail is committed."""

    def __init__(self, settings: Settings, submit: Callable[[Envelope], Awaitable[None]]) -> None:
        self._local, _, self._domain = settings.support_address.lower().rpartition("@")
        self._submit = submit
        self._in_hand = 0  # mails that were sent to us and not answered for yet
        self.idle = asyncio.Event()
        self.idle.set()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, transaction: Transaction, address: str, options: list[str]
    ) -> str:
        if not _is_text(address):
            return "553 5.1.7 The sender's address is not UTF-8 text"
        transaction.mail_from = address
        transaction.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, transaction: Transaction, address: str, _options: list[str]
    ) -> str:
        if not (_is_text(address) and self._is_ours(address)):
            return "550 5.1.1 No such recipient here"
        transaction.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, transaction: Transaction) -> str:  # noqa: N802 - as above
        content = transaction.content
        if not isinstance(content, bytes):
            raise TypeError("the listener must be given bytes: decode_data is off")
        self._in_hand += 1
        self.idle.clear()
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._submit(Envelope(transaction.mail_from or "", transaction.rcpt_tos, content))
        except (Transient, TimeoutError) as error:
            DEFERRED.inc()
            log.warning("mail_deferred", reason=str(error) or type(error).__name__)
            return _LATER
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self.idle.set()
        ACCEPTED.inc()
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever it was, the sender must try again: a 5xx would throw the mail away."""
        DEFERRED.inc()
        log.error("mail_deferred", reason=repr(error), exc_info=error)
        return _LATER

    def _is_ours(self, address: str) -> bool:
        if address.lower() == "postmaster":  # without a domain: RFC 5321, 4.5.1
            return True
        local, _, domain = address.lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] in (self._local, "postmaster")


def _is_text(address: str) -> bool:
    """No control characters, and no bytes that were not UTF-8: neither can be stored."""
    return address.isprintable()


@asynccontextmanager
async def listening(
    settings: Settings, submit: Callable[[Envelope], Awaitable[None]]
) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """Listens while the block runs.

    Gives the loop that ends it: on `stop` it takes no new connection and answers for the mails in hand.
    """
    handler = Listener(settings, submit)
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return _Protocol(
            handler,
            data_size_limit=settings.smtp_max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.smtp_hostname,
            ident="dial2",
            timeout=_IDLE_SECONDS,
            loop=loop,
        )

    try:
        server = await loop.create_server(session, settings.smtp_host, settings.smtp_port)
    except OSError as error:
        where = f"{settings.smtp_host}:{settings.smtp_port}"
        raise Permanent(f"Cannot listen for mail on {where} ({error.strerror}); set DIAL2_SMTP_PORT") from error
    log.info("listening", protocol="smtp", host=settings.smtp_host, port=settings.smtp_port)

    async def until(stop: asyncio.Event) -> None:
        await stop.wait()
        server.close()
        await handler.idle.wait()

    try:
        yield until
    finally:
        server.close()
