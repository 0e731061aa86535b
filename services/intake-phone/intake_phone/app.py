"""The telephone intake, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from fastapi import APIRouter

from dial2.service import Loop, Parts, Runtime, Service
from dial2.settings import load
from dial2.staff import Staff, StaffSettings
from dial2.wake import CLOCK_MOVED, Wake
from intake_phone import api
from intake_phone.adapters import callback_routes, provider, routes
from intake_phone.adapters.dialler import TwilioDialler
from intake_phone.adapters.transcriber import HttpTranscriber
from intake_phone.adapters.webhooks import Signed
from intake_phone.backlog import Backlog
from intake_phone.budget import Budget
from intake_phone.callback.calling import Calling
from intake_phone.callback.waiting_list import WaitingList
from intake_phone.callback.words import Words
from intake_phone.callbacks import Callbacks
from intake_phone.confirmation import Confirmation
from intake_phone.conversation import Conversation
from intake_phone.edge import Edge
from intake_phone.forgetting import Forgetting
from intake_phone.handlers import HANDLERS
from intake_phone.inspection import Inspection
from intake_phone.keeping import Keeping
from intake_phone.reception import Reception
from intake_phone.recovery import Recovery
from intake_phone.settings import PhoneSettings
from intake_phone.static import StaticReception
from intake_phone.texting import Texting
from intake_phone.transcription import Transcriber, Transcription, plug_in
from intake_phone.waiting import WaitingRoom

Step = Callable[[], Awaitable[float]]  # what is due now; seconds to the next look


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    settings = load(PhoneSettings)
    public_url = runtime.settings.public_url
    number, music = settings.twilio_number, public_url.rstrip("/") + routes.MUSIC
    provided = not settings.transcribes
    reception = Reception(runtime.profile, runtime.roster, number=number, music=music, transcribes=provided)
    static = StaticReception(runtime.profile, runtime.roster, number=number, music=music, transcribes=provided)
    texting = Texting(runtime.database, runtime.roster)
    backlog = Backlog()
    async with provider.connect(settings) as lists:
        recovery = Recovery(runtime.database, lists, reception, texting)
        confirmation = Confirmation(runtime.database, lists)
        inspection = Inspection(lists, public_url)

        dialler = TwilioDialler(lists.client, number=number, public_url=public_url)
        calling = Calling(runtime.database, runtime.roster, dialler)
        at_provider = runtime.profile.phone.recordings_at_provider
        keeping = Keeping(runtime.database, lists, at_provider=at_provider)
        waiting_list = WaitingList(runtime.database)
        steps: dict[str, Step] = {
            "backlog": backlog.step,
            "provider lists": recovery.step,
            "confirmation": confirmation.step,
            "inspection": inspection.step,
            "recordings": keeping.step,
            "old answers": Forgetting(runtime.database).step,
            "calls back": calling.step,
            "calls back wanted": waiting_list.step,
        }
        if transcriber := _transcriber(settings):
            transcription = Transcription(runtime.database, reception, shelf=keeping, transcriber=transcriber)
            steps["transcription"] = transcription.step

        edge = Edge(Budget(settings.webhook_seconds), backlog, recovery)
        signed = Signed(public_url, settings.webhook_tokens)
        talk = Conversation(runtime.database, reception)
        room = WaitingRoom(runtime.database, reception)
        router = APIRouter()
        router.include_router(routes.flow(signed, edge, reception, static, talk))
        router.include_router(routes.offers(signed, edge, reception, talk))
        router.include_router(routes.hold(signed, edge, reception, static, talk, room))
        router.include_router(routes.fallback(signed, edge, reception, static))
        router.include_router(routes.callbacks(signed, edge, Callbacks(runtime.database, reception)))
        router.include_router(routes.texts(signed, edge, texting))
        words = Words(runtime.profile, runtime.roster, number=number)
        router.include_router(callback_routes.router(signed, edge, calling, words))
        tokens = load(StaffSettings)
        staff = Staff(tokens.staff_tokens, tokens.staff_roles)
        router.include_router(api.router(calling, waiting_list, keeping, staff))
        yield Parts(
            handlers=HANDLERS,
            loops={name: _loop(runtime.wake, name, step) for name, step in steps.items()},
            router=router,
            ready={"number": inspection.ready},
        )


def _transcriber(settings: PhoneSettings) -> Transcriber | None:
    if settings.transcriber:
        return plug_in(settings.transcriber)
    return HttpTranscriber(settings.transcriber_url) if settings.transcriber_url else None


def _loop(wake: Wake, name: str, step: Step) -> Loop:
    async def run(stop: asyncio.Event) -> None:
        await wake.repeat(step, stop, CLOCK_MOVED, name=name)

    return run


service = Service(name="intake-phone", settings=[PhoneSettings, StaffSettings], start=start)
