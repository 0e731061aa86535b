"""Whether everybody can be reached: for `dial2 doctor`, and once a day by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dial2.calendar.wall_clock import instant
from dial2.connection import Connection
from dial2.database import Database, Work
from dial2.doctor import Examination
from dial2.errors import Unavailable
from dial2.events.oncall import OncallChecked
from dial2.finding import Finding, problem
from dial2.log import read
from dial2.roster import LiveRoster, Roster, overrides, readiness
from dial2.roster.readiness import Known
from dial2.settings import load
from dial2.vocabulary import Language
from dial2.wake import CLOCK_MOVED, Wake
from notifier.adapters import contacts, lost_contacts
from notifier.adapters.chat import Chats
from notifier.failures import meaning
from notifier.posting import Posting
from notifier.settings import ChatSettings

STREAM = "oncall:checks"
_DAYS = 14
_AT = time(9)  # in the profile's zone: early enough to do something about it in the day
_LOOK_AGAIN_SECONDS = 300.0
_FIX: Mapping[Language, str] = {"en": "put it right at the provider", "fr": "à corriger chez le fournisseur"}


async def check(examination: Examination) -> list[Finding]:
    """What the roster, the overrides and past attempts tell. Without Postgres, what the roster alone tells."""
    days, roster = examination.days, examination.roster
    chats = Chats(load(ChatSettings).chat_addresses)
    try:
        async with examination.database.work("doctor") as work:
            return await _findings(work, roster, chats, days, "en")
    except Unavailable as error:
        away = problem(
            "DIAL2_DATABASE_URL", str(error), fix="start Postgres: overrides and attempts are not known"
        )
        return [away, *readiness.findings(roster, Known(), now=datetime.now(UTC), days=days)]


class DailyCheck:
    """When it first runs and then once a day, however many processes do: an event, and of problems a mail."""

    def __init__(
        self, *, database: Database, roster: LiveRoster, zone: ZoneInfo, posting: Posting, chats: Chats
    ) -> None:
        self._database = database
        self._live = roster
        self._zone = zone
        self._posting = posting
        self._chats = chats

    async def run(self, wake: Wake, stop: asyncio.Event) -> None:
        await wake.repeat(self._step, stop, CLOCK_MOVED, name="notifier daily check")

    async def _step(self) -> float:
        async with self._database.work("notifier") as work:
            latest = await read.latest(work.connection, STREAM)
            if latest is None or last_time(work.now, self._zone) > latest.happened_at:
                await self._check(work, expected=latest.version if latest else 0)
        return _LOOK_AGAIN_SECONDS

    async def _check(self, work: Work, *, expected: int) -> None:
        """The log is in English, the mail in the desk's language."""
        roster, language = self._live.current, self._posting.language
        found = await _findings(work, roster, self._chats, _DAYS, "en")
        work.append(STREAM, OncallChecked(days=_DAYS, findings=found), expected=expected)
        told = await _findings(work, roster, self._chats, _DAYS, language)
        if problems := [finding.line for finding in told if finding.weight == "problem"]:
            await self._posting.to_desk(work, "desk_oncall", None, {"problems": problems})


def last_time(now: datetime, zone: ZoneInfo) -> datetime:
    """When the daily check was due last."""
    today = now.astimezone(zone).date()
    due = instant(datetime.combine(today, _AT), zone)
    return due if due <= now else instant(datetime.combine(today - timedelta(days=1), _AT), zone)


async def _findings(work: Work, roster: Roster, chats: Chats, days: int, language: Language) -> list[Finding]:
    known = await _known(work.connection, roster, chats, work.now, language)
    alarms = [
        problem(meaning(code).setting, f"{meaning(code).told(language)} ({code})", fix=_FIX[language])
        for code in await lost_contacts.alarms(work.connection)
    ]
    return [*alarms, *readiness.findings(roster, known, now=work.now, days=days, language=language)]


async def _known(connection: Connection, roster: Roster, chats: Chats, now: datetime, language: Language) -> Known:
    lost = await lost_contacts.known(connection) | chats.faults(roster)
    return Known(
        verified=await contacts.verified(connection, roster),
        lost={contact: meaning(code).told(language) for contact, code in lost.items()},
        overrides=await overrides.standing(connection, roster.schedules, now),
    )
