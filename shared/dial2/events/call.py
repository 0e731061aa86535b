"""A telephone call as it went. Stream `call:<the provider's id>`."""

from datetime import datetime
from typing import Literal

from dial2.events.envelope import Payload


class CallStarted(Payload, frozen=True, kw_only=True, tag="call.started"):
    call: str
    caller: str | None  # None: withheld
    called: str
    started_at: datetime


class CallChoice(Payload, frozen=True, kw_only=True, tag="call.choice"):
    """`meaning` is what the menu took it for; an unknown or missing digit leads to support all the same.

    Out of hours a second choice follows: "down" for a system that is down or badly degraded, "message" for none
    or any other.
    """

    call: str
    digit: str
    meaning: Literal["support", "down", "message"]
    request: str | None = None  # that the call has become


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


class VoicemailTranscribed(Payload, frozen=True, kw_only=True, tag="voicemail.transcribed"):
    call: str
    request: str
    recording: str
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
