"""What staff says of the service itself: interruptions, and maintenance."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, Field

from dial2.staff import Staff, acting, authenticated
from triage.adapters.operations import Interruption
from triage.api.asked import Asked
from triage.operations.interruptions import Interruptions
from triage.operations.maintenance import MaintenancePlan, Planned

Looks = Any  # what FastAPI's `Depends` makes of a dependency
Acts = Callable[..., str]
Asks = Callable[..., object]
Number = Annotated[int, Field(ge=1, lt=1 << 63)]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Clients = Annotated[list[str], Field(description="their keys in the roster; none means all of them")]


class BeginBody(BaseModel):
    cause: Text
    clients: Clients = []
    begun_at: AwareDatetime | None = None


class EndBody(BaseModel):
    cause: Text | None = None
    ended_at: AwareDatetime | None = None
    clients_connection: bool = False


class PlanBody(BaseModel):
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    why: Annotated[Text, Field(description="for clients to read")]
    clients: Clients = []
    critical_fix: bool = False


class CancelBody(BaseModel):
    why: Annotated[Text, Field(description="for clients to read")]


class PlannedMaintenance(BaseModel):
    maintenance: int
    notice_due: datetime
    warnings: list[str]


def router(interruptions: Interruptions, plan: MaintenancePlan, staff: Staff, asks: Asks) -> APIRouter:
    """Everybody of the staff may look; readers may not act. `asks` is for what is begun only once."""
    routes, known, may_act = APIRouter(), Depends(authenticated(staff)), acting(staff)
    routes.include_router(_interruption_routes(interruptions, known, may_act, asks))
    routes.include_router(_maintenance_routes(plan, known, may_act, asks))
    return routes


def _interruption_routes(interruptions: Interruptions, known: Looks, may_act: Acts, asks: Asks) -> APIRouter:
    By = Annotated[str, Depends(may_act)]  # noqa: N806 - a type
    api = APIRouter(prefix="/api/interruptions", tags=["operations"])

    @api.get("", dependencies=[known])
    async def listed() -> JSONResponse:
        """Those that go on, then the newest."""
        return _json(await interruptions.newest())

    @api.post("", status_code=201)
    async def begin(body: BeginBody, asked: Annotated[Asked, Depends(asks)]) -> JSONResponse:
        """The service is unavailable: whoever is on call is paged."""
        begun = await asked.answered(
            lambda: interruptions.begin(
                by=asked.by, cause=body.cause, clients=body.clients, begun_at=body.begun_at, terms=asked.terms
            ),
            Interruption,
        )
        return _json(begun, status=201)

    @api.post("/{number}/end", status_code=204)
    async def end(number: Number, body: EndBody, by: By) -> None:
        await interruptions.end(
            number,
            by=by,
            cause=body.cause,
            ended_at=body.ended_at,
            clients_connection=body.clients_connection,
        )

    return api


def _maintenance_routes(plan: MaintenancePlan, known: Looks, may_act: Acts, asks: Asks) -> APIRouter:
    By = Annotated[str, Depends(may_act)]  # noqa: N806 - a type
    api = APIRouter(prefix="/api/maintenance", tags=["operations"])

    @api.get("", dependencies=[known])
    async def listed() -> JSONResponse:
        """The latest first."""
        return _json(await plan.latest())

    @api.post("", status_code=201)
    async def planned(body: PlanBody, asked: Annotated[Asked, Depends(asks)]) -> PlannedMaintenance:
        """Clients are told by mail at once; 409 where a month would hold more than the contract allows."""
        found = await asked.answered(
            lambda: plan.plan(
                by=asked.by,
                starts_at=body.starts_at,
                ends_at=body.ends_at,
                why=body.why,
                clients=body.clients,
                critical_fix=body.critical_fix,
                terms=asked.terms,
            ),
            Planned,
        )
        return PlannedMaintenance(**found._asdict())

    @api.post("/{number}/cancel", status_code=204)
    async def cancel(number: Number, body: CancelBody, by: By) -> None:
        await plan.cancel(number, by=by, why=body.why)

    @api.post("/{number}/start", status_code=204)
    async def start(number: Number, by: By) -> None:
        await plan.start(number, by=by)

    @api.post("/{number}/end", status_code=204)
    async def end(number: Number, by: By) -> None:
        await plan.end(number, by=by)

    return api


def _json(content: object, *, status: int = 200) -> JSONResponse:
    return JSONResponse(msgspec.to_builtins(content), status)
