"""The telephone intake, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import APIRouter

from dial2.service import Parts, Runtime, Service
from dial2.settings import load
from dial2.wake import CLOCK_MOVED
from intake_phone.adapters import provider, routes
from intake_phone.adapters.transcriber import HttpTranscriber
from intake_phone.adapters.webhooks import Signed
from intake_phone.backlog import Backlog
from intake_phone.budget import Budget
from intake_phone.callbacks import Callbacks
from intake_phone.confirmation import Confirmation
from intake_phone.conversation import Conversation
from intake_phone.edge import Edge
from intake_phone.handlers import HANDLERS
from intake_phone.inspection import Inspection
from intake_phone.reception import Reception
from intake_phone.recovery import Recovery
from intake_phone.settings import PhoneSettings
from intake_phone.static import StaticReception
from intake_phone.texting import Texting
from intake_phone.transcription import Transcription
from intake_phone.waiting import WaitingRoom


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    settings = load(PhoneSettings)
    public_url = runtime.settings.public_url
    number, music = settings.twilio_number, public_url.rstrip("/") + routes.MUSIC
    provided = settings.transcriber_url is None
    reception = Reception(runtime.profile, runtime.roster, number=number, music=music, transcribes=provided)
    static = StaticReception(runtime.profile, runtime.roster, number=number, music=music, transcribes=provided)
    texting = Texting(runtime.database, runtime.roster)
    backlog = Backlog()
    async with provider.connect(settings) as lists:
        recovery = Recovery(runtime.database, lists, reception, texting)
        confirmation = Confirmation(runtime.database, lists)
        inspection = Inspection(lists, public_url)

        async def catch_up(stop: asyncio.Event) -> None:
            await runtime.wake.repeat(backlog.step, stop, name="backlog")

        async def read_lists(stop: asyncio.Event) -> None:
            await runtime.wake.repeat(recovery.step, stop, CLOCK_MOVED, name="provider lists")

        async def confirm(stop: asyncio.Event) -> None:
            await runtime.wake.repeat(confirmation.step, stop, CLOCK_MOVED, name="confirmation")

        async def inspect(stop: asyncio.Event) -> None:
            await runtime.wake.repeat(inspection.step, stop, name="inspection")

        loops = {
            "backlog": catch_up,
            "provider lists": read_lists,
            "confirmation": confirm,
            "inspection": inspect,
        }
        if settings.transcriber_url:
            transcription = Transcription(
                runtime.database,
                reception,
                sounds=lists,
                transcriber=HttpTranscriber(settings.transcriber_url),
            )

            async def transcribe(stop: asyncio.Event) -> None:
                await runtime.wake.repeat(transcription.step, stop, CLOCK_MOVED, name="transcription")

            loops["transcription"] = transcribe

        edge = Edge(Budget(), backlog, recovery)
        signed = Signed(public_url, settings.webhook_tokens)
        talk = Conversation(runtime.database, reception)
        room = WaitingRoom(runtime.database, reception)
        router = APIRouter()
        router.include_router(routes.flow(signed, edge, reception, static, talk))
        router.include_router(routes.hold(signed, edge, reception, static, talk, room))
        router.include_router(routes.fallback(signed, edge, reception, static))
        router.include_router(routes.callbacks(signed, edge, Callbacks(runtime.database, reception)))
        router.include_router(routes.texts(signed, edge, texting))
        yield Parts(
            handlers=HANDLERS,
            loops=loops,
            router=router,
            ready={"number": inspection.ready},
        )


service = Service(name="intake-phone", settings=[PhoneSettings], start=start)
