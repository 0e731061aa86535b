"""Mail, faults, numbers and what went wrong, over HTTP."""

import base64

import msgspec
from fastapi import APIRouter, Request, Response

from dial2_sandbox.exchange.faults import Fault
from dial2_sandbox.mailbox.catcher import Mail
from dial2_sandbox.web.wire import TheExchange, TheMail, Within, answer, read

router = APIRouter(prefix="/sandbox")


class MailBehaviour(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`refuse` is an SMTP reply for the next `times` mails, `slow` the real seconds each one takes."""

    refuse: str = ""
    times: int = 1
    slow: float | None = None
    away: bool | None = None


class Urls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    voice_url: str = ""
    sms_url: str = ""
    fallback_url: str = ""
    status_callback: str = ""


@router.get("/mail")
async def mails(mail: TheMail, to: str = "", subject: str = "", within: float = 0.0) -> Response:
    """All mails; with `to`, wait for one that has not been read yet."""
    if to:
        return answer(_view(await mail.mail_to(to, subject_contains=subject, within=within)))
    return answer([_view(kept) for kept in mail.mails])


@router.delete("/mail", status_code=204)
async def clear_mail(mail: TheMail) -> None:
    mail.clear()


@router.put("/mail/behaviour")
async def mail_behaviour(request: Request, mail: TheMail) -> Response:
    behaviour = await read(request, MailBehaviour)
    if behaviour.refuse:
        mail.refuses(behaviour.refuse, times=behaviour.times)
    if behaviour.slow is not None:
        mail.is_slow(behaviour.slow)
    if behaviour.away is not None:
        await (mail.is_away() if behaviour.away else mail.is_back())
    return answer({})


@router.post("/faults")
async def plan_fault(request: Request, exchange: TheExchange) -> Response:
    exchange.faults.planned.append(await read(request, Fault))
    return answer(exchange.faults.planned, status=201)


@router.get("/numbers")
async def numbers(exchange: TheExchange) -> Response:
    return answer(list(exchange.board.numbers))


@router.put("/numbers/{number}")
async def put_number(number: str, request: Request, exchange: TheExchange) -> Response:
    urls = await read(request, Urls)
    exchange.add_number(number, **msgspec.structs.asdict(urls))
    exchange.changes.ring()
    return answer({}, status=201)


@router.get("/webhooks")
async def webhooks(exchange: TheExchange) -> Response:
    """The requests made to the application, oldest first."""
    return answer(list(exchange.board.webhooks.sent))


@router.get("/alerts")
async def alerts(exchange: TheExchange) -> Response:
    """What the application did wrong."""
    return answer(
        [{"code": alert.code, "url": alert.url, "detail": alert.detail} for alert in exchange.board.alerts]
    )


@router.post("/quiet")
async def quiet(request: Request, exchange: TheExchange, mail: TheMail) -> Response:
    wait = await read(request, Within)
    await exchange.expect_quiet(within=wait.within)
    mail.expect_quiet()
    return answer({})


def _view(mail: Mail) -> dict[str, object]:
    return {**msgspec.structs.asdict(mail), "raw": base64.b64encode(mail.raw).decode()}
