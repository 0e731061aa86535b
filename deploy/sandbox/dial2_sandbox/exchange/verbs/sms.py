"""Sms: a text sent from within a call."""

from dial2_sandbox.exchange import texting
from dial2_sandbox.exchange.documents import Element, Fetch, words
from dial2_sandbox.exchange.session import Session


async def sms(session: Session, verb: Element) -> Fetch | None:
    call = session.call
    inbound = call.direction == "inbound"
    callback = verb.get("statusCallback")
    message = texting.send(
        session.board,
        from_=verb.get("from", call.to if inbound else call.from_),
        to=verb.get("to", call.from_ if inbound else call.to),
        body=words(verb),
        direction="outbound-call",
        status_callback=session.link(callback) if callback else "",
    )
    action = verb.get("action")
    if action is None:
        return None
    params = {"SmsSid": message.sid, "SmsStatus": message.status}
    return Fetch(url=session.link(action), method=verb.get("method", "POST"), params=params)
