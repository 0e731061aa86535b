"""What staff does to a ticket; who did it is whose token it was."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from triage.api.asked import Asked
from triage.api.bodies import (
    AttachBody,
    CallbackBody,
    ClientBody,
    MergeBody,
    Number,
    ProposalBody,
    RelationBody,
    SeverityBody,
    SplitBody,
    UpdateBody,
    WhyBody,
)
from triage.api.problems import COMMAND, CREATED
from triage.arranging import Arranging
from triage.desk import Desk
from triage.lifecycle import Action

Asking = Callable[[Action], Callable[..., object]]


def router(desk: Desk, arranging: Arranging, asking: Asking) -> APIRouter:
    api = APIRouter(prefix="/api/tickets/{number}", tags=["commands"], responses=COMMAND)
    _doing(api, desk, asking)
    _arranging(api, arranging, asking)
    return api


def _doing(api: APIRouter, desk: Desk, asking: Asking) -> None:
    @api.post("/severity", status_code=204)
    async def severity(
        number: Number, body: SeverityBody, asked: Annotated[Asked, Depends(asking("severity"))]
    ) -> Response:
        """Confirm or change the severity."""
        return await asked.once(
            lambda: desk.assign_severity(
                number, by=asked.by, severity=body.severity, why=body.why, terms=asked.terms
            )
        )

    @api.post("/client", status_code=204)
    async def client(
        number: Number, body: ClientBody, asked: Annotated[Asked, Depends(asking("client"))]
    ) -> Response:
        """Say whose ticket it is."""
        return await asked.once(
            lambda: desk.assign_client(number, by=asked.by, client=body.client, why=body.why, terms=asked.terms)
        )

    @api.post("/callback", status_code=204)
    async def callback(
        number: Number, body: CallbackBody, asked: Annotated[Asked, Depends(asking("callback"))]
    ) -> Response:
        """The client was called back, and diagnostics have begun."""
        return await asked.once(
            lambda: desk.call_back(number, by=asked.by, how=body.how, note=body.note, terms=asked.terms)
        )

    @api.post("/update", status_code=204)
    async def update(
        number: Number, body: UpdateBody, asked: Annotated[Asked, Depends(asking("update"))]
    ) -> Response:
        """Give the client an update; the next one is due an interval later."""
        return await asked.once(lambda: desk.give_update(number, by=asked.by, text=body.text, terms=asked.terms))

    @api.post("/waiting", status_code=204)
    async def waiting(
        number: Number, body: WhyBody, asked: Annotated[Asked, Depends(asking("waiting"))]
    ) -> Response:
        """We wait for the client."""
        return await asked.once(lambda: desk.wait(number, by=asked.by, why=body.why, terms=asked.terms))

    @api.post("/resume", status_code=204)
    async def resume(
        number: Number, body: WhyBody, asked: Annotated[Asked, Depends(asking("resume"))]
    ) -> Response:
        """We no longer wait for the client."""
        return await asked.once(lambda: desk.resume(number, by=asked.by, why=body.why, terms=asked.terms))

    @api.post("/propose", status_code=204)
    async def propose(
        number: Number, body: ProposalBody, asked: Annotated[Asked, Depends(asking("propose"))]
    ) -> Response:
        """Propose the resolution; the client agrees or reopens."""
        return await asked.once(
            lambda: desk.propose(
                number,
                by=asked.by,
                kind=body.kind,
                text=body.text,
                promised_for=body.promised_for,
                terms=asked.terms,
            )
        )

    @api.post("/agree", status_code=204)
    async def agree(number: Number, asked: Annotated[Asked, Depends(asking("agree"))]) -> Response:
        """The client agreed to staff, by telephone or mail."""
        return await asked.once(lambda: desk.agree(number, by=asked.by, terms=asked.terms))

    @api.post("/reopen", status_code=204)
    async def reopen(
        number: Number, body: WhyBody, asked: Annotated[Asked, Depends(asking("reopen"))]
    ) -> Response:
        """It is not resolved."""
        return await asked.once(lambda: desk.reopen(number, by=asked.by, why=body.why, terms=asked.terms))


def _arranging(api: APIRouter, arranging: Arranging, asking: Asking) -> None:
    @api.post("/merge", status_code=204)
    async def merge(
        number: Number, body: MergeBody, asked: Annotated[Asked, Depends(asking("merge"))]
    ) -> Response:
        """This ticket ends, and the other goes on with the client's mail about both."""
        return await asked.once(lambda: arranging.merge(number, by=asked.by, into=body.into, terms=asked.terms))

    @api.post("/split", status_code=201, responses=CREATED)
    async def split(
        number: Number, body: SplitBody, asked: Annotated[Asked, Depends(asking("split"))]
    ) -> Response:
        """A follow-up becomes a ticket of its own, received when the follow-up was."""
        return await asked.once(
            lambda: arranging.split(number, by=asked.by, request=body.request, why=body.why, terms=asked.terms)
        )

    @api.post("/link", status_code=204)
    async def link(
        number: Number, body: RelationBody, asked: Annotated[Asked, Depends(asking("link"))]
    ) -> Response:
        """Two tickets have to do with each other."""
        return await asked.once(
            lambda: arranging.link(number, by=asked.by, to=body.to, why=body.why, terms=asked.terms)
        )

    @api.post("/unlink", status_code=204)
    async def unlink(
        number: Number, body: RelationBody, asked: Annotated[Asked, Depends(asking("unlink"))]
    ) -> Response:
        """They have not."""
        return await asked.once(
            lambda: arranging.unlink(number, by=asked.by, to=body.to, why=body.why, terms=asked.terms)
        )

    @api.post("/attach", status_code=204)
    async def attach(
        number: Number, body: AttachBody, asked: Annotated[Asked, Depends(asking("attach"))]
    ) -> Response:
        """The ticket is about the outage of an incident: one ladder of pages for all of its tickets."""
        return await asked.once(
            lambda: arranging.attach(number, by=asked.by, incident=body.incident, why=body.why, terms=asked.terms)
        )

    @api.post("/detach", status_code=204)
    async def detach(
        number: Number, body: WhyBody, asked: Annotated[Asked, Depends(asking("detach"))]
    ) -> Response:
        """The ticket is about something else than its incident: it is paged at once."""
        return await asked.once(lambda: arranging.detach(number, by=asked.by, why=body.why, terms=asked.terms))
