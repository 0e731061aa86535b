"""What the control API shows of telephones and calls."""

from typing import Literal

import msgspec

from dial2_sandbox.handset.handset import Handset, Sms
from dial2_sandbox.handset.line import Line, State, Utterance


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """`listens` is what the exchange waits for now: keys, speech, recording."""

    sid: str
    number: str
    other: str
    incoming: bool
    state: State
    heard: list[Utterance]
    listens: list[Literal["keys", "speech", "recording"]]
    connected: bool


class PhoneView(msgspec.Struct, frozen=True, kw_only=True):
    number: str
    name: str
    behaviour: str
    calls: list[CallView]
    sms: list[Sms]


def call_view(line: Line) -> CallView:
    ear = line.ear
    listens: list[Literal["keys", "speech", "recording"]] = []
    if ear is not None and not ear.complete:
        if ear.takes_keys:
            listens.append("keys")
        if ear.takes_speech:
            listens.append("speech")
        if ear.takes_recording:
            listens.append("recording")
    return CallView(
        sid=line.sid,
        number=line.number,
        other=line.other,
        incoming=line.incoming,
        state=line.state,
        heard=line.heard,
        listens=listens,
        connected=line.room is not None,
    )


def phone_view(handset: Handset) -> PhoneView:
    return PhoneView(
        number=handset.number,
        name=handset.name,
        behaviour=handset.behaviour.kind,
        calls=[call_view(line) for line in handset.lines],
        sms=handset.sms,
    )
