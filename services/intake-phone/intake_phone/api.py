"""The telephone for staff, over HTTP: call a client back, who waits for that, and what was recorded."""

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from dial2.staff import Staff, acting, authenticated
from intake_phone.callback.calling import Calling
from intake_phone.callback.waiting_list import WaitingList
from intake_phone.keeping import Keeping


class CallBody(BaseModel):
    """`person` of the roster is called first: whoever asks, if nobody is named. `number`: not the ticket's own."""

    ticket: Annotated[int, Field(ge=1, lt=1 << 63, examples=[1042])]
    person: Annotated[str | None, Field(max_length=200)] = None
    number: Annotated[str | None, Field(pattern=r"^\+[1-9]\d{6,14}$")] = None


def router(calling: Calling, waiting: WaitingList, keeping: Keeping, staff: Staff) -> APIRouter:
    api = APIRouter(prefix="/api/calls", tags=["calls"])
    By = Annotated[str, Depends(acting(staff))]  # noqa: N806 - a type

    @api.post("", status_code=202)
    async def call(body: CallBody, by: By) -> dict[str, str]:
        """Call a ticket's client back: the person's telephone rings, and after a 1 the client's."""
        attempt = await calling.start(body.ticket, person=body.person or by, number=body.number)
        return {"callback": attempt.id, "person": attempt.person, "state": attempt.state}

    @api.get("/waiting", dependencies=[Depends(authenticated(staff))])
    async def listed() -> Response:
        """Callers who left a hold to be called back, the most urgent first."""
        return Response(msgspec.json.encode(await waiting.listed()), media_type="application/json")

    @api.get("/recordings/{sid}", dependencies=[Depends(authenticated(staff))], response_class=Response)
    async def recording(sid: str) -> Response:
        """What a caller said after the tone, as WAV."""
        return Response(await keeping.wav(sid), media_type="audio/wav")

    return api
