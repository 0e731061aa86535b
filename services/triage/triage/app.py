"""Triage, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter, Depends

from dial2.profile import calendars
from dial2.service import Parts, Runtime, Service
from dial2.settings import load
from dial2.wake import CLOCK_MOVED
from triage.api import acting, answers, reading
from triage.api.staff import authenticated
from triage.desk import Desk
from triage.handlers import registry
from triage.intake import Intake
from triage.judging import Judge
from triage.settings import Settings


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    profile = runtime.profile
    support = calendars(profile)[profile.support_calendar]
    desk = Desk(database=runtime.database, profile=profile, calendar=support)

    async def agree_unanswered(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(desk.agree_unanswered, stop, CLOCK_MOVED, name="agreed by default")

    staff = authenticated(load(Settings).staff_tokens)
    routes = APIRouter()
    routes.include_router(reading.router(runtime.database), dependencies=[Depends(staff)])
    routes.include_router(acting.router(desk, staff))
    routes.include_router(answers.router(desk, runtime.settings.secret.get_secret_value()))

    yield Parts(
        handlers=registry(Intake(profile=profile, calendar=support, judge=Judge(profile))),
        loops={"agreed by default": agree_unanswered},
        router=routes,
    )


service = Service(name="triage", settings=[Settings], start=start)
