"""One request to a provider, and how it ends: pure.

The state only moves forward, in the order of `State`; the database refuses anything else. What a provider refused
without acting on it is tried again as a new attempt, so that each row is one request.
"""

import base64
from datetime import timedelta
from typing import Literal
from uuid import UUID

import msgspec

from dial2.events.page import PageChannel

State = Literal["planned", "sending", "unknown", "accepted", "delivered", "failed", "withdrawn"]

SILENT: frozenset[PageChannel] = frozenset({"email", "chat"})  # nobody says whether it arrived, or woke anybody
_CALL_STATES: dict[str, State] = {
    "queued": "accepted",
    "initiated": "accepted",
    "ringing": "accepted",
    "in-progress": "delivered",
    "answered": "delivered",
    "busy": "failed",
    "no-answer": "failed",
    "failed": "failed",
    "canceled": "failed",
    "completed": "failed",  # over, and nobody pressed a key: whoever does has acknowledged before
}
_MESSAGE_STATES: dict[str, State] = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
_BACK_OFF_SECONDS = (1, 2, 5, 10, 20, 30)  # no longer: a page waits minutes, and its person is asleep
_SEARCH_SECONDS = (2, 8, 20)
_REFERENCE_LETTERS = 6


class Accepted(msgspec.Struct, frozen=True):
    """The provider has it; `provider_id` is its name for it there, or a mail relay's reply."""

    provider_id: str


class Refused(msgspec.Struct, frozen=True):
    """The provider will never do this: `code` is its own."""

    code: str


class NotNow(msgspec.Struct, frozen=True):
    """The provider did nothing, and may do it later."""

    code: str


class Unknown(msgspec.Struct, frozen=True):
    """It was asked, and did not answer in a way that says what it did."""

    code: str


Outcome = Accepted | Refused | NotNow | Unknown


class Progress(msgspec.Struct, frozen=True):
    """What a provider says has become of a request."""

    state: State
    code: str | None = None


def call_progress(status: str, answered_by: str = "") -> Progress | None:
    """From a call's status and who answered, where that was looked into; None for a status that we don't know."""
    if answered_by.startswith(("machine", "fax")):
        return Progress("failed", answered_by)
    state = _CALL_STATES.get(status)
    if state is None:
        return None
    return Progress(state, ("no-key" if status == "completed" else status) if state == "failed" else None)


def message_progress(status: str, code: str = "") -> Progress | None:
    """From a message's status and the carrier's error code; None for a status that we don't know."""
    state = _MESSAGE_STATES.get(status)
    if state is None:
        return None
    return Progress(state, (code or status) if state == "failed" else None)


def back_off(tries: int) -> timedelta:
    """How long to wait after so many tries that the provider did not take."""
    return timedelta(seconds=_BACK_OFF_SECONDS[min(tries, len(_BACK_OFF_SECONDS)) - 1])


def search_again(searches: int) -> timedelta | None:
    """When to look again after so many searches in vain (from 1); None: it never reached the provider."""
    left = _SEARCH_SECONDS[searches - 1 :]
    return timedelta(seconds=left[0]) if left else None


def reference(attempt: UUID) -> str:
    """A short code that an SMS carries, by which it is found again at the provider."""
    return base64.b32encode(attempt.bytes[-5:]).decode()[:_REFERENCE_LETTERS]
