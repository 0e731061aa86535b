"""Reading what was accepted, and keeping track of what we sent."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog

from dial2.database import Database, Work
from dial2.events import Payload, encode_payload
from dial2.events.request import RequestQuarantined
from dial2.log import blobs
from dial2.roster.model import Roster
from intake_email.adapters import store
from intake_email.adapters.parser import Parser
from intake_email.addresses import Addresses
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
    roster: Roster
    addresses: Addresses
    secret: str
    rush: Rush

    async def step(self) -> float:
        """Read some; returns the seconds to sleep before looking again."""
        if seconds := self.rush.wait_seconds():
            return seconds
        async with self.database.work("intake-email") as work:
            mails = await store.claim_unread(work, _AT_ONCE, limit_bytes=_BYTES_AT_ONCE)
            read = []
            began = time.monotonic()
            for mail in mails:
                if time.monotonic() - began > _BATCH_SECONDS:
                    break
                work.append(f"request:{mail.request}", await self._read(mail, work), happened_at=mail.received_at)
                read.append(mail)
            await store.mark_read(work, read)
        return 0.0 if mails else _LOOK_AGAIN_SECONDS

    async def _read(self, accepted: store.Accepted, work: Work) -> Payload:
        try:
            mail = await self.parser.read(accepted.content)
            payload = self._payload(mail, accepted)
            encode_payload(payload)  # what the log cannot hold must not keep it from the other mails
        except Exception as error:  # noqa: BLE001 - whatever it was, the mail is kept and a person looks at it
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

    def _payload(self, mail: Mail, accepted: store.Accepted) -> Payload:
        return request_from(
            mail,
            request=accepted.request,
            sender=accepted.sender,
            recipients=accepted.recipients,
            received_at=accepted.received_at,
            blob=accepted.sha256,
            roster=self.roster,
            addresses=self.addresses,
            secret=self.secret,
        )
