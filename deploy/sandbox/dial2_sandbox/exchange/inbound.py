"""Calls that people make to the account's numbers."""

from dial2_sandbox.exchange.calls import Call
from dial2_sandbox.exchange.documents import Fetch
from dial2_sandbox.exchange.numbers import IncomingNumber
from dial2_sandbox.exchange.session import Session, converse
from dial2_sandbox.exchange.switchboard import Switchboard
from dial2_sandbox.exchange.verbs import VOICE


async def receive(board: Switchboard, call: Call, number: IncomingNumber) -> None:
    """Carry out what the number's voice URL says, until the call is over."""
    document = Fetch(
        url=number.voice_url,
        method=number.voice_method,
        fallback_url=number.voice_fallback_url,
        fallback_method=number.voice_fallback_method,
    )
    try:
        if number.voice_url:
            await converse(Session(board, call, VOICE), document)
    finally:
        board.advance(call, "canceled" if call.status == "ringing" else "completed")
