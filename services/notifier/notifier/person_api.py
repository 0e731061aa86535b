"""Contacts of staff, over HTTP: a code is sent, and given back."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from dial2.events.page import PageChannel
from dial2.staff import Staff, acting
from notifier.verification import Verification


class CodeBody(BaseModel):
    code: Annotated[str, Field(min_length=1, max_length=20)]


def router(verification: Verification, staff: Staff) -> APIRouter:
    By = Annotated[str, Depends(acting(staff))]  # noqa: N806 - a type
    api = APIRouter(prefix="/api/people/{person}/contacts/{channel}", tags=["people"])

    @api.post("/code", status_code=202)
    async def send(person: str, channel: PageChannel, by: By) -> dict[str, str]:  # noqa: ARG001 - who is asked for
        sent = await verification.send(person, channel)
        return {"destination": sent.destination}

    @api.post("/verify")
    async def verify(person: str, channel: PageChannel, body: CodeBody, by: By) -> dict[str, str]:
        confirmed = await verification.confirm(person, channel, body.code, by=by)
        return {"destination": confirmed.destination}

    return api
