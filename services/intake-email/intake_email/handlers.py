"""Reading what was accepted, and keeping track of what we sent."""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from dial2.database import Database, Work
from dial2.errors import Permanent
from dial2.events import Payload
from dial2.events.request import RequestQuarantined
from dial2.log import blobs
from dial2.roster.model import Roster
from intake_email.adapters import store
from intake_email.adapters.parser import Parser
from intake_email.domain import request_from

_AT_ONCE = 32
_LOOK_AGAIN_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Turns accepted mails into requests. One that cannot be read is quarantined, never tried for ever."""

    database: Database
    parser: Parser
    roster: Roster
    secret: str

    async def step(self) -> float:
        """Read some; returns the seconds to sleep before looking again."""
        async with self.database.work("intake-email") as work:
            mails = await store.claim_unread(work, _AT_ONCE)
            for mail in mails:
                work.append(f"request:{mail.request}", await self._read(mail, work), happened_at=mail.received_at)
            await store.mark_read(work, mails)
        return 0.0 if len(mails) == _AT_ONCE else _LOOK_AGAIN_SECONDS

    async def _read(self, accepted: store.Accepted, work: Work) -> Payload:
        try:
            mail = await self.parser.read(accepted.content)
        except Permanent as error:
            log.warning("mail_quarantined", request=str(accepted.request), reason=str(error))
            return RequestQuarantined(
                request=str(accepted.request),
                received_at=accepted.received_at,
                reason=str(error),
                sender=accepted.sender or None,
                to=accepted.recipients,
                blob=accepted.sha256,
            )
        await blobs.store(work.connection, [attachment.content for attachment in mail.attachments])
        return request_from(
            mail,
            request=accepted.request,
            sender=accepted.sender,
            recipients=accepted.recipients,
            received_at=accepted.received_at,
            blob=accepted.sha256,
            roster=self.roster,
            secret=self.secret,
        )
