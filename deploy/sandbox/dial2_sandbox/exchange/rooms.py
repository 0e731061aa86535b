"""Where callers meet: a bridge of two, a queue, a conference."""

import msgspec

from dial2_sandbox.changes import Changes
from dial2_sandbox.exchange.calls import Call
from dial2_sandbox.exchange.identifiers import new_sid
from dial2_sandbox.handset.line import Line, Utterance


class Bridge:
    """Lines that hear each other; each member's end is awaited by whoever put it there."""

    def __init__(self, changes: Changes) -> None:
        self.members: list[Line] = []
        self.over = False
        self._changes = changes

    def join(self, line: Line) -> None:
        self.members.append(line)
        line.room = self
        self._changes.ring()

    def leave(self, line: Line) -> None:
        if line in self.members:
            self.members.remove(line)
            line.room = None
            self._changes.ring()

    def close(self) -> None:
        """Part all who are in it."""
        self.over = True
        for line in list(self.members):
            self.leave(line)
        self._changes.ring()

    def relay(self, speaker: Line, text: str) -> None:
        for line in self.members:
            if line is not speaker:
                line.hear(Utterance(text=text, by="party"))


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """What a queued call is taken out for; `url` is a document it hears before it is connected."""

    bridge: Bridge
    url: str
    method: str
    dequeuer: str


class Member:
    """A call that waits in a queue, until somebody takes it out."""

    def __init__(self, call: Call, *, entered: float) -> None:
        self.call = call
        self.entered = entered
        self.handover: Handover | None = None


class Queue:
    def __init__(self, name: str) -> None:
        self.name = name
        self.sid = new_sid("QU")
        self.members: list[Member] = []


class Conference(Bridge):
    """A room by name; it starts when a member who may start it has come in."""

    def __init__(self, name: str, changes: Changes) -> None:
        super().__init__(changes)
        self.name = name
        self.sid = new_sid("CF")
        self.started = False

    def relay(self, speaker: Line, text: str) -> None:
        if self.started:
            super().relay(speaker, text)
