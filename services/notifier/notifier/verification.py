"""Contacts are tried out: a code goes there, and whoever has it gives it back."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import timedelta

import msgspec

from dial2.database import Database
from dial2.errors import Forbidden, NotFound, Permanent
from dial2.events.oncall import ContactVerified
from dial2.events.page import PageChannel
from dial2.roster import LiveRoster
from dial2.roster.person import CHANNELS
from notifier.adapters import attempts, contacts
from notifier.staff_messages import StaffMessages

VALID = timedelta(minutes=15)
SENT_AGAIN = timedelta(minutes=1)
WRONG_CODES = 5


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Where a code went."""

    destination: str


class Verification:
    """`code` makes a new one, of six digits."""

    def __init__(
        self, *, database: Database, roster: LiveRoster, messages: StaffMessages, code: Callable[[], str]
    ) -> None:
        self._database = database
        self._live = roster
        self._messages = messages
        self._code = code

    async def send(self, person: str, channel: PageChannel) -> Sent:
        destination = self._destination(person, channel)
        async with self._database.work("notifier") as work:
            before = await contacts.verification(work.connection, person, channel)
            if before and before.destination == destination and work.now - before.sent_at < SENT_AGAIN:
                raise Permanent(f"A code went to {destination} less than a minute ago; wait for it")
            code = self._code()
            await contacts.expect(work.connection, person, channel, destination, code, work.now)
            planned = self._messages.verification(person, channel, destination, code)
            await attempts.plan(work.connection, [planned])
        return Sent(destination=destination)

    async def confirm(self, person: str, channel: PageChannel, code: str, *, by: str) -> Sent:
        """Raises `Forbidden` for a wrong code; after several, or too late, no code is right any more."""
        destination = self._destination(person, channel)
        async with self._database.work(by) as work:
            sent = await contacts.verification(work.connection, person, channel)
            if sent is None or sent.destination != destination or work.now - sent.sent_at > VALID:
                raise Permanent(
                    f"No code is out for the {channel} of {person}; have one sent, it is good for 15 minutes"
                )
            if sent.wrong >= WRONG_CODES:
                raise Permanent(f"Too many wrong codes for the {channel} of {person}; have a new one sent")
            right = hmac.compare_digest(sent.code.encode(), code.strip().encode())
            if right:
                await contacts.verify(work.connection, person, channel, destination, work.now)
                event = ContactVerified(person=person, channel=channel, destination=destination, by=by)
                work.append(f"person:{person}", event)
            else:
                await contacts.count_wrong(work.connection, person, channel)
        if not right:
            raise Forbidden(f"That is not the code that went to {destination}")
        return Sent(destination=destination)

    def _destination(self, person: str, channel: PageChannel) -> str:
        known = self._live.current.people.get(person)
        if known is None:
            raise NotFound(f"{person!r} is nobody; allowed: {', '.join(self._live.current.people)}")
        destination = known.contact(channel)
        if destination is None:
            has = ", ".join(each for each in CHANNELS if known.contact(each))
            raise NotFound(f"{person} has no {channel}; allowed: {has}")
        return destination
