"""Texts that staff send back: `ack`, `ack 1042`, `ack all`, `4`; `esc`, `5`; `done`, `6`."""

import re
from collections.abc import Mapping
from typing import Literal
from uuid import UUID

import msgspec

from dial2.database import Work
from dial2.events.call import StaffReplied
from dial2.roster import LiveRoster, Roster
from notifier.acknowledging import Acknowledging
from notifier.adapters import attempts, bundles, pages
from notifier.bundling import worst_first
from notifier.contact_health import ContactHealth
from notifier.page import Page
from notifier.paging import Answer, Paging
from notifier.staff_messages import StaffMessages
from notifier.wording import Wording

_REPLY = re.compile(
    r"(?P<word>ack(?:nowledge)?|a|4|esc(?:alate)?|e|5|done|d|6)"
    r"(?:[\s#:]+(?:(?P<ticket>[0-9]{1,18})|(?P<all>all|tous)))?[.!]?",
    re.IGNORECASE,
)


Act = Literal["acknowledge", "pass-on", "resolve"]
_ACTS: Mapping[str, Act] = {
    "a": "acknowledge",
    "4": "acknowledge",
    "e": "pass-on",
    "5": "pass-on",
    "d": "resolve",
    "6": "resolve",
}


class Reply(msgspec.Struct, frozen=True):
    """`ticket` is None where the text names none: what the newest message told of, or `all` there is, is meant."""

    act: Act
    ticket: int | None
    all: bool = False


def read(text: str) -> Reply | None:
    """None for a text that says neither."""
    found = _REPLY.fullmatch(text.strip())
    if found is None:
        return None
    act = _ACTS[found["word"][0].lower()]
    return Reply(act, int(found["ticket"]) if found["ticket"] else None, all=found["all"] is not None)


class Replies:
    """Every reply is answered, except the words that the carrier itself acts on."""

    def __init__(
        self,
        *,
        roster: LiveRoster,
        paging: Paging,
        messages: StaffMessages,
        wording: Wording,
        acknowledging: Acknowledging,
        health: ContactHealth,
    ) -> None:
        self._live = roster
        self._health = health
        self._paging = paging
        self._acknowledging = acknowledging
        self._messages = messages
        self._wording = wording

    @property
    def _roster(self) -> Roster:
        return self._live.current

    async def answer(self, work: Work, event: StaffReplied) -> None:
        if event.opted:
            await self._health.opted(work, event.person, event.opted)
            return
        phrases = self._wording.phrases(event.person)
        reply = read(event.text)
        if reply is None:
            await self._say(work, event.person, phrases.sms_help)
            return
        meant = await pages.lock_all(work.connection, await _meant(work, event.person, reply))
        wanted = worst_first([page for page in meant if page.wanted])
        if len(wanted) > 1 and reply.act == "acknowledge":
            await self._acknowledging.acknowledge_all(work, wanted, event.person, "sms")
            tickets = ", ".join(str(page.ticket) for page in wanted)
            told = phrases.sms_acknowledged_all.format(
                count=len(wanted), tickets=tickets, time=self._wording.time(work.now, event.person)
            )
            await self._say(work, event.person, told)
            return
        for page in (wanted if reply.all else []) or [*wanted, *meant][:1]:
            await self._say(work, event.person, await self._act(work, reply.act, page, event.person))
        if not meant:
            await self._say(work, event.person, phrases.sms_no_page)

    async def _act(self, work: Work, act: Act, page: Page, person: str) -> str:
        """What is done about one page, and what is said of it."""
        phrases = self._wording.phrases(person)
        match act:
            case "acknowledge":
                answer = await self._acknowledging.acknowledge(work, page, person, "sms")
                done = phrases.sms_acknowledged
            case "pass-on":
                answer = await self._paging.pass_on(work, page, person)
                done = phrases.sms_passed_on
            case _:
                answer = await self._acknowledging.resolve(work, page, person, "sms")
                done = phrases.sms_resolved
        texts: dict[Answer, str] = {
            "done": done,
            "already": phrases.sms_already,
            "closed": phrases.sms_no_page,
            "went-on": phrases.sms_went_on,
        }
        return texts[answer].format(
            ticket=page.ticket,
            person=page.acknowledged_by,
            time=self._wording.time(page.acknowledged_at or work.now, person),
        )

    async def _say(self, work: Work, person: str, text: str) -> None:
        contact = self._roster.people.get(person)
        if contact and contact.sms:
            await attempts.plan(work.connection, [self._messages.word(None, person, contact.sms, text)])


async def _meant(work: Work, person: str, reply: Reply) -> list[UUID]:
    """The pages that a reply is about."""
    if reply.all:
        return await bundles.told_to(work.connection, person)
    if reply.ticket is None:
        return await bundles.newest_to(work.connection, person)
    found = await pages.newest_for(work.connection, person, reply.ticket)
    return [found] if found else []
