"""Enqueue: a call waits, hears its waiting document over and over, and is taken out or leaves."""

import asyncio
from collections.abc import Mapping

from dial2_sandbox.exchange.documents import Element, Fetch, words
from dial2_sandbox.exchange.rooms import Handover, Member, Queue
from dial2_sandbox.exchange.session import Session, Verb
from dial2_sandbox.exchange.verbs.flow import LeftQueue, hangup, leave, redirect
from dial2_sandbox.exchange.verbs.gather import gather
from dial2_sandbox.exchange.verbs.say import pause, play, say

WAITING: Mapping[str, Verb] = {
    "Gather": gather,
    "Hangup": hangup,
    "Leave": leave,
    "Pause": pause,
    "Play": play,
    "Redirect": redirect,
    "Say": say,
}
BREATH = 0.02  # real seconds between two rounds of the waiting document, however fast the pace
MAX_SIZE = "1000"


async def enqueue(session: Session, verb: Element) -> Fetch | None:
    """The action with how the wait ended, or the next verb where there is none."""
    name = words(verb)
    queue = session.board.queues.setdefault(name, Queue(name))
    member = Member(session.call, entered=session.board.pace.now())
    queue.members.append(member)
    session.board.changes.ring()
    result = None
    try:
        result = await _wait(session, verb, queue, member)
    finally:
        queue.release(member, session.board.pace.now())
        told = _told(session, queue, member)
        if result is None:
            _report_departure(session, verb, told | {"QueueResult": _interrupted(session, member)})
    action = verb.get("action")
    if action is None:
        return None
    params = told | {"QueueResult": result}
    return Fetch(url=session.link(action), method=verb.get("method", "POST"), params=params)


async def _wait(session: Session, verb: Element, queue: Queue, member: Member) -> str:
    music = asyncio.create_task(_music(session, verb, queue, member))
    taken = asyncio.create_task(session.board.changes.until(lambda: member.handover))
    try:
        await asyncio.wait({music, taken}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (music, taken):
            task.cancel()
        await asyncio.wait({music, taken})
    if member.handover is not None:
        queue.release(member, session.board.pace.now())
        await _connected(session, queue, member, member.handover)
        return "bridged"
    error = music.exception()
    if isinstance(error, LeftQueue):
        return "leave"
    raise error or RuntimeError("the waiting document ended by itself")


async def _music(session: Session, verb: Element, queue: Queue, member: Member) -> None:
    url = verb.get("waitUrl")
    if not url:
        session.hear("music")
        await asyncio.Event().wait()  # until somebody ends the music
    waiting = session.on(session.call, WAITING, extra=lambda: _position(session, queue, member))
    while True:
        await waiting.run(Fetch(url=session.link(url), method=verb.get("waitUrlMethod", "POST")))
        await asyncio.sleep(BREATH)


async def _connected(session: Session, queue: Queue, member: Member, handover: Handover) -> None:
    bridge = handover.bridge
    try:
        if handover.url:
            told = _told(session, queue, member) | {"DequeingCallSid": handover.dequeuer}
            whisper = session.on(session.call, WAITING, extra=lambda: told)
            await whisper.run(Fetch(url=handover.url, method=handover.method))
        if not bridge.over:
            bridge.join(session.line)
            await session.board.changes.until(lambda: bridge.over)
    finally:
        bridge.close()


def _told(session: Session, queue: Queue, member: Member) -> dict[str, str]:
    return {"QueueSid": queue.sid, "QueueTime": str(round(member.waited(session.board.pace.now())))}


def _position(session: Session, queue: Queue, member: Member) -> dict[str, str]:
    position = queue.members.index(member) + 1 if member in queue.members else 0
    return _told(session, queue, member) | {
        "QueuePosition": str(position),
        "CurrentQueueSize": str(len(queue.members)),
        "MaxQueueSize": MAX_SIZE,
        "AvgQueueTime": str(round(queue.average(session.board.pace.now()))),
    }


def _interrupted(session: Session, member: Member) -> str:
    """How a wait ended that did not come to its own end: by hanging up, or by a redirection of the call."""
    connected = member.handover is not None
    if session.call.replacement is not None:
        return "redirected-from-bridged" if connected else "redirected"
    return "bridged" if connected else "hangup"


def _report_departure(session: Session, verb: Element, told: dict[str, str]) -> None:
    """Tell the action of a caller who hung up or was sent elsewhere; what it answers is of no use."""
    action = verb.get("action")
    if action:
        params = session.params() | told
        session.board.callbacks.post(
            session.link(action), params, about=session.call.sid, event="queue", method=verb.get("method", "POST")
        )
