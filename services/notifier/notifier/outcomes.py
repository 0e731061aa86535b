"""What follows when a provider has answered, or has told what became of a request."""

from datetime import timedelta
from typing import assert_never

from prometheus_client import Counter

from dial2.database import Work
from dial2.events.notice import NoticeFailed, NoticeSent
from dial2.events.page import PageAttempted, PageDelivered, PageFailed
from dial2.ids import uuid7
from notifier import bridging
from notifier.adapters import attempts, bundles, pages
from notifier.attempt import Accepted, NotNow, Outcome, Progress, Refused, Unknown, back_off
from notifier.contact_health import ContactHealth
from notifier.failures import meaning
from notifier.messages import Mail
from notifier.paging import Paging
from notifier.plan import Attempt, Planned

ATTEMPTS = Counter(
    "dial2_attempts_total", "Requests to providers, by how they were answered", ["channel", "answer"]
)

_WORD_TRIES = 5
_NOTICE_AGE = timedelta(hours=24)


class Outcomes:
    """Every act locks the attempt (and its page) first and only ever moves it forward: repeats change nothing."""

    def __init__(self, *, paging: Paging, health: ContactHealth) -> None:
        self._paging = paging
        self._health = health

    async def answered(self, work: Work, attempt: Attempt, outcome: Outcome) -> None:
        """The provider's answer to the request itself; whoever tells has taken turns with others."""
        ATTEMPTS.labels(attempt.channel, type(outcome).__name__.lower()).inc()
        match outcome:
            case Accepted(provider_id=provider_id):
                await self._accepted(work, attempt, provider_id)
            case NotNow(code=code):
                await self.not_done(work, attempt, code)
            case Refused(code=code):
                await self.progressed(work, attempt, Progress("failed", code))
            case Unknown(code=code):
                await attempts.move(work.connection, attempt.id, Progress("unknown", code))
            case _:
                assert_never(outcome)

    async def progressed(self, work: Work, attempt: Attempt, progress: Progress) -> None:
        """What became of it, as the provider tells."""
        current = await attempts.lock(work.connection, attempt.id)
        if current is None:
            return
        if progress.state == "failed" and attempt.channel == "voice":
            await bundles.end(work.connection, attempt.id)
        await self._progressed(work, attempt, current, progress)
        if attempt.may_lead:
            await bundles.follow(work.connection, attempt.id)

    async def _progressed(self, work: Work, attempt: Attempt, current: Attempt, progress: Progress) -> None:
        if progress.state == "failed" and not await self._asked_for(work, current):
            # Somebody has acknowledged: a call that ends now has not failed. What it says of its contact holds.
            withdrawn = Progress("withdrawn", progress.code)
            if current.state != "delivered" and await attempts.move(work.connection, attempt.id, withdrawn):
                await self._health.failed(work, attempt, progress.code or "failed")
            return
        if not await attempts.move(work.connection, attempt.id, progress):
            return
        if progress.state == "delivered":
            self._tell_delivered(work, attempt)
            await self._health.delivered(work, attempt)
        elif progress.state == "failed":
            await self._failed(work, attempt, progress.code or "failed")

    async def _failed(self, work: Work, attempt: Attempt, code: str) -> None:
        """The same contact again, where the code calls for it; the next channel or person at once in any case."""
        self._tell_failed(work, attempt, code)
        await self._health.failed(work, attempt, code)
        again = meaning(code).again[attempt.repeats :]
        if again and attempt.kind in {"page", "word"}:
            await self._once_more(
                work, attempt, attempt.again(uuid7(), again[0], repeats=attempt.repeats + 1), code
            )
        await self._go_on(work, attempt)

    async def _once_more(self, work: Work, attempt: Attempt, again: Planned, code: str) -> None:
        await attempts.plan(work.connection, [again])
        if attempt.kind != "page" or attempt.ticket is None or attempt.person is None:
            return
        attempted = PageAttempted(
            page=str(attempt.page),
            ticket=attempt.ticket,
            attempt=str(again.id),
            person=attempt.person,
            channel=attempt.channel,
            level=attempt.level,
            why=f"again after: {meaning(code).en} ({code})",
            not_before=work.now + again.delay,
        )
        work.append(f"page:{attempt.page}", attempted, correlation=attempt.correlation)

    async def found(self, work: Work, attempt: Attempt, provider_id: str, progress: Progress | None) -> None:
        """A request of unknown fate, locked by whoever asked, had arrived at the provider."""
        await self._accepted(work, attempt, provider_id)
        if progress is not None:
            await self.progressed(work, attempt, progress)

    async def not_done(self, work: Work, attempt: Attempt, code: str) -> None:
        """The provider certainly did nothing: once more, later, if it is still wanted."""
        connection = work.connection
        await attempts.lock(connection, attempt.id)
        if not await attempts.move(connection, attempt.id, Progress("failed", code)):
            return
        await bundles.release(connection, attempt.id)
        await self._health.failed(work, attempt, code)
        if not await self._still_wanted(work, attempt):
            self._tell_failed(work, attempt, code)
            await self._go_on(work, attempt)
            return
        if attempt.kind == "page":
            self._tell_failed(work, attempt, code)
        await self._once_more(work, attempt, attempt.again(uuid7(), back_off(attempt.tries)), code)

    async def _accepted(self, work: Work, attempt: Attempt, provider_id: str) -> None:
        connection = work.connection
        accepted = await attempts.accept(connection, attempt.id, provider_id)
        if attempt.may_lead:
            await bundles.follow(connection, attempt.id)
        mail = attempt.message
        if not accepted or attempt.notice is None or not isinstance(mail, Mail) or mail.notice is None:
            return
        sent = NoticeSent(
            notice=str(attempt.notice),
            ticket=attempt.ticket,
            kind=mail.notice,
            to=attempt.destination,
            message_id=mail.message_id,
            reply=provider_id,
        )
        work.append(f"notice:{attempt.notice}", sent, correlation=attempt.correlation)

    async def _asked_for(self, work: Work, attempt: Attempt) -> bool:
        page = await pages.get(work.connection, attempt.page) if attempt.page else None
        return attempt.kind != "page" or page is None or page.wanted

    async def _still_wanted(self, work: Work, attempt: Attempt) -> bool:
        match attempt.kind:
            case "page":
                page = await pages.get(work.connection, attempt.page) if attempt.page else None
                return page is not None and page.wanted and (page.step == attempt.step or attempt.repeats > 0)
            case "bridge":
                return await bridging.wanted(work, attempt)
            case "word":
                return attempt.tries < _WORD_TRIES
            case "notice":
                first = attempt.notice and await attempts.get(work.connection, attempt.notice)
                return not first or work.now - first.planned_at < _NOTICE_AGE

    async def _go_on(self, work: Work, attempt: Attempt) -> None:
        """A person whose every channel failed has had the turn; a caller on hold is worth another call."""
        if attempt.kind == "bridge":
            await bridging.call_again(work, attempt)
        if attempt.kind != "page" or attempt.page is None:
            return
        page = await pages.lock(work.connection, attempt.page)
        if page is not None and page.step == attempt.step:
            await self._paging.proceed(work, page)

    def _tell_delivered(self, work: Work, attempt: Attempt) -> None:
        if attempt.kind == "page" and attempt.person:
            delivered = PageDelivered(
                page=str(attempt.page), attempt=str(attempt.id), person=attempt.person, channel=attempt.channel
            )
            work.append(f"page:{attempt.page}", delivered, correlation=attempt.correlation)

    def _tell_failed(self, work: Work, attempt: Attempt, code: str) -> None:
        mail = attempt.message
        if attempt.kind == "page" and attempt.person:
            failed = PageFailed(
                page=str(attempt.page),
                attempt=str(attempt.id),
                person=attempt.person,
                channel=attempt.channel,
                why=meaning(code).en,
                code=code,
            )
            work.append(f"page:{attempt.page}", failed, correlation=attempt.correlation)
        elif attempt.notice and isinstance(mail, Mail) and mail.notice:
            unsent = NoticeFailed(
                notice=str(attempt.notice),
                ticket=attempt.ticket,
                kind=mail.notice,
                to=attempt.destination,
                why=code,
            )
            work.append(f"notice:{attempt.notice}", unsent, correlation=attempt.correlation)
