"""Tickets and incidents as they stand, with a ticket's history from the log."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse

from dial2.database import Database
from dial2.events import Recorded
from dial2.log import read
from triage.adapters import incidents, store
from triage.adapters.store import Place
from triage.api import answered
from triage.api.asked import etag
from triage.api.bodies import Number
from triage.api.problems import MISSING, READING
from triage.command import NoSuchTicket
from triage.lifecycle import stream

All = Annotated[bool, Query(alias="all", description="closed and silent ones as well")]
Limit = Annotated[int, Query(ge=1, le=1000)]
After = Annotated[str | None, Query(description="where the last page ended: the `next` of its Link header")]


def router(database: Database) -> APIRouter:
    api = APIRouter(prefix="/api", responses=READING)

    @api.get("/tickets", tags=["tickets"], responses=answered.TICKETS)
    async def tickets(every: All = False, limit: Limit = 100, after: After = None) -> JSONResponse:  # noqa: FBT002 - a query parameter
        """Open tickets, the most severe and then the oldest first; the next page is in the Link header."""
        async with database.connection() as connection:
            found = await store.listed(connection, every=every, limit=limit + 1, past=_place(after))
        page, more = found[:limit], len(found) > limit
        link = {"all": str(every).lower(), "limit": limit, "after": _cursor(store.place(page[-1]))} if more else {}
        return _json(page, _next("/api/tickets", link))

    @api.get("/tickets/{number}", tags=["tickets"], responses=MISSING | answered.TICKET)
    async def ticket(number: Number) -> JSONResponse:
        """The ticket as it stands, with its history from the log. Its version is in the ETag header."""
        async with database.connection() as connection:
            found = await store.find(connection, number)
            if found is None:
                raise NoSuchTicket(f"There is no ticket {number}")
            history = await read.stream(connection, stream(number))
        content = {"ticket": found, "history": [_told(event) for event in history]}
        return _json(content, {"ETag": etag(found.version)})

    @api.get("/incidents", tags=["incidents"], responses=answered.INCIDENTS)
    async def listed_incidents(
        every: All = False,  # noqa: FBT002 - a query parameter
        limit: Limit = 100,
        after: Annotated[int | None, Query(ge=1, lt=1 << 63, description="the last page's last incident")] = None,
    ) -> JSONResponse:
        """Incidents that go on, the newest first, each with its tickets; the next page is in the Link header."""
        async with database.connection() as connection:
            found = await incidents.listed(connection, every=every, limit=limit + 1, past=after)
            page, more = found[:limit], len(found) > limit
            tickets = await incidents.tickets_by_incident(connection, [one.incident for one in page])
        content = [
            {
                "incident": one.incident,
                "opened_at": one.opened_at,
                "closed_at": one.closed_at,
                "tickets": tickets.get(one.incident, []),
                "functions": one.matter.affected.functions,
                "words": one.matter.affected.words,
            }
            for one in page
        ]
        link = {"all": str(every).lower(), "limit": limit, "after": page[-1].incident} if more else {}
        return _json(content, _next("/api/incidents", link))

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


def _next(path: str, query: Mapping[str, object]) -> dict[str, str]:
    """The header that leads to the next page, where there is one (RFC 8288)."""
    return {"Link": f'<{path}?{urlencode(query)}>; rel="next"'} if query else {}


def _cursor(place: Place) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def _place(cursor: str | None) -> Place | None:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=tuple[int, datetime, int])
    except ValueError as error:
        raise HTTPException(422, "after is not where a page ended: follow the Link header as it stands") from error


def _json(content: object, headers: dict[str, str]) -> JSONResponse:
    response = JSONResponse(None, headers=headers)
    response.body = msgspec.json.encode(content)
    response.headers["content-length"] = str(len(response.body))
    return response
