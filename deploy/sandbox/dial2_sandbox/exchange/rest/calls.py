"""Calls: create, fetch, list, end, redirect."""

from fastapi import APIRouter, Request
from starlette.datastructures import FormData

from dial2_sandbox.exchange.calls import Call, Detection, RecordingPlan, StatusPlan
from dial2_sandbox.exchange.documents import Document, Fetch, Inline
from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.identifiers import is_e164
from dial2_sandbox.exchange.outbound import Order, place
from dial2_sandbox.exchange.rest.access import Board, refuse_as_told, subject_to_faults
from dial2_sandbox.exchange.rest.forms import form_of, text, url
from dial2_sandbox.exchange.rest.paging import page, within
from dial2_sandbox.exchange.switchboard import Switchboard

router = APIRouter()
_CHANNELS = {"mono": 1, "dual": 2}


@router.post("/Calls.json", status_code=201)
async def create(request: Request, board: Board) -> dict[str, object]:
    form = await form_of(request)

    async def do() -> dict[str, object]:
        return _order(board, form).resource()

    return await subject_to_faults(board, "calls.create", do)


@router.get("/Calls.json")
async def list_calls(request: Request, board: Board) -> dict[str, object]:
    query = request.query_params

    async def do() -> dict[str, object]:
        found = [call for call in reversed(board.calls.values()) if _matches(call, request)]
        return page("calls", found, query, request.url.path)

    return await subject_to_faults(board, "calls.list", do)


@router.get("/Calls/{sid}.json")
async def fetch(sid: str, board: Board) -> dict[str, object]:
    return _call(board, sid).resource()


@router.post("/Calls/{sid}.json")
async def update(sid: str, request: Request, board: Board) -> dict[str, object]:
    form = await form_of(request)

    async def do() -> dict[str, object]:
        call = _call(board, sid)
        _change(board, call, form)
        return call.resource()

    return await subject_to_faults(board, "calls.update", do)


def _call(board: Switchboard, sid: str) -> Call:
    if sid not in board.calls:
        raise Refused(20404, f"call {sid}")
    return board.calls[sid]


def _order(board: Switchboard, form: FormData) -> Call:
    """Open the call that a form asks for; it starts when its turn comes."""
    to, from_ = text(form, "To"), text(form, "From")
    if not to:
        raise Refused(21201)
    if not from_:
        raise Refused(21213)
    if not is_e164(to):
        raise Refused(21211, to)
    if from_ not in board.numbers:
        raise Refused(21210, from_)
    refuse_as_told(board, to)
    document = _document(form)
    if document is None:
        raise Refused(21205, "neither Url nor Twiml was given")
    order = Order(document=document, ring_seconds=_seconds(form, "Timeout", 60), keys=text(form, "SendDigits"))
    plan, detection, recording = _plan(form), _detection(form), _recording(form)
    call = board.open_call(from_=from_, to=to, direction="outbound-api", plan=plan)
    call.detection, call.recording = detection, recording
    board.spawn(place(board, call, order), name=f"call {call.sid} to {to}")
    return call


def _document(form: FormData) -> Document | None:
    if twiml := text(form, "Twiml"):
        return Inline(twiml)
    if not text(form, "Url"):
        return None
    return Fetch(
        url=url(form, "Url"),
        method=text(form, "Method") or "POST",
        fallback_url=url(form, "FallbackUrl"),
        fallback_method=text(form, "FallbackMethod") or "POST",
    )


def _seconds(form: FormData, name: str, default: int) -> int:
    value = text(form, name) or str(default)
    if not value.isdecimal():
        raise Refused(20001, f"{name} is {value!r} instead of whole seconds")
    return int(value)


def _plan(form: FormData) -> StatusPlan | None:
    if not text(form, "StatusCallback"):
        return None
    events = {str(event) for event in form.getlist("StatusCallbackEvent")}
    return StatusPlan(
        url=url(form, "StatusCallback"),
        method=text(form, "StatusCallbackMethod") or "POST",
        events=frozenset(events or {"completed"}),
    )


def _recording(form: FormData) -> RecordingPlan | None:
    if text(form, "Record").lower() != "true":
        return None
    channels = text(form, "RecordingChannels") or "mono"
    if channels not in _CHANNELS:
        raise Refused(20001, f"RecordingChannels is {channels!r}; {' and '.join(_CHANNELS)} are possible")
    told = {str(event) for event in form.getlist("RecordingStatusCallbackEvent")}
    return RecordingPlan(
        url=url(form, "RecordingStatusCallback"),
        method=text(form, "RecordingStatusCallbackMethod") or "POST",
        events=frozenset(told or {"completed"}),
        channels=_CHANNELS[channels],
    )


def _detection(form: FormData) -> Detection | None:
    mode = text(form, "MachineDetection")
    if mode in {"", "none"}:
        return None
    if mode not in {"Enable", "DetectMessageEnd"}:
        raise Refused(20001, f"MachineDetection is {mode!r}; Enable and DetectMessageEnd are possible")
    return Detection(
        mode="Enable" if mode == "Enable" else "DetectMessageEnd",
        asynchronous=text(form, "AsyncAmd") == "true",
        url=url(form, "AsyncAmdStatusCallback"),
        method=text(form, "AsyncAmdStatusCallbackMethod") or "POST",
    )


def _change(board: Switchboard, call: Call, form: FormData) -> None:
    """End a call (`canceled` before it is answered, `completed` at any time) or give it another document."""
    status = text(form, "Status")
    document = _document(form)
    if status not in {"", "canceled", "completed"}:
        raise Refused(20001, f"Status is {status!r}; canceled and completed are possible")
    if call.final:
        raise Refused(21220, f"it is {call.status}")
    if status == "canceled" and call.status == "in-progress":
        return
    if status:
        board.advance(call, "completed" if call.status == "in-progress" else "canceled")
    elif document is not None:
        if call.status != "in-progress":
            raise Refused(21220, f"it is {call.status}")
        call.replacement = document
        board.changes.ring()


def _matches(call: Call, request: Request) -> bool:
    query = request.query_params
    wanted = {"To": call.to, "From": call.from_, "Status": call.status, "ParentCallSid": call.parent_sid}
    return all(query.get(name) in {None, value} for name, value in wanted.items()) and within(
        call.started or call.created, query, "StartTime"
    )
