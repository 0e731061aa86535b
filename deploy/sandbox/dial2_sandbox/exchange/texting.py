"""SMS: on their way to a telephone, and from one to the application."""

from datetime import UTC, datetime
from urllib.parse import urljoin

from dial2_sandbox.exchange.documents import Element, parse_reply, words
from dial2_sandbox.exchange.messages import Direction, Message, Status
from dial2_sandbox.exchange.numbers import IncomingNumber
from dial2_sandbox.exchange.switchboard import Switchboard
from dial2_sandbox.exchange.webhook import WebhookFailure
from dial2_sandbox.handset.handset import Sms

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "CANCEL", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HOP = 1.0  # seconds from one status to the next
TOLD = frozenset({"sent", "delivered", "undelivered", "failed"})  # the statuses a callback tells
UNDELIVERABLE = 21610
EXPIRED = 30036


def send(
    board: Switchboard,
    *,
    from_: str,
    to: str,
    body: str,
    direction: Direction,
    status_callback: str = "",
    service_sid: str | None = None,
    valid_seconds: int = 36000,
) -> Message:
    """Queue a message; it travels by itself."""
    message = Message(
        account_sid=board.account_sid,
        from_=from_,
        to=to,
        body=body,
        direction=direction,
        status_callback=status_callback,
        service_sid=service_sid,
        valid_seconds=valid_seconds,
    )
    board.messages[message.sid] = message
    board.spawn(_travel(board, message), name=f"SMS {message.sid}")
    return message


async def _travel(board: Switchboard, message: Message) -> None:
    behaviour = board.handset(message.to).sms_behaviour
    waits = HOP + behaviour.queued
    await board.pace.wait(min(waits, message.valid_seconds))
    if waits > message.valid_seconds:
        _advance(board, message, "failed", error_code=EXPIRED)
        return
    if (message.from_, message.to) in board.opted_out:
        _advance(board, message, "failed", error_code=UNDELIVERABLE)
        return
    _advance(board, message, "sending")
    await board.pace.wait(HOP)
    if behaviour.status == "failed":
        _advance(board, message, "failed", error_code=behaviour.error_code)
        return
    _advance(board, message, "sent")
    await board.pace.wait(HOP)
    if behaviour.status == "delivered":
        board.handset(message.to).deliver(Sms(sid=message.sid, other=message.from_, body=message.body))
    if behaviour.status != "sent":
        _advance(board, message, behaviour.status, error_code=behaviour.error_code)


def _advance(board: Switchboard, message: Message, status: Status, *, error_code: int | None = None) -> None:
    message.status = status
    message.error_code = error_code
    message.sent = message.sent or (datetime.now(UTC) if status == "sent" else None)
    if status in TOLD:
        board.callbacks.post(
            message.status_callback, message.params(), about=message.sid, event=status, more=status == "sent"
        )
    board.changes.ring()


async def receive(board: Switchboard, message: Message, number: IncomingNumber) -> None:
    """Give a person's text to the application, and send what it replies."""
    _mind_keywords(board, message)
    if not number.sms_url:
        return
    url, method, params = number.sms_url, number.sms_method, message.params()
    try:
        await _converse(board, message, url, method, params)
    except WebhookFailure as failure:
        board.alert(failure)
        if number.sms_fallback_url:
            params |= {"ErrorCode": str(failure.code), "ErrorUrl": failure.url}
            try:
                await _converse(board, message, number.sms_fallback_url, number.sms_fallback_method, params)
            except WebhookFailure as second:
                board.alert(second)


async def _converse(board: Switchboard, message: Message, url: str, method: str, params: dict[str, str]) -> None:
    step: str | None = url
    while step is not None:
        document = parse_reply(await board.webhooks.send(step, method, params), step)
        url, step = step, None
        for verb in document:
            if verb.tag == "Redirect":
                step, method = urljoin(url, words(verb)), verb.get("method", "POST")
                break
            if verb.tag in {"Message", "Sms"}:
                _reply(board, message, verb, url)
            else:
                board.alert(WebhookFailure(12200, url, f"<{verb.tag}> is not allowed here; Message, Redirect are"))


def _reply(board: Switchboard, message: Message, verb: Element, url: str) -> None:
    body = verb.find("Body")
    callback = verb.get("statusCallback") or verb.get("action")
    send(
        board,
        from_=verb.get("from", message.to),
        to=verb.get("to", message.from_),
        body=words(verb if body is None else body),
        direction="outbound-reply",
        status_callback=urljoin(url, callback) if callback else "",
    )


def _mind_keywords(board: Switchboard, message: Message) -> None:
    """Opting out and in is the carrier's business; the application gets the text as well."""
    word = message.body.strip().upper()
    pair = (message.to, message.from_)
    if word in STOP and pair not in board.opted_out:
        board.opted_out.add(pair)
        notice = "You will get no more messages from this number. Reply START to get them again."
    elif word in START and pair in board.opted_out:
        board.opted_out.discard(pair)
        notice = "You will get messages from this number again. Reply STOP to end them."
    else:
        return
    board.handset(message.from_).deliver(Sms(sid=message.sid, other=message.to, body=notice, notice=True))
