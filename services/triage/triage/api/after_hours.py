"""The after-hours service: registering a ticket for it, charging work, and the clients' vouchers."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, Field

from triage.api.acting import Asking
from triage.api.asked import Asked
from triage.api.bodies import Number, Why, WhyBody
from triage.api.problems import COMMAND, MISSING, READING
from triage.desk import Desk
from triage.vouchers import Vouchers

_MINUTES_AN_HOUR = 60
Client = Annotated[str, Path(description="the client's key in the roster", examples=["north-gate"])]


class ChargeBody(BaseModel):
    worked_minutes: Annotated[int, Field(ge=1, le=10_000, examples=[20])]
    overdraw: Annotated[bool, Field(description="charge it though the vouchers do not cover it")] = False


class VouchersBody(BaseModel):
    hours: Annotated[int, Field(ge=1, le=10_000, examples=[10])]
    why: Why


class Balance(BaseModel):
    client: str
    minutes: int


def router(
    desk: Desk, ledger: Vouchers, authenticated: Callable[..., str], asking: Asking, adds: Callable[..., object]
) -> APIRouter:
    """`adds` is who may add vouchers."""
    api = APIRouter(prefix="/api", tags=["after hours"])

    @api.post("/tickets/{number}/after-hours", status_code=204, responses=COMMAND)
    async def register(
        number: Number, body: WhyBody, asked: Annotated[Asked, Depends(asking("register"))]
    ) -> Response:
        """The ticket is handled now, outside support hours as well."""
        return await asked.once(lambda: desk.register(number, by=asked.by, why=body.why, terms=asked.terms))

    @api.post("/tickets/{number}/charge", status_code=204, responses=COMMAND)
    async def charge(
        number: Number, body: ChargeBody, asked: Annotated[Asked, Depends(asking("charge"))]
    ) -> Response:
        """Work on it after hours is charged to the client's vouchers."""
        return await asked.once(
            lambda: ledger.charge(
                number,
                by=asked.by,
                worked_minutes=body.worked_minutes,
                overdraw=body.overdraw,
                terms=asked.terms,
            )
        )

    @api.get("/clients/{client}/vouchers", responses=READING | MISSING, dependencies=[Depends(authenticated)])
    async def vouchers(client: Client) -> Balance:
        """What the client has left."""
        return Balance(client=client, minutes=await ledger.balance(client))

    @api.post("/clients/{client}/vouchers", status_code=201, responses=READING | MISSING)
    async def add(client: Client, body: VouchersBody, asked: Annotated[Asked, Depends(adds)]) -> Balance:
        """Vouchers that the client bought."""
        minutes = body.hours * _MINUTES_AN_HOUR
        balance = await asked.answered(
            lambda: ledger.add(client, by=asked.by, minutes=minutes, why=body.why, terms=asked.terms), int
        )
        return Balance(client=client, minutes=balance)

    return api
