"""A call back from the wish of a member of staff to the talk with the client.

A key, or a word for it, proves that the client is there: a voicemail box presses none, and neither other speech
nor the length of a call would tell it from a person. Then the two are connected, and the call-back clock stops.
"""

from datetime import timedelta
from typing import Protocol

import structlog
from msgspec.structs import replace

from dial2.database import Database
from dial2.errors import NotFound, Permanent, Transient
from dial2.events.callback import CallbackAttempted, CallbackConnected, CallbackFailed
from dial2.ids import uuid7
from dial2.roster import LiveRoster
from intake_phone.adapters import attempts, wanted
from intake_phone.adapters.attempts import Contact, Unsettled
from intake_phone.callback.attempt import Attempt, State
from intake_phone.journal import ACTOR

SETTLE_SECONDS = 120.0  # ringing and both prompts are over by then
_LOOK_SECONDS = 30.0
_OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})

log = structlog.get_logger(__name__)


class Refused(Permanent):
    """The provider will not place the call; nothing was done."""


class Dialler(Protocol):
    async def call(self, callback: str, to: str) -> str:
        """Place the first call; the provider's id of it.

        Raises `Refused`, or `Transient` where it is unknown whether the call was placed.
        """

    async def status(self, call: str) -> str: ...

    async def placed(self, to: str, *, since_age: timedelta) -> str | None:
        """The newest of our calls to this number that is not older; raises `Transient`."""


class Calling:
    def __init__(self, database: Database, roster: LiveRoster, dialler: Dialler) -> None:
        self._database = database
        self._live = roster
        self._dialler = dialler

    async def start(self, ticket: int, *, person: str, number: str | None = None) -> Attempt:
        """Ring `person`, to be connected with the client, at `number` where it is another than the ticket's.

        The attempt is in the tables before the provider is asked. Raises `NotFound`, `Permanent`, `Refused`.
        """
        voice = self._voice(person)
        async with self._database.work(ACTOR) as work:
            contact = await attempts.contact(work, ticket)
            if contact is None:
                raise NotFound(f"The telephone knows no ticket {ticket}")
            attempt = Attempt(
                id=str(uuid7()),
                ticket=ticket,
                person=person,
                number=number or self._number(ticket, contact),
                client=contact.client,
                state="sending",
            )
            if not await attempts.add(work, attempt):
                other = await attempts.going_on(work, ticket)
                who = other.person if other else "somebody"
                raise Permanent(f"The client of ticket {ticket} is being called back by {who} at this moment")
            event = CallbackAttempted(callback=attempt.id, ticket=ticket, person=person)
            work.append(attempt.stream, event, actor=person)
        try:
            sid = await self._dialler.call(attempt.id, voice)
        except Refused as error:
            await self.fail(attempt.id, str(error))
            raise
        except Transient as error:
            log.warning(
                "callback_unknown", callback=attempt.id, error=str(error), settled_in_seconds=SETTLE_SECONDS
            )
            return attempt
        return await self._move(attempt.id, "placed", sid=sid) or attempt

    async def known(self, id_: str) -> Attempt | None:
        async with self._database.work(ACTOR) as work:
            return await attempts.locked(work, id_)

    async def take(self, id_: str) -> Attempt | None:
        """The person is there; None for an attempt that is over. The same again for a repeated webhook."""
        async with self._database.work(ACTOR) as work:
            attempt = await attempts.locked(work, id_)
            if attempt is None or attempt.state == "failed":
                return None
            if attempt.may_become("taken"):
                attempt = replace(attempt, state="taken")
                await attempts.save(work, attempt)
            return attempt

    async def connect(self, id_: str, *, age: timedelta = timedelta()) -> None:
        """The client proved to be there, `age` ago."""
        async with self._database.work(ACTOR) as work:
            attempt = await attempts.locked(work, id_)
            if attempt is None or not attempt.may_become("connected"):
                return
            await attempts.save(work, replace(attempt, state="connected"))
            await wanted.done(work, attempt.ticket)
            at = work.now - age
            event = CallbackConnected(
                callback=attempt.id, ticket=attempt.ticket, person=attempt.person, connected_at=at
            )
            work.append(attempt.stream, event, actor=attempt.person, happened_at=at)

    async def fail(self, id_: str, why: str) -> None:
        """It led to no talk; one that did is not undone."""
        async with self._database.work(ACTOR) as work:
            attempt = await attempts.locked(work, id_)
            if attempt and attempt.may_become("failed"):
                await attempts.save(work, replace(attempt, state="failed"))
                event = CallbackFailed(callback=attempt.id, ticket=attempt.ticket, person=attempt.person, why=why)
                work.append(attempt.stream, event)

    async def step(self) -> float:
        """What became of attempts of which we were told no end."""
        async with self._database.work(ACTOR) as work:
            found = await attempts.unsettled(work, SETTLE_SECONDS)
            now = work.now
        for each in found:
            try:
                await self._settle(each, now - each.started_at)
            except Transient as error:
                log.warning("callback_unsettled", callback=each.attempt.id, error=str(error))
        return _LOOK_SECONDS

    async def _settle(self, unsettled: Unsettled, age: timedelta) -> None:
        attempt = unsettled.attempt
        sid = attempt.sid
        if sid is None:
            person = self._live.current.people.get(attempt.person)
            sid = await self._dialler.placed(person.voice, since_age=age) if person and person.voice else None
        if sid is None:
            await self.fail(attempt.id, "not-placed")
            return
        status = await self._dialler.status(sid)
        if status in _OVER:
            await self.fail(attempt.id, status)
        elif attempt.sid is None:
            await self._move(attempt.id, "placed", sid=sid)

    async def _move(self, id_: str, state: State, *, sid: str) -> Attempt | None:
        """Word of the call may have come before the answer to our asking for it."""
        async with self._database.work(ACTOR) as work:
            attempt = await attempts.locked(work, id_)
            if attempt is None:
                return None
            moved = replace(attempt, sid=sid, state=state if attempt.may_become(state) else attempt.state)
            await attempts.save(work, moved)
            return moved

    def _voice(self, person: str) -> str:
        found = self._live.current.people.get(person)
        if found is None:
            raise NotFound(f"{person} is not in the roster; say which person of it is to be called (--person)")
        if found.voice is None:
            raise Permanent(f"The roster has no telephone of {person}: people.{person}.voice is not set")
        return found.voice

    def _number(self, ticket: int, contact: Contact) -> str:
        """Where the request came from, or the first number of its client."""
        client = self._live.current.clients.get(contact.client or "")
        number = contact.number or (next(iter(client.numbers), None) if client else None)
        if number is None:
            raise Permanent(f"No number is known of ticket {ticket}'s client; say which one to call (--number)")
        return number
