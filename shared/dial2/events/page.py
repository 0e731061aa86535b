"""A page to staff, until somebody acknowledges; only the notifier appends these. Stream `page:<id>`."""

from datetime import datetime
from typing import Literal

from dial2.events.envelope import Payload
from dial2.vocabulary import Severity

PageChannel = Literal["sms", "voice", "email", "chat"]


class PageOpened(Payload, frozen=True, kw_only=True, tag="page.opened"):
    page: str
    ticket: int
    severity: Severity
    why: str


class PageAttempted(Payload, frozen=True, kw_only=True, tag="page.attempted"):
    """One try to reach one person on one channel; its row was committed before anything went out.

    `not_before`: when it goes out, where the person's own rules hold it back.
    """

    page: str
    ticket: int
    attempt: str
    person: str
    channel: PageChannel
    level: int
    why: str
    not_before: datetime | None = None


class PageDelivered(Payload, frozen=True, kw_only=True, tag="page.delivered"):
    """The provider says it arrived; only an acknowledgement proves that a person knows."""

    page: str
    attempt: str
    person: str
    channel: PageChannel


class PageFailed(Payload, frozen=True, kw_only=True, tag="page.failed"):
    page: str
    attempt: str
    person: str
    channel: PageChannel
    why: str
    code: str | None = None  # the provider's


class PageAcknowledged(Payload, frozen=True, kw_only=True, tag="page.acknowledged"):
    page: str
    ticket: int
    person: str
    how: Literal["digit", "sms", "link", "staff", "callback"]  # a callback: only of a probe's page
    attempt: str | None
    acknowledged_at: datetime


class ResolutionSuggested(Payload, frozen=True, kw_only=True, tag="resolution.suggested"):
    """Whoever has the page says, by key or text, that it is resolved: triage proposes that to the client."""

    page: str
    ticket: int
    person: str
    how: Literal["digit", "sms"]


class PageEscalated(Payload, frozen=True, kw_only=True, tag="page.escalated"):
    """The page is now `person`'s, and that of those who have it together with this one.

    An acknowledged page that is escalated is open again.
    """

    page: str
    ticket: int
    level: int
    person: str
    why: str
    together_with: list[str] = []


class PageMoved(Payload, frozen=True, kw_only=True, tag="page.moved"):
    """The page of an incident is about another of its tickets now: `moved_from` no longer needs anybody."""

    page: str
    ticket: int
    moved_from: int
    why: str


class PageSkipped(Payload, frozen=True, kw_only=True, tag="page.skipped"):
    """A turn came, and nobody was paged: the next one has it now. `person`: the name that the ladder has there."""

    page: str
    ticket: int
    level: int
    person: str
    why: str


class PageExhausted(Payload, frozen=True, kw_only=True, tag="page.exhausted"):
    """The ladder was climbed to its end and nobody acknowledged: the loudest event there is."""

    page: str
    ticket: int
    rounds: int


class PageClosed(Payload, frozen=True, kw_only=True, tag="page.closed"):
    page: str
    ticket: int
    why: str
