"""The notifier: pages to staff until somebody acknowledges, notices to clients."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter

from dial2.call_queue import JOINED
from dial2.service import Parts, Runtime, Service
from dial2.settings import load
from dial2.staff import Staff as Office
from dial2.staff import StaffSettings
from notifier import examination, person_api, rota_api, timers
from notifier.acknowledging import Acknowledging
from notifier.adapters import probe_mail, providers
from notifier.adapters.chat import Chats
from notifier.adapters.providers import MAIL_BATCH
from notifier.after_hours import AfterHours
from notifier.bounces import Bounces
from notifier.bundling import Bundling
from notifier.checks import Checks
from notifier.contact_health import ContactHealth
from notifier.handing_off import HandingOff
from notifier.handlers import Handlers, registry
from notifier.letters import Letters
from notifier.link_page import LinkPage
from notifier.mailing import Mailing
from notifier.maintenance import Maintenance
from notifier.notices import Notices
from notifier.on_hold import OnHold
from notifier.outcomes import Outcomes
from notifier.paging import Paging
from notifier.phrases import PHRASES
from notifier.posting import Posting
from notifier.probes import Probes
from notifier.readiness import DailyCheck
from notifier.replies import Replies
from notifier.rota import Rota
from notifier.sender import Lane
from notifier.settings import ChatSettings, NotifierSettings
from notifier.staff import Staff
from notifier.staff_messages import StaffMessages
from notifier.verification import Verification
from notifier.voice import Voice
from notifier.webhooks import Webhooks
from notifier.wording import Wording


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    settings = load(NotifierSettings)
    roster, profile, database = runtime.roster, runtime.profile, runtime.database
    public_url = runtime.settings.public_url
    secret = runtime.settings.secret.get_secret_value()
    address = f"{public_url.rstrip('/')}/page"

    wording = Wording(roster, profile)
    letters = Letters(profile)
    mailing = Mailing(support_address=settings.support_address, title=profile.title, secret=secret)
    posting = Posting(roster=roster, profile=profile, letters=letters, mailing=mailing)
    notices = Notices(
        roster=roster,
        profile=profile,
        letters=letters,
        posting=posting,
        wording=wording,
        public_url=public_url,
        secret=secret,
    )
    messages = StaffMessages(
        roster=roster, wording=wording, letters=letters, mailing=mailing, public_url=public_url
    )
    staff = Staff(roster=roster, profile=profile.name)
    paging = Paging(staff=staff, notices=notices, messages=messages)
    acknowledging = Acknowledging(staff=staff, messages=messages)
    health = ContactHealth(roster=roster, posting=posting)
    outcomes = Outcomes(paging=paging, health=health)
    replies = Replies(
        roster=roster,
        paging=paging,
        acknowledging=acknowledging,
        messages=messages,
        wording=wording,
        health=health,
    )
    handlers = Handlers(
        rules=profile.paging,
        paging=paging,
        acknowledging=acknowledging,
        notices=notices,
        replies=replies,
        bounces=Bounces(outcomes=outcomes, posting=posting),
        on_hold=OnHold(paging=paging, acknowledging=acknowledging, severity=profile.phone.severity_when_down),
    )
    probes = Probes(
        database=database,
        roster=roster,
        acknowledging=acknowledging,
        send=partial(
            probe_mail.send,
            host=settings.probe_smtp_host,
            port=settings.probe_smtp_port,
            secret=secret,
            support_address=settings.support_address,
        ),
    )
    maintenance = Maintenance(roster=roster, profile=profile, letters=letters, posting=posting)
    after_hours = AfterHours(rules=profile.paging, paging=paging, notices=notices)
    voice = Voice(
        database=database,
        paging=paging,
        acknowledging=acknowledging,
        outcomes=outcomes,
        wording=wording,
        address=address,
        joined=public_url.rstrip("/") + JOINED,
    )
    webhooks = Webhooks(
        database=database,
        voice=voice,
        outcomes=outcomes,
        link_page=LinkPage(database=database, acknowledging=acknowledging, wording=wording, secret=secret),
        tokens=settings.every_webhook_token,
        public_url=public_url,
        phrases=PHRASES[profile.languages[0]],
        spare_account=settings.spare_account_sid,
    )
    bundling = Bundling(wording=wording, calls_per_hour=settings.calls_per_contact_hour)
    lane = partial(Lane, database=database, outcomes=outcomes, prepare=bundling.prepare)
    chats = Chats(load(ChatSettings).chat_addresses)
    rota = Rota(database=database, roster=roster, chats=chats)
    tokens = load(StaffSettings)
    office = Office(tokens.staff_tokens, tokens.staff_roles)
    verification = Verification(database=database, roster=roster, messages=messages, code=_code)
    daily = DailyCheck(database=database, roster=roster, zone=profile.zone, posting=posting, chats=chats)
    handing_off = HandingOff(database=database, roster=roster, wording=wording, messages=messages)
    async with providers.opened(settings, chats, address=address) as channels:
        lanes = {
            "voice": lane("voice", send=channels["voice"].send, per_second=settings.calls_per_second),
            "sms": lane("sms", send=channels["sms"].send, per_second=settings.texts_per_second),
            "email": lane("email", send=channels["email"].send, batch=MAIL_BATCH, at_once=1),
            "chat": lane("chat", send=channels["chat"].send),
        }
        checks = Checks(database=database, outcomes=outcomes, channels=channels)
        yield Parts(
            handlers={
                **registry(handlers),
                **maintenance.registry(),
                **after_hours.registry(),
                **probes.registry(),
            },
            loops={
                **{name: partial(lane.run, runtime.wake) for name, lane in lanes.items()},
                "checks": partial(checks.run, runtime.wake),
                "daily check": partial(daily.run, runtime.wake),
                "hand-offs": partial(handing_off.run, runtime.wake),
                "probes": partial(probes.run, runtime.wake),
                "timers": partial(timers.run, database, paging, runtime.wake),
            },
            examine=examination.examine,
            router=_routes(
                webhooks.router(),
                rota_api.router(rota, office, secret=secret, public_url=public_url),
                person_api.router(verification, office),
            ),
        )


def _routes(*routers: APIRouter) -> APIRouter:
    routes = APIRouter()
    for router in routers:
        routes.include_router(router)
    return routes


def _code() -> str:
    return f"{secrets.randbelow(10**6):06}"


service = Service(name="notifier", settings=[NotifierSettings, StaffSettings, ChatSettings], start=start)
