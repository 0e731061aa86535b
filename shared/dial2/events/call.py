"""A telephone call as it went. Stream `call:<the provider's id>`."""

from datetime import datetime
from typing import Literal

from dial2.events.envelope import Payload
from dial2.vocabulary import Category


class CallStarted(Payload, frozen=True, kw_only=True, tag="call.started"):
    call: str
    caller: str | None  # None: withheld
    called: str
    started_at: datetime


class CallChoice(Payload, frozen=True, kw_only=True, tag="call.choice"):
    """`meaning` is what the menu took it for; an unknown or missing digit leads to support all the same.

    Out of hours a second choice follows: "down" for a system that is down or badly degraded, "message" for none
    or any other, "hung-up" where the caller left the question open. "ticket": the call is about an open `ticket`.
    "callback": tired of holding, the caller wants to be called back. `after_hours` says what became of a service
    that a client has to have bought.
    """

    call: str
    digit: str
    meaning: Literal["support", "ticket", "down", "message", "callback", "hung-up"]
    request: str | None = None  # that the call has become
    ticket: int | None = None
    after_hours: Literal["requested", "declined", "not-entitled"] | None = None


class CallWaiting(Payload, frozen=True, kw_only=True, tag="call.waiting"):
    """The caller is on hold in the queue of the request, until somebody accepts.

    `ticket` is named where the call is about one that was open before.
    """

    call: str
    request: str
    ticket: int | None = None


class CallWaited(Payload, frozen=True, kw_only=True, tag="call.waited"):
    """The caller is on hold no more: "bridged", or why there was no conversation."""

    call: str
    request: str
    why: str


class CallConnected(Payload, frozen=True, kw_only=True, tag="call.connected"):
    """The caller spoke with a person, who proved to be one by accepting."""

    call: str
    request: str
    person: str
    connected_at: datetime


class CallMissed(Payload, frozen=True, kw_only=True, tag="call.missed"):
    """Nobody took the call; `why` is the provider's word for it, or ours."""

    call: str
    request: str
    why: str


class VoicemailRecorded(Payload, frozen=True, kw_only=True, tag="voicemail.recorded"):
    call: str
    request: str
    recording: str  # the provider's id
    seconds: int


class RecordingKept(Payload, frozen=True, kw_only=True, tag="recording.kept"):
    """The sound (WAV) is ours; `blob` is its SHA-256, `size` in bytes."""

    call: str
    request: str
    recording: str
    seconds: int
    blob: str
    size: int


class RecordingRemoved(Payload, frozen=True, kw_only=True, tag="recording.removed"):
    """The provider has no copy any more."""

    call: str
    request: str
    recording: str


class VoicemailTranscribed(Payload, frozen=True, kw_only=True, tag="voicemail.transcribed"):
    call: str
    request: str
    recording: str
    text: str


class DetailGiven(Payload, frozen=True, kw_only=True, tag="detail.given"):
    """A caller answered one question of the checklist; `item` is its name in the profile."""

    call: str
    request: str
    category: Category
    item: str
    text: str


class CallEnded(Payload, frozen=True, kw_only=True, tag="call.ended"):
    call: str
    status: str
    seconds: int


class StaffReplied(Payload, frozen=True, kw_only=True, tag="staff.replied"):
    """A person of the roster texted our number. Stream `text:<the provider's id>`.

    `opted`: the text is a carrier's word for ending messages ("stop": no SMS arrives any more; voice still
    does) or for having them again.
    """

    message: str
    person: str
    text: str
    opted: Literal["stop", "start"] | None = None
