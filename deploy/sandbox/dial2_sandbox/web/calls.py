"""A call in hand over HTTP: the same steps as a script takes."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from dial2_sandbox.handset.held_call import HeldCall
from dial2_sandbox.handset.line import Ending
from dial2_sandbox.web.views import call_view
from dial2_sandbox.web.wire import Misused, TheExchange, Within, answer, read

router = APIRouter(prefix="/sandbox/calls/{sid}")


class Press(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    keys: str
    within: float = 5.0


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    within: float = 5.0


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: str
    seconds: int
    ends: Ending = "silence"
    within: float = 5.0


def held(sid: str, exchange: TheExchange) -> HeldCall:
    for handset in exchange.board.handsets.values():
        for line in handset.lines:
            if line.sid == sid:
                return handset.holds(line)
    raise Misused(404, f"no telephone has a call {sid}")


Held = Annotated[HeldCall, Depends(held)]


@router.get("")
async def call(held: Held) -> Response:
    return answer(call_view(held.line))


@router.post("/hear")
async def hear(held: Held, request: Request) -> Response:
    words = await read(request, Words)
    return await _step(held, lambda: held.hears(words.text, within=words.within))


@router.post("/press")
async def press(held: Held, request: Request) -> Response:
    order = await read(request, Press)
    return await _step(held, lambda: held.presses(order.keys, within=order.within))


@router.post("/say")
async def say(held: Held, request: Request) -> Response:
    words = await read(request, Words)
    return await _step(held, lambda: held.says(words.text, within=words.within))


@router.post("/record")
async def record(held: Held, request: Request) -> Response:
    message = await read(request, Message)
    return await _step(
        held,
        lambda: held.records(message.text, seconds=message.seconds, ends=message.ends, within=message.within),
    )


@router.post("/silence")
async def silence(held: Held, request: Request) -> Response:
    wait = await read(request, Within)
    return await _step(held, lambda: held.stays_silent(within=wait.within))


@router.post("/connected")
async def connected(held: Held, request: Request) -> Response:
    wait = await read(request, Within)
    return await _step(held, lambda: held.is_connected(within=wait.within))


@router.post("/end")
async def end(held: Held, request: Request) -> Response:
    wait = await read(request, Within)
    return await _step(held, lambda: held.ends(within=wait.within))


@router.post("/answer")
async def pick_up(held: Held) -> Response:
    return await _step(held, held.answers)


@router.post("/decline")
async def decline(held: Held) -> Response:
    return await _step(held, held.declines)


@router.post("/hangup")
async def hang_up(held: Held) -> Response:
    return await _step(held, held.hangs_up)


async def _step(held: HeldCall, step: Callable[[], Awaitable[None]]) -> Response:
    await step()
    return answer(call_view(held.line))
