"""Notices by mail, to clients and to the support desk: written when something happened, sent by the mail lane."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from dial2 import ticket_links
from dial2.database import Work
from dial2.events.after_hours import AfterHoursRuled, VouchersCharged
from dial2.events.callback import CallbackOverdue
from dial2.events.clock import ClockBreached, ClockWarned, Promise
from dial2.events.oncall import RosterRefused
from dial2.events.request import RequestQuarantined
from dial2.events.ticket import RULES, ReopeningWithheld, ResolutionProposed, SeverityProposed, UpdateGiven
from dial2.profile.model import Profile
from dial2.reply_token import subject_tag
from dial2.roster import LiveRoster, Roster
from dial2.toml_file import parse_zone
from dial2.vocabulary import Language
from notifier import requesters, times
from notifier.letters import Letters
from notifier.page import Page
from notifier.phrases import CLOCKS
from notifier.posting import Posting
from notifier.ticket import Ticket
from notifier.wording import Wording, clip

_WORDS = 80  # characters of a client's words
ClientNotice = Literal["acknowledgement", "update", "proposal", "reopened", "after_hours", "merged"]


class Notices:
    """Plans each notice in the transaction that calls for it."""

    def __init__(
        self,
        *,
        roster: LiveRoster,
        profile: Profile,
        letters: Letters,
        posting: Posting,
        wording: Wording,
        public_url: str,
        secret: str,
    ) -> None:
        self._live = roster
        self._profile = profile
        self._letters = letters
        self._posting = posting
        self._wording = wording
        self._public_url = public_url
        self._secret = secret

    @property
    def _roster(self) -> Roster:
        return self._live.current

    async def acknowledgement(self, work: Work, ticket: Ticket, promises: list[Promise]) -> None:
        """What we received, how severe it is, what we promise for it and what we still need to know."""
        language, zone = self._language(ticket), self._zone(ticket)
        rule = self._profile.severities[ticket.severity]
        asks = {item.name: item.ask[language] for item in self._profile.checklists.get(ticket.category, [])}
        said = [
            {
                "what": CLOCKS[language][promise.clock],
                "within": times.length(
                    rule.clock(promise.clock).within, language, in_support_hours=promise.calendar != "always"
                ),
                "by": times.date_and_time(promise.deadline, zone, language),
            }
            for promise in promises
        ]
        await self._to_client(
            work,
            "acknowledgement",
            ticket,
            {
                "received": times.date_and_time(ticket.received_at, zone, language),
                "severity": self._wording.severity_in(ticket.severity, language),
                "description": rule.description[language],
                "promises": said,
                "missing": [asks.get(item, item) for item in ticket.missing],
            },
        )

    async def update(self, work: Work, ticket: Ticket, event: UpdateGiven) -> None:
        for told in await requesters.of(work.connection, ticket):
            facts = {"given": self._when(told, event.given_at), "text": event.text}
            await self._to_client(work, "update", told, facts)

    async def proposal(self, work: Work, ticket: Ticket, event: ResolutionProposed) -> None:
        for told in await requesters.of(work.connection, ticket):
            facts = {
                "kind": event.kind,
                "text": event.text,
                "promised_for": self._when(told, event.promised_for) if event.promised_for else None,
                "answer_by": self._when(told, event.answer_by),
                "agree": self._link("agree", told, event.proposal),
                "reopen": self._link("reopen", told, event.proposal),
            }
            await self._to_client(work, "proposal", told, facts)

    async def reopened(self, work: Work, ticket: Ticket) -> None:
        for told in await requesters.of(work.connection, ticket):
            await self._to_client(work, "reopened", told, {})

    async def merged(self, work: Work, ticket: Ticket, into: int) -> None:
        """Under which number their request goes on."""
        await self._to_client(work, "merged", replace(ticket, ticket=into), {"merged": ticket.ticket})

    async def after_hours(self, work: Work, ticket: Ticket, event: AfterHoursRuled) -> None:
        """What the after-hours service makes of it, and what it still needs to know."""
        rules, language = self._profile.after_hours, self._language(ticket)
        if rules is None:
            return  # the profile has changed since
        await self._to_client(
            work,
            "after_hours",
            ticket,
            {
                "ruling": event.ruling,
                "opens": self._when(ticket, event.opens_at) if event.opens_at else None,
                "severity": ", ".join(self._wording.severity_in(each, language) for each in rules.severities),
                "document": rules.restart_document.get(language, ""),
                "request_line": f"{rules.form.requested[0]}: {rules.form.yes[0]}",
                "asks": [field.ask[language] for field in rules.required_fields if field.name in event.asks],
            },
        )

    async def overdrawn(self, work: Work, event: VouchersCharged, balance: str) -> None:
        client = self._roster.clients.get(event.client)
        facts = {"client": client.name if client else event.client, "ticket": event.ticket}
        await self._posting.to_desk(
            work, "desk_vouchers", event.ticket, facts | {"balance": balance, "person": event.by}
        )

    async def clock(self, work: Work, ticket: Ticket, event: ClockWarned | ClockBreached) -> None:
        language = self._desk_language
        await self._posting.to_desk(
            work,
            "desk_clock",
            ticket.ticket,
            self._about(ticket)
            | {
                "clock": CLOCKS[language][event.clock],
                "breached": isinstance(event, ClockBreached),
                "deadline": times.date_and_time(event.deadline, self._profile.zone, language),
            },
        )

    async def callback_overdue(self, work: Work, ticket: Ticket | None, event: CallbackOverdue) -> None:
        """The caller's request may not have a ticket yet."""
        due = times.date_and_time(event.due_at, self._profile.zone, self._desk_language)
        about = self._about(ticket) if ticket else {"tag": "", "ticket": None}
        await self._posting.to_desk(work, "desk_callback", event.ticket, about | {"deadline": due})

    async def nobody_acknowledged(self, work: Work, ticket: Ticket, page: Page) -> None:
        await self._posting.to_desk(
            work,
            "desk_page",
            ticket.ticket,
            self._about(ticket) | {"rounds": page.round + 1, "person": page.person},
        )

    async def roster_refused(self, work: Work, event: RosterRefused) -> None:
        facts = {"file": event.file, "problems": event.problems}
        await self._posting.to_desk(work, "desk_roster", None, facts)

    async def severity_proposed(self, work: Work, ticket: Ticket, event: SeverityProposed) -> None:
        """What stood before, what it reads as now, and the words that make the difference."""
        language, changed = self._desk_language, event.difference
        facts = self._about(ticket) | {
            "standing": self._wording.severity_in(event.standing, language),
            "read": self._wording.severity_in(event.severity, language),
            "by": changed.by if changed else RULES,
            "reason": changed.why if changed else "",
            "new": [clip(found.words, _WORDS) for found in changed.new] if changed else [],
            "outdated": [clip(found.words, _WORDS) for found in changed.outdated] if changed else [],
        }
        await self._posting.to_desk(work, "desk_proposal", ticket.ticket, facts)

    async def reopening_withheld(self, work: Work, ticket: Ticket, event: ReopeningWithheld) -> None:
        facts = self._about(ticket) | {"times": event.reopened}
        await self._posting.to_desk(work, "desk_reopening", ticket.ticket, facts)

    async def unread(self, work: Work, event: RequestQuarantined) -> None:
        received = times.date_and_time(event.received_at, self._profile.zone, self._desk_language)
        await self._posting.to_desk(
            work,
            "desk_unread",
            None,
            {"sender": event.sender, "received": received, "reason": event.reason, "request": event.request},
        )

    async def _to_client(
        self, work: Work, kind: ClientNotice, ticket: Ticket, facts: Mapping[str, object]
    ) -> None:
        """Nothing to a silent ticket, and nothing where there is no address."""
        if ticket.silent or not ticket.email:
            return
        language = self._language(ticket)
        letter = self._letters.write(
            kind,
            language,
            {
                "tag": subject_tag(ticket.ticket),
                "ticket": ticket.ticket,
                "subject": ticket.subject,
                "name": ticket.contact_name,
                "title": self._profile.title,
                "zone": times.zone_name(self._zone(ticket), language),
            }
            | dict(facts),
        )
        await self._posting.to_client(work, kind, ticket, ticket.email, letter)

    def _about(self, ticket: Ticket) -> dict[str, object]:
        language = self._desk_language
        return {
            "tag": subject_tag(ticket.ticket),
            "ticket": ticket.ticket,
            "subject": ticket.subject,
            "severity": self._wording.severity_in(ticket.severity, language),
            "client": self._wording.client_in(ticket, language),
        }

    @property
    def _desk_language(self) -> Language:
        return self._profile.languages[0]

    def _language(self, ticket: Ticket) -> Language:
        """The client's, where the profile speaks it."""
        return ticket.language if ticket.language in self._profile.languages else self._profile.languages[0]

    def _zone(self, ticket: Ticket) -> ZoneInfo:
        client = self._roster.clients.get(ticket.client or "")
        return parse_zone(client.zone) if client and client.zone else self._profile.zone

    def _when(self, ticket: Ticket, at: datetime) -> str:
        return times.date_and_time(at, self._zone(ticket), self._language(ticket))

    def _link(self, answer: ticket_links.Answer, ticket: Ticket, proposal: int) -> str:
        return ticket_links.link(self._public_url, self._secret, answer, ticket=ticket.ticket, proposal=proposal)
