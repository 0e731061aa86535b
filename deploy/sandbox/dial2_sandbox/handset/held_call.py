"""A call in a person's hand: the words a script speaks."""

from collections.abc import Callable

from dial2_sandbox.changes import WITHIN
from dial2_sandbox.handset.line import Ending, Line, Recorded, Utterance
from dial2_sandbox.pace import Pace


def plain(text: str) -> str:
    """Text as it is compared: without regard to case and spacing."""
    return " ".join(text.split()).casefold()


class Unexpected(AssertionError):
    """The telephone did something else than the script says, or nothing at all."""


class HeldCall:
    """A call as its steps are written in a script.

    Each step waits until the exchange is ready for it, at most `within` real seconds, then fails with what
    has been heard so far. Whoever hears, presses or speaks has picked up the telephone.
    """

    def __init__(self, line: Line, pace: Pace) -> None:
        self.line = line
        self._pace = pace
        self._read = 0

    @property
    def sid(self) -> str:
        """The call's SID on the exchange."""
        return self.line.sid

    @property
    def heard(self) -> list[Utterance]:
        return list(self.line.heard)

    async def answers(self) -> None:
        if self.line.state == "ended":
            raise self._unexpected("could not answer: the ringing had stopped")
        self.line.answer()

    async def declines(self) -> None:
        self.line.decline()

    async def hears(self, text: str, *, within: float = WITHIN) -> None:
        """Wait for `text`, regardless of case and spacing, in what is said after the last thing heard."""
        self._pick_up()

        await self._until(
            lambda: self._find(text) is not None or self.line.state == "ended", f"did not hear {text!r}", within
        )
        end = self._find(text)
        if end is None:
            raise self._unexpected(f"did not hear {text!r}: the call ended")
        self._read = end

    async def presses(self, keys: str, *, within: float = WITHIN) -> None:
        """Press `keys` as one entry, when keys are asked for; what one prompt leaves goes to the next."""
        self._pick_up()
        while keys:
            await self._until_listening(lambda: self._open("takes_keys"), f"nobody asked for key {keys}", within)
            keys = self.line.press(keys)

    async def says(self, text: str, *, within: float = WITHIN) -> None:
        """Speak to whoever listens: a prompt for speech, or the party one is connected with."""
        self._pick_up()
        await self._until_listening(
            lambda: self._open("takes_speech") or self.line.room is not None,
            f"nobody listened to {text!r}",
            within,
        )
        self.line.speak(text)

    async def records(self, text: str, *, seconds: int, ends: Ending = "silence", within: float = WITHIN) -> None:
        """Leave a message of so many seconds, and end it by silence, the hash key or hanging up."""
        self._pick_up()
        await self._until_listening(lambda: self._open("takes_recording"), "nobody recorded", within)
        self.line.record(Recorded(text=text, seconds=seconds, ends=ends))
        if ends == "hangup":
            await self.ends(within=within)

    async def stays_silent(self, *, within: float = WITHIN) -> None:
        """Let the prompt now open (or the next one) run into its timeout."""
        self._pick_up()
        await self._until_listening(lambda: self.line.ear is not None, "nobody listened to silence", within)
        ear = self.line.ear
        if ear is not None:
            ear.silent = True
            self.line.changes.ring()
            await self._until(lambda: self.line.ear is not ear, "was listened to for ever", within)

    async def is_connected(self, *, within: float = WITHIN) -> None:
        """Wait until somebody is on the other end: the call is bridged or in a conference."""
        self._pick_up()
        await self._until_listening(lambda: self.line.room is not None, "was connected with nobody", within)

    async def hangs_up(self) -> None:
        """End the call; one that still rings here is declined."""
        if self.line.incoming and self.line.state == "ringing":
            self.line.decline()
        else:
            self.line.end()

    async def ends(self, *, within: float = WITHIN) -> None:
        """Wait until the call is over."""
        await self._until(lambda: self.line.state == "ended", "was not hung up on", within)

    def _pick_up(self) -> None:
        if self.line.incoming:
            self.line.answer()

    def _open(self, what: str) -> bool:
        ear = self.line.ear
        return ear is not None and not ear.complete and bool(getattr(ear, what))

    def _find(self, text: str) -> int | None:
        """Where `text` ends in all that was said, if it follows what was read before."""
        at = plain(" ".join(utterance.text for utterance in self.line.heard)).find(plain(text), self._read)
        return None if at < 0 else at + len(plain(text))

    async def _until_listening(self, ready: Callable[[], bool], failure: str, within: float) -> None:
        await self._until(lambda: ready() or self.line.state == "ended", failure, within)
        if self.line.state == "ended":
            raise self._unexpected(f"{failure}: the call ended")

    async def _until(self, ready: Callable[[], bool], failure: str, within: float) -> None:
        try:
            await self.line.changes.until(ready, within=within)
        except TimeoutError:
            raise self._unexpected(f"{failure} within {within:g} s") from None

    def _unexpected(self, what: str) -> Unexpected:
        line = self.line
        way = "from" if line.incoming else "to"
        return Unexpected(
            f"{line.number}, on a call {way} {line.other}, {what}.\nHeard so far:\n{line.transcript()}"
        )
