"""The SMTP and LMTP listeners: 250 after the commit, 451 for everything that went wrong on our side (RFC 5321)."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from msgspec.structs import replace
from prometheus_client import Counter

from dial2.errors import Permanent, Transient
from intake_email.adapters.wire import Gone, Idle, Interrupted, LineTooLong, Wire
from intake_email.envelope import Envelope
from intake_email.settings import Settings
from intake_email.smtp import reply as say
from intake_email.smtp.admission import Admission, peer_of
from intake_email.smtp.command import MAX_LINE
from intake_email.smtp.content import Content
from intake_email.smtp.reply import Reply
from intake_email.smtp.session import Next, Session, Terms

ACCEPTED = Counter("dial2_mails_accepted_total", "Mails answered with 250")
DEFERRED = Counter("dial2_mails_deferred_total", "Mails answered with 451")
REFUSED = Counter("dial2_mail_refusals_total", "Commands and mails answered with another refusal", ["code"])
_COMMIT_SECONDS = 20.0
_FINISH_SECONDS = 10.0
_FAILURES = 400  # RFC 5321, 4.2.1: replies from here on say no

log = structlog.get_logger(__name__)

Submit = Callable[[Envelope], Awaitable[None]]


class Listener:
    """Speaks with the clients of one port. `submit` returns when the mail is committed."""

    def __init__(
        self, terms: Terms, admission: Admission, submit: Submit, *, settings: Settings, tls: ssl.SSLContext | None
    ) -> None:
        self._terms = terms
        self._admission = admission
        self._submit = submit
        self._max_held_bytes = settings.smtp_max_held_bytes
        self._idle_seconds = settings.smtp_idle_seconds
        self._tls = tls
        self._held_bytes = 0
        self._wires: set[Wire] = set()

    def wire(self) -> Wire:
        return Wire(self._serve, self._idle_seconds)

    async def finish(self) -> None:
        """Answer for what is in hand; then let everybody go."""
        for wire in self._wires:
            wire.interrupt()
        conversations = [wire.conversation for wire in self._wires if wire.conversation]
        if conversations:
            await asyncio.wait(conversations, timeout=_FINISH_SECONDS)
        for wire in self._wires:
            wire.abort()

    async def _serve(self, wire: Wire) -> None:
        peer = peer_of(wire.address)
        if refusal := self._admission.connect(peer):
            self._send(wire, refusal)
            wire.close()
            return
        self._wires.add(wire)
        try:
            await self._converse(wire, peer)
        except Idle:
            self._send(wire, say.idle(self._idle_seconds))
        except LineTooLong:
            self._send(wire, say.LINE_TOO_LONG)
        except Interrupted:
            self._send(wire, say.CLOSING)
        except Gone:
            log.debug("hung_up")
        except Exception as error:
            log.exception("conversation_failed", error=type(error).__name__)
            self._send(wire, say.CLOSING)
        finally:
            self._wires.discard(wire)
            self._admission.disconnect(peer)
            wire.close()

    async def _converse(self, wire: Wire, peer: str) -> None:
        clock = asyncio.get_running_loop().time

        def session() -> Session:
            return Session(
                self._terms, may_send=lambda: self._admission.mail(peer, clock()), encrypted=wire.tls is not None
            )

        current = session()
        self._send(wire, current.greeting())
        while True:
            reply, then = current.obey(await wire.line(MAX_LINE))
            if then is Next.TLS and wire.ahead:
                reply, then = say.PIPELINED_TLS, Next.CLOSE
            self._send(wire, reply)
            match then:
                case Next.CONTENT:
                    await self._take(wire, current)
                case Next.TLS if self._tls:
                    await wire.encrypt(self._tls)
                    current = session()  # RFC 3207, 4.2: all that was said before is forgotten
                case Next.CLOSE:
                    return

    async def _take(self, wire: Wire, session: Session) -> None:
        """Read a message to its end, and answer for it."""
        content = Content(self._terms.max_bytes)
        rest, held = None, 0
        try:
            while rest is None:
                rest = content.feed(await wire.octets())
                if self._held_bytes + content.held_bytes - held > self._max_held_bytes:
                    content.refuse(say.NO_ROOM)
                self._held_bytes += content.held_bytes - held
                held = content.held_bytes
            wire.put_back(rest)
            message = content.message()
            outcome = message if isinstance(message, Reply) else await self._store(message, session, wire)
        finally:
            self._held_bytes -= held
        if outcome is say.STORED:
            ACCEPTED.inc()
        elif outcome is not say.NOT_STORED:
            REFUSED.labels(outcome.code).inc()
        wire.send(session.settle(outcome))

    async def _store(self, message: bytes, session: Session, wire: Wire) -> Reply:
        protocol = "lmtp" if self._terms.lmtp else "smtp"
        envelope = Envelope(
            sender=session.sender or "",
            recipients=list(dict.fromkeys(session.recipients)),
            content=message,
            via=f"{protocol} {wire.address} {wire.tls or 'plain'} {session.client}",
        )
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._submit(envelope)
        except (Transient, TimeoutError) as error:
            log.warning("mail_deferred", reason=str(error) or type(error).__name__)
        except Exception as error:  # whatever it was: a 5xx would throw the mail away
            log.exception("mail_deferred", reason=type(error).__name__)
        else:
            return say.STORED
        DEFERRED.inc()
        return say.NOT_STORED

    def _send(self, wire: Wire, reply: Reply) -> None:
        if reply.code >= _FAILURES:
            REFUSED.labels(reply.code).inc()
        wire.send(reply.encode())


@asynccontextmanager
async def listening(
    settings: Settings, submit: Submit, takes: Callable[[str], bool]
) -> AsyncIterator[Callable[[asyncio.Event], Awaitable[None]]]:
    """Listens while the block runs, on each port that has been set.

    Gives the loop that ends it: on `stop` it takes no new connection and answers for the mails in hand.
    """
    tls = _tls_context(settings)
    terms = Terms(
        hostname=settings.smtp_hostname,
        takes=takes,
        max_bytes=settings.smtp_max_bytes,
        max_recipients=settings.smtp_max_recipients,
        starttls=tls is not None,
    )
    admission = Admission(settings.limits())
    smtp = Listener(terms, admission, submit, settings=settings, tls=tls)
    lmtp = Listener(replace(terms, lmtp=True), admission, submit, settings=settings, tls=tls)
    async with AsyncExitStack() as stack:
        servers = []
        for listener, name, port, at_once in (
            (smtp, "smtp", settings.smtp_port, None),
            (smtp, "smtps", settings.smtps_port, tls),
            (lmtp, "lmtp", settings.lmtp_port, None),
        ):
            if port is not None:
                server = await _server(listener, name, settings.smtp_host, port, at_once)
                stack.callback(server.close)
                servers.append(server)

        async def until(stop: asyncio.Event) -> None:
            await stop.wait()
            for server in servers:
                server.close()
            await asyncio.gather(smtp.finish(), lmtp.finish())

        yield until


async def _server(
    listener: Listener, name: str, host: str, port: int, tls: ssl.SSLContext | None
) -> asyncio.AbstractServer:
    try:
        server = await asyncio.get_running_loop().create_server(listener.wire, host, port, ssl=tls)
    except OSError as error:
        variable = f"DIAL2_{name.upper()}_PORT"
        raise Permanent(f"Cannot listen for mail on {host}:{port} ({error.strerror}); set {variable}") from error
    log.info("listening", protocol=name, host=host, port=port)
    return server


def _tls_context(settings: Settings) -> ssl.SSLContext | None:
    certificate, key = settings.smtp_tls_certificate, settings.smtp_tls_key
    if certificate is None:
        if settings.smtps_port is not None:
            raise Permanent("DIAL2_SMTPS_PORT needs a certificate; set DIAL2_SMTP_TLS_CERTIFICATE and …_KEY")
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise Permanent(
            f"The certificate {certificate} with the key {key} cannot be used ({error}); "
            "DIAL2_SMTP_TLS_CERTIFICATE and DIAL2_SMTP_TLS_KEY name PEM files that belong together"
        ) from error
    return context
