"""Messages: create, fetch, list."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData

from dial2_sandbox.exchange import texting
from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.identifiers import is_e164
from dial2_sandbox.exchange.messages import Message
from dial2_sandbox.exchange.rest.access import Board, refuse_as_told, subject_to_faults
from dial2_sandbox.exchange.rest.forms import form_of, text, url
from dial2_sandbox.exchange.rest.paging import page, within
from dial2_sandbox.exchange.switchboard import Switchboard

LONGEST = 1600  # characters
LONGEST_WAIT = 36000  # seconds

router = APIRouter()


@router.post("/Messages.json", status_code=201)
async def create(request: Request, board: Board) -> dict[str, object]:
    form = await form_of(request)

    async def do() -> dict[str, object]:
        return _send(board, form).resource()

    return await subject_to_faults(board, "messages.create", do)


@router.get("/Messages.json")
async def list_messages(request: Request, board: Board) -> dict[str, object]:
    async def do() -> dict[str, object]:
        found = [message for message in reversed(board.messages.values()) if _matches(message, request)]
        return page("messages", found, request.query_params, request.url.path)

    return await subject_to_faults(board, "messages.list", do)


@router.get("/Messages/{sid}.json")
async def fetch(sid: str, board: Board) -> dict[str, object]:
    if sid not in board.messages:
        raise Refused(20404, f"message {sid}")
    return board.messages[sid].resource()


def _send(board: Switchboard, form: FormData) -> Message:
    to, service, body = text(form, "To"), text(form, "MessagingServiceSid"), text(form, "Body")
    from_ = text(form, "From") or (next(iter(board.numbers), "") if service else "")
    _check(board, to=to, from_=from_, body=body)
    return texting.send(
        board,
        from_=from_,
        to=to,
        body=body,
        direction="outbound-api",
        status_callback=url(form, "StatusCallback"),
        service_sid=service or None,
        valid_seconds=_validity(form),
    )


def _validity(form: FormData) -> int:
    """Between 1 and 36000 seconds."""
    value = text(form, "ValidityPeriod") or "36000"
    if not value.isdecimal() or not 1 <= int(value) <= LONGEST_WAIT:
        raise Refused(20001, f"ValidityPeriod is {value!r}; 1 to {LONGEST_WAIT} are possible")
    return int(value)


def _check(board: Switchboard, *, to: str, from_: str, body: str) -> None:
    """Refuse what the provider refuses at once; the rest fails on its way."""
    refusals = (
        (not to, 21604, ""),
        (not from_, 21603, ""),
        (not body, 21602, ""),
        (not is_e164(to), 21211, to),
        (from_ not in board.numbers, 21606, from_),
        (len(body) > LONGEST, 21617, f"{len(body)} characters"),
        ((from_, to) in board.opted_out, 21610, to),
        (to in board.handsets and board.handsets[to].sms_behaviour.landline, 21614, to),
    )
    refuse_as_told(board, to)
    for applies, code, detail in refusals:
        if applies:
            raise Refused(code, detail)


def _matches(message: Message, request: Request) -> bool:
    query = request.query_params
    wanted = {"To": message.to, "From": message.from_}
    return all(query.get(name) in {None, value} for name, value in wanted.items()) and within(
        message.sent or message.created, query, "DateSent"
    )
