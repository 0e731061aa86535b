"""Dial: the caller is connected with telephones, a queue or a conference."""

from dial2_sandbox.exchange.documents import Element, Fetch
from dial2_sandbox.exchange.session import Session
from dial2_sandbox.exchange.verbs.dial_conference import join_conference
from dial2_sandbox.exchange.verbs.dial_number import dial_numbers
from dial2_sandbox.exchange.verbs.dial_queue import dial_queue


async def dial(session: Session, verb: Element) -> Fetch | None:
    """The action with how it went, or the next verb where there is none."""
    queue, conference = verb.find("Queue"), verb.find("Conference")
    if queue is not None:
        session.answer()
        result = await dial_queue(session, verb, queue)
    elif conference is not None:
        session.answer()
        result = await join_conference(session, conference)
    else:
        if verb.get("answerOnBridge") != "true":
            session.answer()
        result = await dial_numbers(session, verb)
    action = verb.get("action")
    if action is None:
        return None
    return Fetch(url=session.link(action), method=verb.get("method", "POST"), params=result)
