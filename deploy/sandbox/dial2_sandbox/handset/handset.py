"""A telephone with its number, and the person who carries it."""

from collections.abc import Coroutine
from typing import Any, Protocol

import msgspec

from dial2_sandbox.changes import WITHIN, Changes
from dial2_sandbox.handset.behaviour import Behaviour, Script, SmsBehaviour
from dial2_sandbox.handset.held_call import HeldCall, Unexpected, plain
from dial2_sandbox.handset.line import Line
from dial2_sandbox.pace import Pace


class Sms(msgspec.Struct, kw_only=True):
    """An SMS on a telephone. The carrier's own notices (`notice`) are nobody's business but the reader's."""

    sid: str
    other: str
    body: str
    notice: bool = False
    read: bool = False


class Network(Protocol):
    """What a telephone can ask of the exchange it is connected to."""

    @property
    def pace(self) -> Pace: ...

    @property
    def changes(self) -> Changes: ...

    def dial(self, handset: "Handset", number: str, *, caller_id: str) -> Line: ...

    def text(self, handset: "Handset", number: str, body: str) -> None: ...

    def spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> object: ...


class Handset:
    """Dials, texts and is called. Without further word its calls wait to be picked up by hand.

    A telephone that is not `known` was called or texted though nobody ever spoke of it: nobody answers.
    """

    def __init__(self, number: str, network: Network, *, known: bool = True) -> None:
        self.number = number
        self.known = known
        self.name = ""
        self.behaviour = Behaviour()
        self.sms_behaviour = SmsBehaviour()
        self.refused: int | None = None
        self.lines: list[Line] = []
        self.sms: list[Sms] = []
        self._network = network
        self._script: Script | None = None
        self._held: dict[str, HeldCall] = {}

    # ---- how it behaves

    def waits_for_a_hand(self) -> None:
        self._behave(Behaviour())

    def answers_with(self, script: Script) -> None:
        """Pick up and follow `script`, an async function of the call."""
        self._behave(Behaviour(kind="answers"), script)

    def answers_and_presses(self, *entries: str, after: float = 4.0) -> None:
        """Pick up after so many seconds of ringing and press one entry at each prompt."""
        self._behave(Behaviour(kind="answers", presses=entries, after=after))

    def does_not_answer(self) -> None:
        self._behave(Behaviour(kind="no-answer"))

    def is_busy(self) -> None:
        self._behave(Behaviour(kind="busy"))

    def is_unreachable(self) -> None:
        """The network cannot put a call through: it fails."""
        self._behave(Behaviour(kind="unreachable"))

    def declines(self) -> None:
        self._behave(Behaviour(kind="declines"))

    def voicemail_answers(self, *, after: float = 15.0, greeting: float = 6.0) -> None:
        """A machine picks up, greets, and records whatever it is told."""
        self._behave(Behaviour(kind="voicemail", after=after, greeting=greeting))

    def behaves(self, behaviour: Behaviour) -> None:
        self._behave(behaviour)

    def receives_no_sms(self, *, error_code: int = 30003, failed: bool = False) -> None:
        """Texts end `undelivered` (or `failed`) with the carrier's `error_code`."""
        self.sms_behaviour = SmsBehaviour(status="failed" if failed else "undelivered", error_code=error_code)

    def receives_sms_late(self, *, seconds: float) -> None:
        """Texts wait so long before they are sent; one that is not valid any more by then fails with 30036."""
        self.sms_behaviour = SmsBehaviour(queued=seconds)

    def is_refused(self, code: int) -> None:
        """The API refuses every call and text to this number with a code of `exchange/errors.py`."""
        self.refused = code

    def is_a_landline(self) -> None:
        """Texts are refused at once, with 21614."""
        self.sms_behaviour = SmsBehaviour(landline=True)

    # ---- what the person does

    async def dials(self, number: str, *, caller_id: str | None = None) -> HeldCall:
        """Call `number`; `caller_id` replaces one's own, as withheld numbers do ("Anonymous")."""
        line = self._network.dial(self, number, caller_id=caller_id or self.number)
        self.lines.append(line)
        self._network.changes.ring()
        return self.holds(line)

    async def rings(self, *, within: float = WITHIN) -> HeldCall:
        """Wait for a call that no script has dealt with; the first step taken on it picks it up."""
        try:
            line = await self._network.changes.until(self._unclaimed_ring, within=within)
        except TimeoutError:
            raise Unexpected(f"{self.number} did not ring within {within:g} s.\n{self.history()}") from None
        return self.holds(line)

    def holds(self, line: Line) -> HeldCall:
        """The call on `line`, in a hand from now on."""
        line.claimed = True
        return self._held.setdefault(line.sid, HeldCall(line, self._network.pace))

    async def texts(self, number: str, body: str) -> None:
        self._network.text(self, number, body)

    async def receives_sms(self, text: str = "", *, within: float = WITHIN) -> Sms:
        """Wait for an SMS containing `text` that has not been read yet, and read it."""

        def unread() -> Sms | None:
            return next((sms for sms in self.sms if not sms.read and plain(text) in plain(sms.body)), None)

        try:
            sms = await self._network.changes.until(unread, within=within)
        except TimeoutError:
            raise Unexpected(
                f"{self.number} received no SMS with {text!r} within {within:g} s.\n{self.history()}"
            ) from None
        sms.read = True
        return sms

    # ---- what the exchange does

    @property
    def engaged(self) -> bool:
        return any(line.state == "answered" for line in self.lines)

    def ring(self, line: Line) -> None:
        """A call arrives."""
        self.lines.append(line)
        line.attended = self.known and self.behaviour.kind == "by-hand"
        line.claimed = self.known and self.behaviour.kind != "by-hand"
        self._network.changes.ring()
        if self.behaviour.kind == "declines":
            line.decline()
        elif self.behaviour.picks_up:
            self._network.spawn(self._pick_up(line, self.behaviour, self._script), name=f"{self.number} picks up")

    def deliver(self, sms: Sms) -> None:
        self.sms.append(sms)
        self._network.changes.ring()

    # ---- what a person looking at it sees

    def surprises(self) -> list[str]:
        """What happened on this telephone that no script expected."""
        calls = [
            f"{self.number} had a call from {line.other} that nobody expected:\n{line.transcript()}"
            for line in self.lines
            if not line.claimed
        ]
        open_calls = [
            f"{self.number} is still on a call with {line.other}:\n{line.transcript()}"
            for line in self.lines
            if line.claimed and line.state == "answered"
        ]
        texts = [
            f"{self.number} received an SMS from {sms.other} that nobody expected:\n  {sms.body}"
            for sms in self.sms
            if not sms.read and not sms.notice
        ]
        return calls + open_calls + texts

    def history(self) -> str:
        """Its calls and texts, for a message to a person."""
        calls = [f"Call with {line.other} ({line.state}):\n{line.transcript()}" for line in self.lines]
        texts = [f"SMS from {sms.other}: {sms.body}" for sms in self.sms]
        return "\n".join(calls + texts) or "It had no calls and no SMS."

    def _behave(self, behaviour: Behaviour, script: Script | None = None) -> None:
        self.behaviour = behaviour
        self._script = script
        self._network.changes.ring()

    def _unclaimed_ring(self) -> Line | None:
        return next((line for line in self.lines if not line.claimed and line.state == "ringing"), None)

    async def _pick_up(self, line: Line, behaviour: Behaviour, script: Script | None) -> None:
        await self._network.pace.wait(behaviour.after)
        line.attended = script is not None or bool(behaviour.presses)
        line.answer()
        call = self.holds(line)
        if script is not None:
            await script(call)
        for entry in behaviour.presses:
            await self._network.changes.until(lambda: line.ended or line.asks_for_keys)
            line.press(entry)
        line.attended = script is not None
