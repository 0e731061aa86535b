"""When a schedule's turn passes on, whoever goes off and whoever comes on hears of it, once, from one process.

The log says who was told last. Where somebody else is on call by now, that is a hand-off: so after an outage only
what still holds is told, and an override or a change of the roster counts as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dial2.database import Database, Work
from dial2.events import decode
from dial2.events.oncall import HandedOff
from dial2.log import read
from dial2.roster import LiveRoster, overrides
from dial2.roster.on_call import Override, shifts
from dial2.roster.schedule import Schedule
from dial2.wake import CLOCK_MOVED, Wake
from notifier import hand_off, hand_off_words
from notifier.adapters import attempts, lost_contacts, open_pages, pages
from notifier.bundling import tell_of
from notifier.hand_off_words import Waiting
from notifier.plan import Planned
from notifier.staff_messages import Lost, StaffMessages
from notifier.wording import Wording

_LOOK_AGAIN = timedelta(seconds=15)  # overrides and the roster may change
_LOOK_BACK = timedelta(days=7)  # for when the present turn began
_LISTED = 50  # tickets in a mail


def stream(schedule: str) -> str:
    return f"shift:{schedule}"


class HandingOff:
    def __init__(
        self, *, database: Database, roster: LiveRoster, wording: Wording, messages: StaffMessages
    ) -> None:
        self._database = database
        self._live = roster
        self._wording = wording
        self._messages = messages

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        await wake.repeat(self._step, stop, CLOCK_MOVED, name="notifier hand-offs")

    async def _step(self) -> float:
        schedules = self._live.current.schedules
        async with self._database.work("notifier") as work:
            standing = await overrides.standing(work.connection, schedules, work.now - _LOOK_BACK)
            ends = [
                await self._look(work, name, schedule, standing.get(name, ()))
                for name, schedule in schedules.items()
            ]
        return (min(ends, default=work.now + _LOOK_AGAIN) - work.now).total_seconds()

    async def _look(self, work: Work, name: str, schedule: Schedule, standing: Sequence[Override]) -> datetime:
        """When to look again: at the next hand-off, or before."""
        found = shifts(schedule, work.now - _LOOK_BACK, work.now + _LOOK_AGAIN, standing)
        turn = next(each for each in found if each.until > work.now)
        recorded = await read.latest(work.connection, stream(name))
        told = decode(recorded) if recorded else None
        before = told.on if isinstance(told, HandedOff) else None
        if recorded is None or before != turn.person:
            event = HandedOff(schedule=name, at=turn.since, off=before, on=turn.person)
            work.append(stream(name), event, expected=recorded.version if recorded else 0)
            if recorded and schedule.tell_hand_offs:
                await self._tell(work, event, schedule.zone)
        return turn.until

    async def _tell(self, work: Work, event: HandedOff, zone: ZoneInfo) -> None:
        lost = await lost_contacts.known(work.connection)
        ids, count = await open_pages.worst(work.connection, _LISTED)
        worst = [page for id_ in ids if (page := await pages.get(work.connection, id_))]
        waiting = Waiting(worst=await tell_of(work, worst), count=count)
        planned = [*self._off(work, event, zone, lost), *self._on(work, event, zone, lost, waiting)]
        await attempts.plan(work.connection, planned)

    def _off(self, work: Work, event: HandedOff, zone: ZoneInfo, lost: Lost) -> Iterator[Planned]:
        if event.off:
            text = hand_off_words.goes_off(self._wording, event, zone, event.off)
            yield from self._word(work, event, event.off, lost, text, [])

    def _on(self, work: Work, event: HandedOff, zone: ZoneInfo, lost: Lost, waiting: Waiting) -> Iterator[Planned]:
        if event.on:
            text = hand_off_words.comes_on(self._wording, event, zone, event.on, waiting)
            tickets = hand_off_words.lines(self._wording, event.on, waiting)
            yield from self._word(work, event, event.on, lost, text, tickets)

    def _word(
        self, work: Work, event: HandedOff, person: str, lost: Lost, text: str, tickets: Sequence[str]
    ) -> Iterator[Planned]:
        contact = self._live.current.people.get(person)
        way = hand_off.way(contact, lost, work.now) if contact else None
        if way:
            facts = {"schedule": event.schedule, "comes_on": person == event.on, "text": text, "tickets": tickets}
            yield self._messages.hand_off(person, way, text, facts)
