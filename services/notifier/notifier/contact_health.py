"""What failures and deliveries tell about a person's telephone, or about our own account and number.

A lost contact is not tried again until its owner replies START, something is delivered there, or staff says that
it works. The desk hears of it once; of our own setup, once a day.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import structlog

from dial2.database import Work
from dial2.events.oncall import ContactLost, ContactRestored, ProviderMisconfigured
from dial2.events.page import PageChannel
from dial2.roster import LiveRoster
from notifier.adapters import lost_contacts
from notifier.failures import OPTED_OUT, meaning
from notifier.plan import Attempt
from notifier.posting import Posting

PROVIDER = "oncall:provider"
_TOLD_AGAIN = timedelta(hours=24)

log = structlog.get_logger(__name__)


class ContactHealth:
    def __init__(self, *, roster: LiveRoster, posting: Posting) -> None:
        self._live = roster
        self._posting = posting

    async def failed(self, work: Work, attempt: Attempt, code: str) -> None:
        known = meaning(code)
        if known.lost and attempt.person:
            await self._lose(work, attempt.person, attempt.channel, attempt.destination, code)
        if known.setup and await lost_contacts.alarm(work.connection, code, _TOLD_AGAIN):
            log.error("provider_misconfigured", code=code, why=known.en)
            event = ProviderMisconfigured(channel=attempt.channel, code=code, why=known.en)
            work.append(PROVIDER, event)
            await self._tell(work, "desk_setup", code, {"channel": attempt.channel})

    async def delivered(self, work: Work, attempt: Attempt) -> None:
        if attempt.person and attempt.channel != "email":
            await restore(work, attempt.person, attempt.channel, attempt.destination, "something arrived there")

    async def opted(self, work: Work, person: str, word: Literal["stop", "start"]) -> None:
        """A person replied STOP or START, on which the carrier acts as well."""
        contact = self._live.current.people.get(person)
        if contact is None or contact.sms is None:
            return
        if word == "stop":
            await self._lose(work, person, "sms", contact.sms, OPTED_OUT)
        else:
            await restore(work, person, "sms", contact.sms, "its owner replied START")

    async def _lose(self, work: Work, person: str, channel: PageChannel, destination: str, code: str) -> None:
        if not await lost_contacts.mark(work.connection, person, channel, destination, code):
            return
        event = ContactLost(
            person=person, channel=channel, destination=destination, code=code, why=meaning(code).en
        )
        work.append(f"person:{person}", event)
        facts = {"person": person, "channel": channel, "address": destination}
        await self._tell(work, "desk_contact", code, facts)

    async def _tell(
        self, work: Work, name: Literal["desk_contact", "desk_setup"], code: str, facts: Mapping[str, object]
    ) -> None:
        reason = meaning(code).told(self._posting.language)
        await self._posting.to_desk(work, name, None, {**facts, "code": code, "reason": reason})


async def restore(
    work: Work,
    person: str,
    channel: PageChannel,
    destination: str,
    why: Literal["something arrived there", "its owner replied START", "staff says so"],
) -> bool:
    """Nothing is held against the contact any more; False where nothing was."""
    cleared = await lost_contacts.clear(work.connection, channel, destination)
    if cleared:
        event = ContactRestored(person=person, channel=channel, destination=destination, why=why)
        work.append(f"person:{person}", event)
    return cleared
