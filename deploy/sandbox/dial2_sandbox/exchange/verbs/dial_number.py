"""Dial Number: telephones ring at once; the first to get through its whisper is connected."""

import asyncio
from collections.abc import Mapping

import msgspec

from dial2_sandbox.exchange.calls import Call, Detection, StatusPlan
from dial2_sandbox.exchange.documents import Element, Fetch, number, words
from dial2_sandbox.exchange.ringing import detect, ring
from dial2_sandbox.exchange.rooms import Bridge
from dial2_sandbox.exchange.session import Session, converse

MOST = 10  # numbers in one Dial
TIME_LIMIT = 14400.0  # seconds
NOT_IN_A_WHISPER = frozenset({"Dial", "Enqueue", "Leave", "Reject"})


class Leg(msgspec.Struct, frozen=True):
    noun: Element
    call: Call


async def dial_numbers(session: Session, verb: Element) -> dict[str, str]:
    """The action's parameters; `completed` with DialBridged=false is a call answered and not accepted."""
    legs = [Leg(noun, _open(session, verb, noun)) for noun in _nouns(verb)[:MOST]]
    session.hear("ringing")
    attempts = {
        asyncio.create_task(_accepted(session, leg, seconds=number(verb, "timeout", 30))): leg for leg in legs
    }
    try:
        winner = await _first_accepted(attempts)
        await _drop(session, attempts, keep=winner)
        if winner is None:
            return _outcome([leg.call for leg in legs])
        session.answer()
        seconds = await _talk(session, winner.call, limit=number(verb, "timeLimit", TIME_LIMIT))
        return {
            "DialCallStatus": "completed",
            "DialCallSid": winner.call.sid,
            "DialCallDuration": str(seconds),
            "DialBridged": "true",
        }
    finally:
        await _drop(session, attempts, keep=None)


def _nouns(verb: Element) -> list[Element]:
    return verb.findall("Number") or [verb]


def _open(session: Session, verb: Element, noun: Element) -> Call:
    callback = noun.get("statusCallback")
    plan = StatusPlan(
        url=session.link(callback) if callback else "",
        method=noun.get("statusCallbackMethod", "POST"),
        events=frozenset(noun.get("statusCallbackEvent", "completed").split()),
    )
    return session.board.open_call(
        from_=verb.get("callerId", session.call.from_),
        to=words(noun),
        direction="outbound-dial",
        parent=session.call,
        plan=plan,
    )


async def _accepted(session: Session, leg: Leg, *, seconds: float) -> bool:
    """Ring one telephone and play it its whisper; returns whether it is still there to be connected."""
    if not await ring(session.board, leg.call, seconds=seconds):
        return False
    mode = leg.noun.get("machineDetection")
    if mode in {"Enable", "DetectMessageEnd"}:
        callback = leg.noun.get("amdStatusCallback")
        detection = Detection(
            mode="DetectMessageEnd" if mode == "DetectMessageEnd" else "Enable",
            asynchronous=True,
            url=session.link(callback) if callback else "",
        )
        session.board.spawn(detect(session.board, leg.call, detection), name=f"detection on {leg.call.sid}")
    url = leg.noun.get("url")
    if leg.noun.tag == "Number" and url:
        verbs = {name: verb for name, verb in session.verbs.items() if name not in NOT_IN_A_WHISPER}
        document = Fetch(url=session.link(url), method=leg.noun.get("method", "POST"))
        return await converse(session.on(leg.call, verbs), document)
    return not leg.call.line.ended


async def _first_accepted(attempts: Mapping[asyncio.Task[bool], Leg]) -> Leg | None:
    pending = set(attempts)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for attempt in done:
            if attempt.result():
                return attempts[attempt]
    return None


async def _drop(session: Session, attempts: Mapping[asyncio.Task[bool], Leg], *, keep: Leg | None) -> None:
    """End all legs but one."""
    for attempt, leg in attempts.items():
        if leg is not keep:
            attempt.cancel()
            session.board.advance(leg.call, "completed" if leg.call.answered_at else "canceled")
    await asyncio.wait(attempts)


async def _talk(session: Session, other: Call, *, limit: float) -> int:
    """Connect both until one hangs up or the time is over; returns the seconds."""
    board = session.board
    bridge = Bridge(board.changes)
    start = board.pace.now()
    bridge.join(session.line)
    bridge.join(other.line)
    try:
        await board.changes.until(lambda: other.line.state == "ended", within=board.pace.real(limit))
    except TimeoutError:
        session.hear("the time is over")
    finally:
        bridge.close()
    return round(board.pace.now() - start)


def _outcome(calls: list[Call]) -> dict[str, str]:
    """What to say of calls that led to no conversation: the one that came furthest speaks for all."""
    order = ("completed", "no-answer", "busy", "failed", "canceled")
    call = min(calls, key=lambda call: order.index(call.status))
    return {"DialCallStatus": call.status, "DialCallSid": call.sid, "DialBridged": "false"}
