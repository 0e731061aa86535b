"""What becomes due for one person at once goes out as one message, the worst first.

A page's first turn is never held back; a telephone that rang often within the hour is not rung for a later turn,
so that carriers don't take us for a nuisance: the next channel or person has it at once.
"""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from dial2.database import Work
from dial2.vocabulary import SEVERITIES
from notifier.adapters import bundles, locks, pages, tickets
from notifier.attempt import Refused
from notifier.messages import Text
from notifier.page import Page
from notifier.plan import Attempt
from notifier.wording import About, Wording

THROTTLED = "throttled"
_HOUR = timedelta(hours=1)


class Bundling:
    """`calls_per_hour`: to one telephone, before later turns leave it alone."""

    def __init__(self, *, wording: Wording, calls_per_hour: int) -> None:
        self._wording = wording
        self._calls_per_hour = calls_per_hour

    async def prepare(self, work: Work, claimed: Sequence[Attempt]) -> list[Attempt | Refused]:
        """What goes out for each, in the transaction that claims it."""
        return [await self._prepared(work, attempt) for attempt in claimed]

    async def _prepared(self, work: Work, attempt: Attempt) -> Attempt | Refused:
        if not attempt.may_lead or attempt.person is None:
            return attempt  # a link in a mail or a chat message takes one page
        if attempt.channel == "voice" and attempt.step > 1:
            rung = await bundles.calls_to(work.connection, attempt.destination, _HOUR)
            if rung > self._calls_per_hour:
                return Refused(THROTTLED)
        if not await bundles.gather(work.connection, attempt) or not isinstance(attempt.message, Text):
            return attempt
        about = await tell_of(work, await wanted(work, attempt))
        body = self._wording.sms_of_several(about, attempt.person, attempt.message.reference)
        return msgspec.structs.replace(attempt, message=msgspec.structs.replace(attempt.message, body=body))


async def wanted(work: Work, leader: Attempt) -> list[Page]:
    """The pages that a message tells of and that nobody has yet, the worst first."""
    ids = await locks.pages_of(work.connection, leader.id)
    found = [page for id_ in ids if (page := await pages.get(work.connection, id_))]
    return worst_first([page for page in found if page.wanted])


async def tell_of(work: Work, told: Sequence[Page]) -> list[About]:
    return [About(ticket=await tickets.get(work.connection, page.ticket), page=page) for page in told]


def worst_first(found: Sequence[Page]) -> list[Page]:
    return sorted(found, key=lambda page: (SEVERITIES.index(page.severity), page.id))
