"""Reading what was accepted, and keeping track of what we sent."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import structlog

from dial2.database import Database, Work
from dial2.events import Payload, encode_payload
from dial2.events.request import RequestQuarantined
from dial2.log import blobs
from dial2.roster import LiveRoster
from intake_email.adapters import store
from intake_email.adapters.parser import Parser
from intake_email.addresses import Addresses
from intake_email.authentication.authenticator import NOT_UNDERSTOOD, Authenticator
from intake_email.domain import request_from
from intake_email.reading.mail import Mail
from intake_email.rush import Rush

_AT_ONCE = 32
_BYTES_AT_ONCE = 32 << 20
_BATCH_SECONDS = 5.0  # Postgres ends a transaction that idles for a minute, and one mail may take 20 s to read
_LOOK_AGAIN_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Turns accepted mails into requests. One that cannot be read is quarantined, never tried for ever."""

    database: Database
    parser: Parser
    authenticator: Authenticator
    roster: LiveRoster
    addresses: Addresses
    secret: str
    rush: Rush

    async def step(self) -> float:
        """Read some; returns the seconds to sleep before looking again."""
        if seconds := self.rush.wait_seconds():
            return seconds
        async with self.database.work("intake-email") as work:
            accepted = await store.claim_unread(work, _AT_ONCE, limit_bytes=_BYTES_AT_ONCE)
            read: list[tuple[store.Accepted, Mail | Exception]] = []
            began = time.monotonic()
            for one in accepted:
                if time.monotonic() - began > _BATCH_SECONDS:
                    break
                read.append((one, await self._mail(one)))
            verdicts = await asyncio.gather(*(self._verdicts(one, mail) for one, mail in read))
            for (one, mail), found in zip(read, verdicts, strict=True):
                payload = await self._payload(one, mail, found, work)
                work.append(f"request:{one.request}", payload, happened_at=one.received_at)
            await store.mark_read(work, [one for one, _ in read])
        return 0.0 if accepted else _LOOK_AGAIN_SECONDS

    async def _mail(self, accepted: store.Accepted) -> Mail | Exception:
        try:
            return await self.parser.read(accepted.content)
        except Exception as error:  # noqa: BLE001 - whatever it was, the mail is kept and a person looks at it
            return error

    async def _verdicts(self, accepted: store.Accepted, mail: Mail | Exception) -> dict[str, str]:
        """A bounce is proven by what it quotes, and what came back to us by our own mark."""
        if isinstance(mail, Exception) or mail.bounce or mail.auto == "loop":
            return {}
        try:
            return await self.authenticator.verdicts(
                accepted.content,
                author=mail.from_.address if mail.from_ else "",
                sender=accepted.sender,
                via=accepted.via,
                received_at=accepted.received_at,
            )
        except Exception as error:
            log.exception("mail_not_authenticated", request=str(accepted.request), error=type(error).__name__)
            return NOT_UNDERSTOOD

    async def _payload(
        self, accepted: store.Accepted, mail: Mail | Exception, verdicts: dict[str, str], work: Work
    ) -> Payload:
        try:
            if isinstance(mail, Exception):
                raise mail  # noqa: TRY301 - read before, with the rest of its batch
            payload = self._request(mail, accepted, verdicts)
            encode_payload(payload)  # what the log cannot hold must not keep it from the other mails
        except Exception as error:  # noqa: BLE001 - as above
            log.warning("mail_quarantined", request=str(accepted.request), error=type(error).__name__)
            return RequestQuarantined(
                request=str(accepted.request),
                received_at=accepted.received_at,
                reason=str(error).encode(errors="backslashreplace").decode(),
                sender=accepted.sender or None,
                to=accepted.recipients,
                blob=accepted.sha256,
            )
        await blobs.store(work.connection, [attachment.content for attachment in mail.attachments])
        return payload

    def _request(self, mail: Mail, accepted: store.Accepted, verdicts: dict[str, str]) -> Payload:
        return request_from(
            mail,
            request=accepted.request,
            sender=accepted.sender,
            recipients=accepted.recipients,
            received_at=accepted.received_at,
            blob=accepted.sha256,
            roster=self.roster.current,
            addresses=self.addresses,
            secret=self.secret,
            verdicts=verdicts,
        )
