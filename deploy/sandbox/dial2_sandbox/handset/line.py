"""One end of a call: what the person holding it hears, and what the exchange hears from them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

import msgspec

from dial2_sandbox.changes import Changes

State = Literal["ringing", "answered", "ended"]
Ending = Literal["silence", "#", "hangup"]


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """Something heard: said by the exchange, by the other party, or a tone."""

    text: str
    by: Literal["exchange", "party", "tone"] = "exchange"
    language: str | None = None


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    seconds: int
    ends: Ending


class Ear:
    """What the exchange listens for at one moment of a call: keys, speech or a message to record."""

    def __init__(
        self,
        *,
        keys: bool = False,
        speech: bool = False,
        recording: bool = False,
        limit: int | None = None,
        finish: str = "",
    ) -> None:
        self.takes_keys = keys
        self.takes_speech = speech
        self.takes_recording = recording
        self._limit = limit
        self._finish = finish
        self.digits = ""
        self.spoken: str | None = None
        self.recorded: Recorded | None = None
        self.finished_by: str | None = None
        self.complete = False
        self.silent = False

    @property
    def touched(self) -> bool:
        return self.complete or bool(self.digits)

    def press(self, keys: str) -> str:
        """Take keys until the entry is complete; returns those left over."""
        for taken, key in enumerate(keys, start=1):
            if key in self._finish:
                self.finished_by = key
                self.complete = True
            else:
                self.digits += key
                self.complete = len(self.digits) == self._limit
            if self.complete:
                return keys[taken:]
        return ""


class Room(Protocol):
    """Where lines hear each other."""

    def relay(self, speaker: "Line", text: str) -> None: ...


class Line:
    """A call as the person holding the handset has it."""

    def __init__(self, *, sid: str, number: str, other: str, incoming: bool, changes: Changes) -> None:
        self.sid = sid
        self.number = number
        self.other = other
        self.incoming = incoming
        self.changes = changes
        self.state: State = "ringing"
        self.declined = False
        self.claimed = False
        self.attended = True  # whether somebody's next step is awaited with patience
        self.heard: list[Utterance] = []
        self.ear: Ear | None = None
        self.room: Room | None = None

    @property
    def ended(self) -> bool:
        return self.state == "ended"

    @property
    def asks_for_keys(self) -> bool:
        return self.ear is not None and self.ear.takes_keys and not self.ear.complete

    def hear(self, utterance: Utterance) -> None:
        self.heard.append(utterance)
        self.changes.ring()

    def answer(self) -> None:
        if self.state == "ringing":
            self.state = "answered"
            self.changes.ring()

    def decline(self) -> None:
        self.declined = True
        self.end()

    def end(self) -> None:
        if self.state != "ended":
            self.state = "ended"
            self.changes.ring()

    def press(self, keys: str) -> str:
        """Press keys at whatever listens; returns those that nobody took."""
        if self.ear is None or not self.asks_for_keys:
            return keys
        left = self.ear.press(keys)
        self.changes.ring()
        return left

    def speak(self, text: str) -> bool:
        """Say something; returns whether anybody listened."""
        ear = self.ear
        if ear is not None and ear.takes_speech and not ear.complete:
            ear.spoken = text
            ear.complete = True
        elif self.room is not None:
            self.room.relay(self, text)
        else:
            return False
        self.changes.ring()
        return True

    def record(self, message: Recorded) -> bool:
        """Speak to a recorder; returns whether one ran."""
        ear = self.ear
        if ear is None or not ear.takes_recording or ear.complete:
            return False
        ear.recorded = message
        ear.complete = True
        self.changes.ring()
        return True

    @contextmanager
    def listening(self, ear: Ear) -> Iterator[Ear]:
        self.ear = ear
        self.changes.ring()
        try:
            yield ear
        finally:
            self.ear = None

    def transcript(self) -> str:
        """What was heard so far, one utterance a line."""
        marks = {"exchange": "said: ", "party": "other party: ", "tone": ""}
        return "\n".join(f"  {marks[heard.by]}{heard.text}" for heard in self.heard) or "  (nothing)"
