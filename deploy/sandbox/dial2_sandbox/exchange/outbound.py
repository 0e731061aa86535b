"""Calls that the application orders."""

import msgspec

from dial2_sandbox.exchange.call_recording import recorded
from dial2_sandbox.exchange.calls import Call
from dial2_sandbox.exchange.documents import Document
from dial2_sandbox.exchange.ringing import detect, ring
from dial2_sandbox.exchange.session import Session, converse
from dial2_sandbox.exchange.switchboard import Switchboard
from dial2_sandbox.exchange.verbs import VOICE
from dial2_sandbox.handset.line import Utterance

HALF_A_SECOND = 0.5


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What runs on a call once it is answered, and how long it may ring (in seconds).

    `keys` are sent to whoever answers, before the document; each `w` among them waits half a second.
    """

    document: Document
    ring_seconds: float = 60.0
    keys: str = ""


async def place(board: Switchboard, call: Call, order: Order) -> None:
    """Take the call from the queue, ring, and carry out its document."""
    await _departure(board)
    if call.final or not await ring(board, call, seconds=order.ring_seconds):
        return
    with recorded(board, call):
        try:
            await _send_keys(board, call, order.keys)
            await _detect(board, call)
            if not call.line.ended:
                await converse(Session(board, call, VOICE), order.document)
        finally:
            board.advance(call, "completed")


async def _send_keys(board: Switchboard, call: Call, keys: str) -> None:
    await board.pace.wait(keys.count("w") * HALF_A_SECOND)
    if tones := keys.replace("w", ""):
        call.line.hear(Utterance(text=f"(tones {tones})", by="tone"))


async def _detect(board: Switchboard, call: Call) -> None:
    if call.detection is None:
        return
    if call.detection.asynchronous:
        board.spawn(detect(board, call, call.detection), name=f"detection on {call.sid}")
    else:
        await detect(board, call, call.detection)


async def _departure(board: Switchboard) -> None:
    """Wait for a place among the calls that may start each second."""
    now = board.pace.now()
    departure = max(now, board.next_departure)
    board.next_departure = departure + 1 / board.calls_per_second
    await board.pace.wait(departure - now)
