"""What goes out to staff on each channel."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec.structs import replace

from dial2 import signed_token
from dial2.events.page import PageChannel
from dial2.ids import uuid7
from dial2.reply_token import subject_tag
from dial2.roster import LiveRoster, Roster
from dial2.vocabulary import SEVERITIES
from notifier.attempt import reference
from notifier.hand_off import Way
from notifier.letters import Letter, LetterName, Letters
from notifier.mailing import Mailing
from notifier.messages import Chat, Message, Ring, Text
from notifier.page import Page
from notifier.plan import Planned
from notifier.ticket import Ticket
from notifier.wording import Wording, tickets_of

Lost = Collection[tuple[PageChannel, str]]  # contacts that take nothing
ACKNOWLEDGE = "page.acknowledge"  # the purpose of the token in a page's link
_WORD_URGENCY = len(SEVERITIES)  # after every page


class StaffMessages:
    def __init__(
        self, *, roster: LiveRoster, wording: Wording, letters: Letters, mailing: Mailing, public_url: str
    ) -> None:
        self._live = roster
        self._wording = wording
        self._letters = letters
        self._mailing = mailing
        self._public_url = public_url.rstrip("/")

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def page(self, ticket: Ticket, page: Page, person: str, attempt: UUID, channel: PageChannel) -> Message:
        """For a person whose turn it is."""
        match channel:
            case "voice":
                return Ring()
            case "sms":
                code = reference(attempt)
                return Text(body=self._wording.sms(ticket, page, person, code), reference=code)
            case "email" | "chat":
                token = signed_token.sign(self._mailing.secret, ACKNOWLEDGE, str(page.id), person, str(attempt))
                letter = self._letters.write(
                    "page",
                    self._wording.language(person),
                    self._wording.facts(ticket, page, person)
                    | {"tag": subject_tag(ticket.ticket), "link": f"{self._public_url}/page/ack/{token}"},
                )
                return self._written(attempt, channel, letter)

    def _written(self, id_: UUID, channel: Literal["email", "chat"], letter: Letter) -> Message:
        if channel == "chat":
            return Chat(title=letter.subject, body=letter.plain)
        return self._mailing.to_staff(id_, letter)

    def stand_down(
        self, about: Sequence[Page], other: str, person: str, at: datetime, lost: Lost
    ) -> Iterator[Planned]:
        """Tell somebody who was disturbed that `person` has it."""
        text = self._wording.phrases(other).stand_down.format(
            ticket=tickets_of(about, "#"), person=person, time=self._wording.time(at, other)
        )
        yield from self._tell("stand_down", about[0], other, text, lost, {"person": person})

    def update_due(self, ticket: Ticket, page: Page, person: str, by: datetime, lost: Lost) -> Iterator[Planned]:
        """Remind whoever has the page that the client waits for an update; no telephone rings for that."""
        text = self._wording.update_due(ticket, person, by)
        yield from self._tell("update_due", page, person, text, lost, {})

    def _tell(
        self,
        name: Literal["stand_down", "update_due"],
        page: Page,
        other: str,
        text: str,
        lost: Lost,
        facts: Mapping[str, str],
    ) -> Iterator[Planned]:
        """By SMS, or where that takes none by mail or chat."""
        contact = self._roster.people.get(other)
        if contact is None:
            return
        if contact.sms and ("sms", contact.sms) not in lost:
            yield self.word(page, other, contact.sms, text)
            return
        written: Sequence[Literal["email", "chat"]] = ("email", "chat")
        for channel in written:
            if destination := contact.contact(channel):
                about = {**facts, "tag": subject_tag(page.ticket), "text": text}
                yield self._letter(name, other, channel, destination, about, page=page)
                return

    def verification(self, person: str, channel: PageChannel, destination: str, code: str) -> Planned:
        """A code, by which a contact is tried out."""
        phrases = self._wording.phrases(person)
        text = phrases.verify.format(code=code)
        if channel == "sms":
            return self.word(None, person, destination, text)
        if channel != "voice":
            return self._letter("verify", person, channel, destination, {"text": text})
        return Planned(
            id=uuid7(),
            kind="word",
            channel=channel,
            destination=destination,
            message=Ring(say=phrases.verify_spoken.format(digits=", ".join(code))),
            urgency=_WORD_URGENCY,
            ticket=None,
            person=person,
        )

    def hand_off(self, person: str, way: Way, text: str, facts: Mapping[str, object]) -> Planned:
        """That the person is on call now, or no longer."""
        if way.channel in {"email", "chat"}:
            planned = self._letter("hand_off", person, way.channel, way.destination, facts)
        else:
            planned = self.word(None, person, way.destination, text)
        return replace(planned, delay=way.delay)

    def _letter(
        self,
        name: LetterName,
        person: str,
        channel: Literal["email", "chat"],
        destination: str,
        facts: Mapping[str, object],
        page: Page | None = None,
    ) -> Planned:
        """A word that a template writes."""
        id_ = uuid7()
        letter = self._letters.write(name, self._wording.language(person), facts)
        return Planned(
            id=id_,
            kind="word",
            channel=channel,
            destination=destination,
            message=self._written(id_, channel, letter),
            urgency=_WORD_URGENCY,
            ticket=page.ticket if page else None,
            page=page.id if page else None,
            person=person,
        )

    def word(self, page: Page | None, person: str, number: str, text: str) -> Planned:
        """An SMS that asks for nothing."""
        id_ = uuid7()
        code = reference(id_)
        return Planned(
            id=id_,
            kind="word",
            channel="sms",
            destination=number,
            message=Text(body=f"{text} ({code})", reference=code),
            urgency=_WORD_URGENCY,
            ticket=page.ticket if page else None,
            page=page.id if page else None,
            person=person,
        )
