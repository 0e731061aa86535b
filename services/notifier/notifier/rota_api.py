"""Who is on call, over HTTP: for staff by token, and each person's own calendar by a signed address."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, Field

from dial2 import signed_token
from dial2.errors import NotFound
from dial2.roster import feed
from dial2.roster.on_call import Shift
from dial2.staff import Staff, acting, authenticated
from notifier.rota import Change, Rota

CALENDAR = "oncall.calendar"  # the purpose of the token in a calendar's address
_AHEAD = timedelta(days=92)
_MEDIA = "text/calendar; charset=utf-8"

Days = Annotated[int, Field(ge=1, le=366)]
Why = Annotated[str, Field(min_length=1, max_length=2000)]


class OverrideBody(BaseModel):
    """Without `since` it begins now. See `dial2.roster.on_call.Override`."""

    until: AwareDatetime
    since: AwareDatetime | None = None
    person: str | None = None
    instead_of: str | None = None
    why: Why


class SwapBody(BaseModel):
    until: AwareDatetime
    since: AwareDatetime | None = None
    one: str
    other: str
    why: Why


def router(rota: Rota, staff: Staff, *, secret: str, public_url: str) -> APIRouter:
    routes = APIRouter()
    routes.include_router(_calendars(rota, staff, secret, public_url.rstrip("/")))
    routes.include_router(_reading(rota, staff))
    routes.include_router(_changing(rota, staff))
    return routes


def _reading(rota: Rota, staff: Staff) -> APIRouter:
    api = APIRouter(prefix="/api/oncall", tags=["on call"], dependencies=[Depends(authenticated(staff))])

    @api.get("")
    async def now(at: AwareDatetime | None = None) -> Response:
        return _json(await rota.at(at))

    @api.get("/gaps")
    async def coming_gaps(days: Days = 14) -> Response:
        """A shift of nobody is a gap, and so is one of somebody whom nothing reaches."""
        return _json(await rota.unanswered(timedelta(days=days)))

    @api.get("/schedules/{schedule}")
    async def shown(
        schedule: str, since: AwareDatetime | None = None, until: AwareDatetime | None = None
    ) -> Response:
        until = until or (since or datetime.now(UTC)) + timedelta(days=14)
        return _json(await rota.shifts(schedule, since, until))

    @api.get("/schedules/{schedule}/overrides")
    async def standing(schedule: str) -> Response:
        return _json(await rota.standing(schedule))

    return api


def _changing(rota: Rota, staff: Staff) -> APIRouter:
    By = Annotated[str, Depends(acting(staff))]  # noqa: N806 - a type
    api = APIRouter(prefix="/api/oncall", tags=["on call"])

    @api.post("/schedules/{schedule}/overrides", status_code=201)
    async def override(schedule: str, body: OverrideBody, by: By) -> dict[str, str]:
        change = Change(since=body.since, until=body.until, by=by, why=body.why)
        added = await rota.override(schedule, change, person=body.person, instead_of=body.instead_of)
        return {"override": added}

    @api.delete("/schedules/{schedule}/overrides/{override}", status_code=204)
    async def remove(schedule: str, override: str, by: By, why: str = "removed") -> None:
        await rota.remove(schedule, override, by=by, why=why)

    @api.post("/schedules/{schedule}/swaps", status_code=201)
    async def swap(schedule: str, body: SwapBody, by: By) -> dict[str, list[str]]:
        change = Change(since=body.since, until=body.until, by=by, why=body.why)
        both = await rota.swap(schedule, change, one=body.one, other=body.other)
        return {"overrides": both}

    return api


def _calendars(rota: Rota, staff: Staff, secret: str, public_url: str) -> APIRouter:
    routes = APIRouter()
    known = [Depends(authenticated(staff))]

    @routes.get("/api/oncall/calendar.ics", tags=["on call"], dependencies=known)
    async def calendar(schedule: str | None = None, person: str | None = None, days: Days = 92) -> Response:
        rota.require_people(person)
        found = await rota.coming(timedelta(days=days))
        if schedule is not None and schedule not in found:
            raise NotFound(f"There is no schedule {schedule!r}; there are: {', '.join(found)}")
        wanted = {name: _of(shifts, person) for name, shifts in found.items() if schedule in {None, name}}
        return _ics(wanted, " ".join(filter(None, ["On call", schedule, person])))

    @routes.get("/api/oncall/calendar/{person}", tags=["on call"], dependencies=known)
    async def address(person: str) -> dict[str, str]:
        """Where this person's calendar can be subscribed to: whoever has the address can read it."""
        rota.require_people(person)
        token = signed_token.sign(secret, CALENDAR, person)
        return {"url": f"{public_url}/oncall/{token}.ics"}

    @routes.get("/oncall/{token}.ics", include_in_schema=False)
    async def own_calendar(token: str) -> Response:
        parts = signed_token.verify(secret, CALENDAR, token)
        if parts is None:
            raise NotFound("This address is not one of ours, or it is incomplete")
        (person,) = parts
        found = await rota.coming(_AHEAD)
        return _ics({name: _of(shifts, person) for name, shifts in found.items()}, f"On call {person}")

    return routes


def _of(shifts: list[Shift], person: str | None) -> list[Shift]:
    return [shift for shift in shifts if person in {None, shift.person}]


def _ics(found: Mapping[str, Sequence[Shift]], title: str) -> Response:
    return Response(feed.written(found, title=title, made_at=datetime.now(UTC)), media_type=_MEDIA)


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
