"""Attempts as they are planned, and as they stand."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from dial2.events.page import PageChannel
from notifier.attempt import SILENT, State
from notifier.messages import Message

Kind = Literal["page", "bridge", "word", "notice"]  # a bridge is for a caller on hold; a word asks for nothing


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """One request to be made: the `place`th step of the turn, the `tries`th time, after a `delay`.

    `repeats`: how often the carrier had failed with the same before; nobody waits for what comes after that.
    """

    id: UUID
    kind: Kind
    channel: PageChannel
    destination: str
    message: Message
    urgency: int
    ticket: int | None
    page: UUID | None = None
    notice: UUID | None = None
    person: str | None = None
    level: int = 0
    step: int = 0
    place: int = 0
    tries: int = 1
    repeats: int = 0
    correlation: UUID | None = None
    delay: timedelta = timedelta()


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A row of attempts."""

    id: UUID
    kind: Kind
    page: UUID | None
    notice: UUID | None
    ticket: int | None
    person: str | None
    channel: PageChannel
    level: int
    step: int
    place: int
    tries: int
    repeats: int
    urgency: int
    state: State
    destination: str
    message: Message
    provider_id: str | None
    code: str | None
    sequence: int
    checks: int
    recalled: bool
    bundle: UUID | None  # the attempt whose message tells of this one
    planned_at: datetime
    sending_at: datetime | None
    correlation: UUID | None

    @property
    def may_lead(self) -> bool:
        """Whether its message may tell of other pages."""
        return self.kind == "page" and self.channel not in SILENT and self.bundle is None

    def again(self, new: UUID, delay: timedelta, *, repeats: int | None = None) -> Planned:
        """The same request once more."""
        return Planned(
            id=new,
            kind=self.kind,
            channel=self.channel,
            destination=self.destination,
            message=self.message,
            urgency=self.urgency,
            ticket=self.ticket,
            page=self.page,
            notice=self.notice,
            person=self.person,
            level=self.level,
            step=self.step,
            place=self.place,
            tries=self.tries + 1,
            repeats=self.repeats if repeats is None else repeats,
            correlation=self.correlation,
            delay=delay,
        )
