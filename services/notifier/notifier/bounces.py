"""What a delivery report does: only about a mail that we did send, and never more than it can prove."""

import re
from uuid import UUID

import structlog

from dial2.database import Work
from dial2.events.address import AddressReachable, AddressUnreachable, stream_of
from dial2.events.notice import NoticeDelayed, NoticeFailed, NoticeKind
from dial2.events.page import PageAcknowledged
from dial2.events.request import BounceReceived
from dial2.reply_token import subject_tag
from notifier.adapters import addresses, attempts
from notifier.attempt import Progress
from notifier.messages import Mail
from notifier.outcomes import Outcomes
from notifier.plan import Attempt
from notifier.posting import Posting

_DEAD = re.compile(
    r"5\d\d[ -](5\.1\.(?:1|2|3|6|10)|5\.2\.1)\b"
)  # RFC 3463: no such mailbox, host, or in use no more

log = structlog.get_logger(__name__)


class Bounces:
    def __init__(self, *, outcomes: Outcomes, posting: Posting) -> None:
        self._outcomes = outcomes
        self._posting = posting

    async def bounced(self, event: BounceReceived, work: Work) -> None:
        """The mail has failed, and where the address is to blame, no notice goes there any more.

        A page that failed so goes on to the next channel or person at once.
        """
        sent = await attempts.of_mail(
            work.connection, first=UUID(event.sent) if event.sent else None, message_id=event.original_message_id
        )
        if sent is None or not isinstance(sent.message, Mail):
            log.warning("bounce_of_nothing_sent", request=event.request)
            return
        if event.delayed:
            self._note_delay(work, sent, sent.message, event)
            return
        if event.permanent:
            gone = AddressUnreachable(
                address=sent.destination, status=event.status, ticket=sent.ticket, request=event.request
            )
            fresh = await self._give_up(work, gone)
            if fresh and sent.message.notice is None:
                await self._tell(work, None, sent.ticket, sent.destination, f"{event.status}", unreachable=True)
        await self._outcomes.progressed(work, sent, Progress("failed", f"bounced {event.status or ''}".strip()))

    async def failed(self, event: NoticeFailed, work: Work) -> None:
        """Staff would not know otherwise. A relay that knows at once that an address is dead is believed."""
        if event.kind == "desk":
            log.error("desk_not_told", notice=event.notice, why=event.why)
            return
        if dead := _DEAD.match(event.why):
            await self._give_up(
                work, AddressUnreachable(address=event.to, status=dead[1], ticket=event.ticket, request=None)
            )
        unreachable = await addresses.is_unreachable(work.connection, event.to)
        await self._tell(work, event.kind, event.ticket, event.to, event.why, unreachable=unreachable)

    async def heard_from(self, work: Work, address: str | None) -> None:
        """Whoever writes to us may be written to."""
        if address and await addresses.mark_reachable(work.connection, address):
            _tell_reachable(work, address, AddressReachable(address=address, why="a mail came from it"))

    async def acknowledged(self, event: PageAcknowledged, work: Work) -> None:
        """Whoever followed the link in a mail has had that mail."""
        if event.how != "link" or event.attempt is None:
            return
        attempt = await attempts.get(work.connection, UUID(event.attempt))
        if attempt and await addresses.mark_reachable(work.connection, attempt.destination):
            reachable = AddressReachable(address=attempt.destination, why="a mail was read there")
            _tell_reachable(work, attempt.destination, reachable)

    def _note_delay(self, work: Work, sent: Attempt, mail: Mail, event: BounceReceived) -> None:
        if sent.notice and mail.notice:
            delayed = NoticeDelayed(
                notice=str(sent.notice),
                ticket=sent.ticket,
                kind=mail.notice,
                to=sent.destination,
                status=event.status,
            )
            work.append(f"notice:{sent.notice}", delayed, correlation=sent.correlation)

    async def _give_up(self, work: Work, gone: AddressUnreachable) -> bool:
        """False where that was known."""
        fresh = await addresses.mark_unreachable(work.connection, gone.address, gone.status)
        if fresh:
            work.append(f"ticket:{gone.ticket}" if gone.ticket else stream_of(gone.address), gone)
        return fresh

    async def _tell(
        self, work: Work, kind: NoticeKind | None, ticket: int | None, address: str, why: str, *, unreachable: bool
    ) -> None:
        facts = {
            "tag": subject_tag(ticket) if ticket else "",
            "notice": self._posting.called(kind),
            "address": address,
            "reason": why,
            "unreachable": unreachable,
        }
        await self._posting.to_desk(work, "desk_failed", ticket, facts)


def _tell_reachable(work: Work, address: str, event: AddressReachable) -> None:
    work.append(stream_of(address), event)
