"""What staff does to a ticket; who did it is whose token it was."""

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, BaseModel, Field

from dial2.vocabulary import Severity
from triage.desk import Desk

Number = Annotated[int, Field(ge=1, lt=1 << 63)]  # a ticket's
Text = Annotated[str, Field(min_length=1, max_length=20_000)]


class SeverityBody(BaseModel):
    severity: Severity
    why: Text


class CallbackBody(BaseModel):
    how: Literal["phone", "email", "meeting"] = "phone"
    note: str = ""


class UpdateBody(BaseModel):
    text: Text


class WhyBody(BaseModel):
    why: Text


class ProposalBody(BaseModel):
    kind: Literal["fix", "workaround", "patch"]
    text: Text
    promised_for: AwareDatetime | None = None


class MergeBody(BaseModel):
    into: Number


def router(desk: Desk, staff: Callable[..., str]) -> APIRouter:
    By = Annotated[str, Depends(staff)]  # noqa: N806 - a type
    api = APIRouter(prefix="/api/tickets", tags=["tickets"])

    @api.post("/{number}/severity", status_code=204)
    async def severity(number: Number, body: SeverityBody, by: By) -> None:
        await desk.assign_severity(number, by=by, severity=body.severity, why=body.why)

    @api.post("/{number}/callback", status_code=204)
    async def callback(number: Number, body: CallbackBody, by: By) -> None:
        await desk.call_back(number, by=by, how=body.how, note=body.note)

    @api.post("/{number}/update", status_code=204)
    async def update(number: Number, body: UpdateBody, by: By) -> None:
        await desk.give_update(number, by=by, text=body.text)

    @api.post("/{number}/waiting", status_code=204)
    async def waiting(number: Number, body: WhyBody, by: By) -> None:
        await desk.wait(number, by=by, why=body.why)

    @api.post("/{number}/resume", status_code=204)
    async def resume(number: Number, body: WhyBody, by: By) -> None:
        await desk.resume(number, by=by, why=body.why)

    @api.post("/{number}/propose", status_code=204)
    async def propose(number: Number, body: ProposalBody, by: By) -> None:
        await desk.propose(number, by=by, kind=body.kind, text=body.text, promised_for=body.promised_for)

    @api.post("/{number}/agree", status_code=204)
    async def agree(number: Number, by: By) -> None:
        """The client agreed to staff, by telephone or mail."""
        await desk.agree(number, by=by)

    @api.post("/{number}/reopen", status_code=204)
    async def reopen(number: Number, body: WhyBody, by: By) -> None:
        await desk.reopen(number, by=by, why=body.why)

    @api.post("/{number}/merge", status_code=204)
    async def merge(number: Number, body: MergeBody, by: By) -> None:
        await desk.merge(number, by=by, into=body.into)

    return api
