"""Telephones over HTTP: list, behave, dial, text, wait for a ring or an SMS."""

import msgspec
from fastapi import APIRouter, Request, Response

from dial2_sandbox.handset.behaviour import Behaviour, SmsBehaviour
from dial2_sandbox.web.views import call_view, phone_view
from dial2_sandbox.web.wire import TheExchange, Within, answer, read

router = APIRouter(prefix="/sandbox/phones")


class Setting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str | None = None
    behaviour: Behaviour | None = None
    sms: SmsBehaviour | None = None


class Dial(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str
    caller_id: str | None = None


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    to: str
    body: str


class Awaited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    contains: str = ""
    within: float = 5.0


@router.get("")
async def phones(exchange: TheExchange) -> Response:
    return answer([phone_view(handset) for handset in exchange.board.handsets.values()])


@router.get("/{number}")
async def phone(number: str, exchange: TheExchange) -> Response:
    return answer(phone_view(exchange.handset(number)))


@router.put("/{number}")
async def put(number: str, request: Request, exchange: TheExchange) -> Response:
    setting = await read(request, Setting)
    handset = exchange.handset(number)
    if setting.name is not None:
        handset.name = setting.name
    if setting.behaviour is not None:
        handset.behaves(setting.behaviour)
    if setting.sms is not None:
        handset.sms_behaviour = setting.sms
    exchange.changes.ring()
    return answer(phone_view(handset))


@router.post("/{number}/dial")
async def dial(number: str, request: Request, exchange: TheExchange) -> Response:
    order = await read(request, Dial)
    call = await exchange.handset(number).dials(order.to, caller_id=order.caller_id)
    return answer(call_view(call.line), status=201)


@router.post("/{number}/text")
async def text(number: str, request: Request, exchange: TheExchange) -> Response:
    order = await read(request, Text)
    await exchange.handset(number).texts(order.to, order.body)
    return answer({}, status=202)


@router.post("/{number}/ring")
async def ring(number: str, request: Request, exchange: TheExchange) -> Response:
    wait = await read(request, Within)
    call = await exchange.handset(number).rings(within=wait.within)
    return answer(call_view(call.line))


@router.post("/{number}/sms")
async def sms(number: str, request: Request, exchange: TheExchange) -> Response:
    awaited = await read(request, Awaited)
    return answer(await exchange.handset(number).receives_sms(awaited.contains, within=awaited.within))
