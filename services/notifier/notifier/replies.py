"""Texts that staff send back: `ack`, `ack 1042`, `4`; `esc`, `esc 1042`, `5`."""

import re
from typing import Literal

import msgspec

from dial2.database import Work
from dial2.events.call import StaffReplied
from dial2.roster import LiveRoster, Roster
from notifier.adapters import attempts, pages
from notifier.contact_health import ContactHealth
from notifier.paging import Answer, Paging
from notifier.staff_messages import StaffMessages
from notifier.wording import Wording

_REPLY = re.compile(
    r"(?P<word>ack(?:nowledge)?|a|4|esc(?:alate)?|e|5)(?:[\s#:]+(?P<ticket>[0-9]{1,18}))?[.!]?", re.IGNORECASE
)


class Reply(msgspec.Struct, frozen=True):
    """`ticket` is None where the text names none: the newest page is meant."""

    act: Literal["acknowledge", "pass-on"]
    ticket: int | None


def read(text: str) -> Reply | None:
    """None for a text that says neither."""
    found = _REPLY.fullmatch(text.strip())
    if found is None:
        return None
    act: Literal["acknowledge", "pass-on"] = "acknowledge" if found["word"][0] in "aA4" else "pass-on"
    return Reply(act, int(found["ticket"]) if found["ticket"] else None)


class Replies:
    """Every reply is answered, except the words that the carrier itself acts on."""

    def __init__(
        self,
        *,
        roster: LiveRoster,
        paging: Paging,
        messages: StaffMessages,
        wording: Wording,
        health: ContactHealth,
    ) -> None:
        self._live = roster
        self._health = health
        self._paging = paging
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
        found = await pages.newest_for(work.connection, event.person, reply.ticket)
        page = await pages.lock(work.connection, found) if found else None
        if page is None:
            await self._say(work, event.person, phrases.sms_no_page)
            return
        if reply.act == "acknowledge":
            answer = await self._paging.acknowledge(work, page, event.person, "sms")
            done = phrases.sms_acknowledged
        else:
            answer = await self._paging.pass_on(work, page, event.person)
            done = phrases.sms_passed_on
        texts: dict[Answer, str] = {
            "done": done,
            "already": phrases.sms_already,
            "closed": phrases.sms_no_page,
            "went-on": phrases.sms_went_on,
        }
        text = texts[answer].format(
            ticket=page.ticket,
            person=page.acknowledged_by,
            time=self._wording.time(page.acknowledged_at or work.now, event.person),
        )
        await self._say(work, event.person, text)

    async def _say(self, work: Work, person: str, text: str) -> None:
        contact = self._roster.people.get(person)
        if contact and contact.sms:
            await attempts.plan(work.connection, [self._messages.word(None, person, contact.sms, text)])
