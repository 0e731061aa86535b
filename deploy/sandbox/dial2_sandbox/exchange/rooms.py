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
        self.left: float | None = None
        self.handover: Handover | None = None

    def waited(self, now: float) -> float:
        """Seconds in the queue so far, or until it was left: a talk that follows is no wait."""
        return (now if self.left is None else self.left) - self.entered


class Queue:
    def __init__(self, name: str) -> None:
        self.name = name
        self.sid = new_sid("QU")
        self.members: list[Member] = []

    def average(self, now: float) -> float:
        """Seconds that those who are in it have waited."""
        return sum(member.waited(now) for member in self.members) / max(len(self.members), 1)

    def release(self, member: Member, now: float) -> None:
        if member in self.members:
            self.members.remove(member)
            member.left = now


class ConferencePlan(msgspec.Struct, frozen=True, kw_only=True):
    """Where a conference tells what happens in it, and which of it: start, end, join, leave."""

    url: str
    method: str
    events: frozenset[str]


class Conference(Bridge):
    """A room by name; it starts when a member who may start it has come in.

    `begun`: it was told that two are in it; `ended_by` the call whose leaving ends it for all.
    """

    def __init__(self, name: str, changes: Changes) -> None:
        super().__init__(changes)
        self.name = name
        self.sid = new_sid("CF")
        self.started = False
        self.begun = False
        self.ended_by: str | None = None
        self.plan: ConferencePlan | None = None
        self.told = 0  # status callbacks so far
        self.inside: set[str] = set()  # calls

    def relay(self, speaker: Line, text: str) -> None:
        if self.started:
            super().relay(speaker, text)
