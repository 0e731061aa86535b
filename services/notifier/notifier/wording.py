"""What staff hear and read about a page."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from dial2.profile.model import Profile
from dial2.roster import LiveRoster, Roster
from dial2.vocabulary import Language, Severity
from notifier import times
from notifier.page import Page
from notifier.phrases import PHRASES, Phrases
from notifier.ticket import Ticket

_SUBJECT = 90  # characters: an SMS stays within two or three segments, a call within half a minute
_NAME = 60
_SEVERAL = 2
NAMED = 5  # tickets in one message; the others are counted
_MORE = {"en": "{listed} and {more} more", "fr": "{listed} et {more} autres"}


class About(msgspec.Struct, frozen=True, kw_only=True):
    """One of the pages that a message tells of."""

    ticket: Ticket
    page: Page


class Wording:
    """Speaks with each person in that person's language; times are in the profile's zone."""

    def __init__(self, roster: LiveRoster, profile: Profile) -> None:
        self._live = roster
        self._profile = profile

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def language(self, person: str | None) -> Language:
        known = self._roster.people.get(person or "")
        return known.language if known else self._profile.languages[0]

    def phrases(self, person: str | None) -> Phrases:
        return PHRASES[self.language(person)]

    def severity_in(self, severity: Severity, language: Language) -> str:
        return PHRASES[language].severities[severity]

    def client_in(self, ticket: Ticket, language: Language) -> str:
        """The client's name, or whoever wrote or called."""
        client = self._roster.clients.get(ticket.client or "")
        return client.name if client else clip(ticket.contact_name, _NAME) or PHRASES[language].somebody

    def facts(self, ticket: Ticket, page: Page, person: str) -> dict[str, str]:
        """What a page says, by the names that phrases and templates know it by."""
        language = self.language(person)
        return {
            "ticket": str(ticket.ticket),
            "digits": digits(ticket.ticket),
            "severity": self.severity_in(page.severity, language),
            "subject": clip(ticket.subject, _SUBJECT),
            "client": self.client_in(ticket, language),
            "incident": _incident(ticket, language),
            "promise": self._promise(page.severity, language),
        }

    def _promise(self, severity: Severity, language: Language) -> str:
        """When the client is to be called back, where the contract promises that."""
        target = self._profile.severities[severity].call_back
        if target is None:
            return ""
        length = times.length(target.within, language, in_support_hours=target.calendar != "always")
        return PHRASES[language].promise.format(call_back=length)

    def sms(self, ticket: Ticket, page: Page, person: str, reference: str) -> str:
        return self.phrases(person).sms.format(**self.facts(ticket, page, person), reference=reference)

    def sms_of_several(self, about: Sequence[About], person: str, reference: str) -> str:
        """One text for all, the worst first."""
        facts = self.facts(about[0].ticket, about[0].page, person)
        return self.phrases(person).sms_several.format(
            **facts,
            count=len(about),
            tickets=listed([str(each.page.ticket) for each in about[:NAMED]], len(about), self.language(person)),
            reference=reference,
        )

    def spoken_of_several(self, about: Sequence[About], person: str) -> str:
        numbers = [digits(each.page.ticket) for each in about[:NAMED]]
        spoken = self.spoken(about[0].ticket, about[0].page, person)
        several = self.phrases(person).several.format(
            count=len(about), tickets=listed(numbers, len(about), self.language(person))
        )
        return several + spoken

    def spoken(self, ticket: Ticket, page: Page, person: str) -> str:
        return self.phrases(person).page.format(**self.facts(ticket, page, person))

    def update_due(self, ticket: Ticket, person: str, by: datetime) -> str:
        language = self.language(person)
        return self.phrases(person).update_due.format(
            ticket=ticket.ticket,
            subject=clip(ticket.subject, _SUBJECT),
            client=self.client_in(ticket, language),
            time=self.time(by, person),
        )

    def whose(self, phrase: str, page: Page, person: str | None) -> str:
        """A phrase that says who acknowledged, and when."""
        at = page.acknowledged_at
        return phrase.format(
            ticket=page.ticket,
            digits=digits(page.ticket),
            person=page.acknowledged_by,
            time=self.time(at, person) if at else "",
        )

    def time(self, at: datetime, person: str | None) -> str:
        return times.clock_time(at, self._profile.zone, self.language(person))


def _incident(ticket: Ticket, language: Language) -> str:
    """How many tickets the page stands for, where it is not the only one."""
    if ticket.together < _SEVERAL:
        return ""
    return PHRASES[language].incident.format(count=ticket.together, incident=ticket.incident)


def tickets_of(about: Sequence[Page], mark: str) -> str:
    """`1042, #1043`: with a mark before each but the first, which a phrase marks itself."""
    return f", {mark}".join(str(page.ticket) for page in about)


def listed(numbers: Sequence[str], count: int, language: Language) -> str:
    listed, more = ", ".join(numbers), count - len(numbers)
    return _MORE[language].format(listed=listed, more=more) if more else listed


def digits(ticket: int) -> str:
    """A number as it is said: digit by digit."""
    return " ".join(str(ticket))


def clip(text: str, longest: int) -> str:
    """One line of at most `longest` characters, without what cannot be printed."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
