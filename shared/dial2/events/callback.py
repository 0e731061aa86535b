"""Clients called back by telephone. Stream `callback:<its id>`; what a caller waits for is on the call's."""

from datetime import datetime

from dial2.events.envelope import Payload


class CallbackAttempted(Payload, frozen=True, kw_only=True, tag="callback.attempted"):
    """`person` wants to talk to the client of a ticket: the person's telephone rings first."""

    callback: str
    ticket: int
    person: str


class CallbackConnected(Payload, frozen=True, kw_only=True, tag="callback.connected"):
    """The client accepted by key or word, and talks with `person`."""

    callback: str
    ticket: int
    person: str
    connected_at: datetime


class CallbackFailed(Payload, frozen=True, kw_only=True, tag="callback.failed"):
    """`why`: the provider's word for either of the two calls, or ours."""

    callback: str
    ticket: int
    person: str
    why: str


class CallbackOverdue(Payload, frozen=True, kw_only=True, tag="callback.overdue"):
    """Who left a hold to be called back has not been, by the time that the profile promises."""

    call: str
    request: str
    due_at: datetime
    ticket: int | None = None
