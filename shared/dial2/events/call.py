"""A telephone call as it went. Stream `call:<the provider's id>`."""

from datetime import datetime

from dial2.events.envelope import Payload


class CallStarted(Payload, frozen=True, kw_only=True, tag="call.started"):
    call: str
    caller: str | None  # None: withheld
    called: str
    started_at: datetime


class CallChoice(Payload, frozen=True, kw_only=True, tag="call.choice"):
    """`meaning` is what the menu took it for; an unknown or missing digit leads to support all the same."""

    call: str
    digit: str
    meaning: str


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
    """A person of the roster texted our number. Stream `text:<the provider's id>`."""

    message: str
    person: str
    text: str
