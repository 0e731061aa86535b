"""Triage, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, Depends

from dial2.profile import calendars
from dial2.service import Parts, Runtime, Service
from dial2.settings import load
from dial2.staff import Staff, StaffSettings, authenticated
from dial2.wake import CLOCK_MOVED
from triage import probes
from triage.api import acting, after_hours, answers, operations, reading
from triage.api.asked import asking, asking_for
from triage.arranging import Arranging
from triage.desk import Desk
from triage.handlers import registry
from triage.intake import Intake
from triage.judging import Judge
from triage.operations.interruptions import Interruptions
from triage.operations.maintenance import MaintenancePlan
from triage.registration import Registration
from triage.vouchers import Vouchers


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    profile, database = runtime.profile, runtime.database
    support = calendars(profile)[profile.support_calendar]
    registration = Registration(profile=profile, calendar=support, roster=runtime.roster)
    judge = Judge(profile, registration)
    secret = runtime.settings.secret.get_secret_value()
    intake = Intake(profile=profile, calendar=support, judge=judge, registration=registration, secret=secret)
    desk = Desk(database=database, profile=profile, calendar=support, registration=registration)
    vouchers = Vouchers(database=database, profile=profile, roster=runtime.roster)
    arranging = Arranging(database=database, profile=profile, intake=intake)
    interruptions = Interruptions(database=database, profile=profile, roster=runtime.roster)
    maintenance = MaintenancePlan(database=database, profile=profile, roster=runtime.roster)

    async def agree_unanswered(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(desk.agree_unanswered, stop, CLOCK_MOVED, name="agreed by default")

    async def open_up(stop: asyncio.Event) -> None:
        await runtime.wake.repeat(desk.open_up, stop, CLOCK_MOVED, name="opening")

    settings = load(StaffSettings)
    staff = Staff(settings.staff_tokens, settings.staff_roles)
    known = authenticated(staff)
    routes = APIRouter()
    routes.include_router(reading.router(database), dependencies=[Depends(known)])
    asks = partial(asking, staff=staff, authenticated=known, database=database)
    routes.include_router(acting.router(desk, arranging, asks))
    asks_for = partial(asking_for, staff=staff, authenticated=known, database=database)
    routes.include_router(after_hours.router(desk, vouchers, known, asks, asks_for("adding vouchers", "lead")))
    routes.include_router(operations.router(interruptions, maintenance, staff, asks_for("operating", "agent")))
    routes.include_router(answers.router(desk, secret))

    yield Parts(
        handlers={**registry(intake), **desk.registry(), **probes.registry()},
        loops={"agreed by default": agree_unanswered, **({"opening": open_up} if profile.after_hours else {})},
        router=routes,
    )


service = Service(name="triage", settings=[StaffSettings], start=start)
