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


class Listener:
    """aiosmtpd's handler. `submit` returns when the mail is committed."""

    def __init__(self, settings: Settings, submit: Callable[[Envelope], Awaitable[None]]) -> None:
        self._local, _, self._domain = settings.support_address.lower().rpartition("@")
        self._submit = submit

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: Session, transaction: Transaction, address: str, _options: list[str]
    ) -> str:
        if not self._is_ours(address):
            return "550 5.1.1 No such recipient here"
        transaction.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, transaction: Transaction) -> str:  # noqa: N802 - as above
        content = transaction.content
        if not isinstance(content, bytes):
            raise TypeError("the listener must be given bytes: decode_data is off")
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._submit(Envelope(transaction.mail_from or "", transaction.rcpt_tos, content))
        except (Transient, TimeoutError) as error:
            DEFERRED.inc()
            log.warning("mail_deferred", reason=str(error) or type(error).__name__)
            return _LATER
        ACCEPTED.inc()
        return "250 2.0.0 Stored"

    async def handle_exception(self, error: Exception) -> str:
        """Whatever it was, the sender must try again: a 5xx would throw the mail away."""
        DEFERRED.inc()
        log.error("mail_deferred", reason=repr(error), exc_info=error)
        return _LATER

    def _is_ours(self, address: str) -> bool:
        local, _, domain = address.lower().rpartition("@")
        return domain == self._domain and local.partition("+")[0] in (self._local, "postmaster")


@asynccontextmanager
async def listening(settings: Settings, submit: Callable[[Envelope], Awaitable[None]]) -> AsyncIterator[None]:
    """Listens while the block runs; on leaving, takes no new connection and lets open transactions end."""
    handler = Listener(settings, submit)
    loop = asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
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
    try:
        yield
    finally:
        server.close()
