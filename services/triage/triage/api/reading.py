"""Tickets as they stand, with their history from the log."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from dial2.database import Database
from dial2.events import Recorded
from dial2.log import read
from triage.adapters import store
from triage.api.acting import Number
from triage.desk import NoSuchTicket
from triage.lifecycle import stream


def router(database: Database) -> APIRouter:
    api = APIRouter(prefix="/api/tickets", tags=["tickets"])

    @api.get("")
    async def tickets(
        every: Annotated[bool, Query(alias="all")] = False,  # noqa: FBT002 - a query parameter
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> JSONResponse:
        async with database.connection() as connection:
            found = await store.listed(connection, every=every, limit=limit)
        return _json(found)

    @api.get("/{number}")
    async def ticket(number: Number) -> JSONResponse:
        """The ticket as it stands, with its history from the log."""
        async with database.connection() as connection:
            found = await store.find(connection, number)
            if found is None:
                raise NoSuchTicket(f"There is no ticket {number}")
            history = await read.stream(connection, stream(number))
        return _json({"ticket": found, "history": [_told(event) for event in history]})

    return api


def _told(event: Recorded) -> dict[str, object]:
    return {
        "version": event.version,
        "type": event.type,
        "happened_at": event.happened_at,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "payload": event.payload,
    }


def _json(content: object) -> JSONResponse:
    response = JSONResponse(None)
    response.body = msgspec.json.encode(content)
    response.headers["content-length"] = str(len(response.body))
    return response
