"""IncomingPhoneNumbers: fetch, list, update."""

from fastapi import APIRouter, Request

from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.numbers import IncomingNumber
from dial2_sandbox.exchange.rest.access import Board
from dial2_sandbox.exchange.rest.forms import form_of, text, url
from dial2_sandbox.exchange.rest.paging import page
from dial2_sandbox.exchange.switchboard import Switchboard

URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
}
WORDS = {
    "FriendlyName": "friendly_name",
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}

router = APIRouter()


@router.get("/IncomingPhoneNumbers.json")
async def list_numbers(request: Request, board: Board) -> dict[str, object]:
    part = request.query_params.get("PhoneNumber", "")
    found = [number for number in board.numbers.values() if part in number.phone_number]
    return page("incoming_phone_numbers", found, request.query_params, request.url.path)


@router.get("/IncomingPhoneNumbers/{sid}.json")
async def fetch(sid: str, board: Board) -> dict[str, object]:
    return _number(board, sid).resource()


@router.post("/IncomingPhoneNumbers/{sid}.json")
async def update(sid: str, request: Request, board: Board) -> dict[str, object]:
    number = _number(board, sid)
    form = await form_of(request)
    changes = {field: url(form, name) for name, field in URLS.items() if name in form}
    changes |= {field: text(form, name) for name, field in WORDS.items() if name in form}
    for field, value in changes.items():
        setattr(number, field, value)
    return number.resource()


def _number(board: Switchboard, sid: str) -> IncomingNumber:
    for number in board.numbers.values():
        if number.sid == sid:
            return number
    raise Refused(20404, f"number {sid}")
