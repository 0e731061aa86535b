"""JSON in and out of the control API."""

from typing import Annotated, TypeVar

import msgspec
from fastapi import Depends, Request, Response

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.mailbox.catcher import MailCatcher

S = TypeVar("S", bound=msgspec.Struct)


class Misused(Exception):
    """A request to the control API that cannot be carried out: `status` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


class Within(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many real seconds to wait for what is asked."""

    within: float = 5.0


def answer(value: object, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type="application/json")


async def read(request: Request, shape: type[S]) -> S:
    """The body as a struct; an empty one stands for all defaults."""
    try:
        return msgspec.json.decode(await request.body() or b"{}", type=shape)
    except msgspec.MsgspecError as error:
        raise Misused(422, f"the body does not fit: {error}") from error


def exchange_of(request: Request) -> Exchange:
    exchange: Exchange = request.app.state.exchange
    return exchange


def mail_of(request: Request) -> MailCatcher:
    mail: MailCatcher = request.app.state.mail
    return mail


TheExchange = Annotated[Exchange, Depends(exchange_of)]
TheMail = Annotated[MailCatcher, Depends(mail_of)]
