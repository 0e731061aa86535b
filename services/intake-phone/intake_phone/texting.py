"""SMS: a person of the roster answers a page; anybody else has a request, or more to say about one.

Nobody is answered by SMS.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from dial2.database import Database, Work
from dial2.events.call import StaffReplied
from dial2.events.request import Contact, RequestIgnored, RequestReceived
from dial2.ids import uuid7
from dial2.log import blobs
from dial2.roster import LiveRoster, Roster
from dial2.ticket_number import named_in
from intake_phone.adapters import attempts, pages, store
from intake_phone.calls import number_of
from intake_phone.journal import ACTOR

# The words that carriers act upon (twilio.com/docs: opt-out keywords).
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"})
_START = frozenset({"START", "UNSTOP"})


class Text(msgspec.Struct, frozen=True, kw_only=True):
    sid: str
    sender: str
    to: str
    body: str


def opted(body: str) -> Literal["stop", "start"] | None:
    """Whether a text is one of the carrier's words for ending messages, or for having them again."""
    word = body.strip().upper()
    if word in _STOP:
        return "stop"
    return "start" if word in _START else None


def about(body: str, *, own: Sequence[int], of_client: Sequence[int]) -> int | None:
    """The open ticket that a text goes on with: the one that it names, or the only one there is.

    `own` are those that came from the sender's number, `of_client` those of the client it belongs to. A number
    that is none of these is anybody's guess, and leads nowhere.
    """
    if ticket := named_in(body):
        return ticket if ticket in own or ticket in of_client else None
    candidates = own or of_client
    return candidates[0] if len(candidates) == 1 else None


class Texting:
    def __init__(self, database: Database, roster: LiveRoster) -> None:
        self._database = database
        self._live = roster

    @property
    def _roster(self) -> Roster:
        return self._live.current

    async def receive(self, text: Text, *, age: timedelta = timedelta()) -> None:
        """Once for each of the provider's ids, however often it comes; sent `age` ago."""
        async with self._database.work(ACTOR) as work:
            if not await store.add_text(work, text.sid):
                return
            person = self._roster.person_by_number(text.sender)
            if person:
                reply = StaffReplied(message=text.sid, person=person, text=text.body, opted=opted(text.body))
                work.append(f"text:{text.sid}", reply, actor=person)
            elif opted(text.body):
                await _keep(work, text)
            else:
                await self._request(work, text, work.now - age)

    async def _request(self, work: Work, text: Text, received_at: datetime) -> None:
        """Also from a number that nobody knows: a customer may text from a telephone of their own."""
        request = uuid7()
        number = number_of(text.sender)
        client = self._roster.client_of(number=number) if number else None
        event = RequestReceived(
            request=str(request),
            channel="sms",
            received_at=received_at,
            contact=Contact(number=number, name="" if number else text.sender),
            to=[text.to],
            text=text.body,
            reply=text.body,
            language=self._roster.clients[client].language if client else None,
            client=client,
            about=about(
                text.body,
                own=await attempts.open_tickets_of(work, number) if number else [],
                of_client=await pages.open_tickets(work, client) if client else [],
            ),
        )
        work.append(f"request:{request}", event, correlation=request)


async def _keep(work: Work, text: Text) -> None:
    """An opt-out is for the carrier, which has acted on it; nobody here has to."""
    request = uuid7()
    [blob] = await blobs.store(work.connection, [text.body.encode()])
    event = RequestIgnored(
        request=str(request),
        received_at=work.now,
        why="opt-out",
        sender=text.sender,
        to=[text.to],
        blob=blob,
    )
    work.append(f"request:{request}", event, correlation=request)
