"""Dial Queue: whoever waits longest in a queue is taken out and connected."""

from dial2_sandbox.exchange.documents import Element, number, words
from dial2_sandbox.exchange.rooms import Bridge, Handover, Member, Queue
from dial2_sandbox.exchange.session import Session


async def dial_queue(session: Session, verb: Element, noun: Element) -> dict[str, str]:
    board = session.board
    queue = board.queues.get(words(noun))
    if queue is None:
        return {"DialCallStatus": "failed", "DialBridged": "false"}
    try:
        member = await board.changes.until(
            lambda: _next(queue), within=board.pace.real(number(verb, "timeout", 30))
        )
    except TimeoutError:
        return {"DialCallStatus": "no-answer", "DialBridged": "false"}
    bridge = Bridge(board.changes)
    start = board.pace.now()
    url = noun.get("url")
    member.handover = Handover(
        bridge=bridge,
        url=session.link(url) if url else "",
        method=noun.get("method", "POST"),
        dequeuer=session.call.sid,
    )
    bridge.join(session.line)
    try:
        await board.changes.until(lambda: bridge.over or member.call.line.state == "ended")
    finally:
        bridge.close()
    return {
        "DialCallStatus": "completed",
        "DialCallSid": member.call.sid,
        "DialCallDuration": str(round(board.pace.now() - start)),
        "DialBridged": "true",
    }


def _next(queue: Queue) -> Member | None:
    return next((member for member in queue.members if member.handover is None), None)
