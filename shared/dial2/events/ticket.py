"""A ticket's life; only triage appends these. Stream `ticket:<number>`."""

from datetime import datetime
from typing import Literal

import msgspec

from dial2.events.envelope import Payload
from dial2.events.request import Contact
from dial2.vocabulary import Category, Channel, Language, Marker, Severity

RULES = "rules"  # who assigned a severity, when nobody of the staff did


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why: a rule, and the words it read at `start`–`end` of a field."""

    rule: str
    words: str = ""
    field: str = "body"
    start: int = 0
    end: int = 0
    effect: str = ""
    negated: bool = False


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What new words changed: `by` and `why` are of the severity that stood before.

    `source` is what was read, of the contact `request`; `new` are its words that nobody had said before, and
    `outdated` what was said before and no longer holds.
    """

    source: str
    by: str
    why: str = ""
    request: str | None = None
    new: list[Evidence] = []
    outdated: list[Evidence] = []


class TicketOpened(Payload, frozen=True, kw_only=True, tag="ticket.opened"):
    """`silent`: from a machine, or nothing is asked: kept, never answered, nobody paged.

    `doubt` says why contact and client are only claimed; None where nothing speaks against them. `probe`: it is
    that probe's, and silent but for a page to the test contact.
    """

    ticket: int
    request: str
    channel: Channel
    received_at: datetime
    contact: Contact
    client: str | None
    subject: str
    text: str
    language: Language
    message_id: str | None
    profile: str
    profile_version: int
    linked: int | None = None
    silent: bool = False
    doubt: str | None = None
    probe: str | None = None


class TicketFollowedUp(Payload, frozen=True, kw_only=True, tag="ticket.followed_up"):
    ticket: int
    request: str
    channel: Channel
    received_at: datetime
    contact: Contact
    text: str
    message_id: str | None
    matched_by: str
    auto: str | None = None


class SeverityAssigned(Payload, frozen=True, kw_only=True, tag="severity.assigned"):
    """`by` is `RULES` or the staff member; staff has the last word.

    `needs_person`: what speaks against it, which is in the evidence, is enough to have a person decide.
    """

    ticket: int
    severity: Severity
    previous: Severity | None
    by: str
    why: str
    marker: Marker | None = None
    category: Category = "other"
    evidence: list[Evidence] = []
    rules_version: str = ""
    needs_person: bool = False
    difference: Difference | None = None  # from what was known, where more was said since


class SeverityProposed(Payload, frozen=True, kw_only=True, tag="severity.proposed"):
    """New facts read differently from what stands, or leave it open: a person decides, and what stands stays.

    `marker` is "urgent" where only now the sender asks for the urgent service.
    """

    ticket: int
    severity: Severity
    standing: Severity
    why: str
    evidence: list[Evidence] = []
    marker: Marker | None = None
    needs_person: bool = False
    difference: Difference | None = None


class DetailsMissing(Payload, frozen=True, kw_only=True, tag="details.missing"):
    ticket: int
    items: list[str]


class RecordingAttached(Payload, frozen=True, kw_only=True, tag="recording.attached"):
    """What a caller said after the tone; `dial2 calls recording` gives the sound."""

    ticket: int
    request: str
    recording: str
    seconds: int
    blob: str


class TranscriptAttached(Payload, frozen=True, kw_only=True, tag="transcript.attached"):
    """The words of a recording."""

    ticket: int
    request: str
    recording: str
    text: str


class CallbackMade(Payload, frozen=True, kw_only=True, tag="callback.made"):
    """The first contact by staff that commences diagnostics: it stops the call-back clock."""

    ticket: int
    by: str
    how: Literal["phone", "email", "meeting"]
    made_at: datetime
    note: str = ""


class UpdateGiven(Payload, frozen=True, kw_only=True, tag="update.given"):
    ticket: int
    by: str
    given_at: datetime
    text: str


class TicketWaiting(Payload, frozen=True, kw_only=True, tag="ticket.waiting"):
    ticket: int
    by: str
    why: str


class TicketResumed(Payload, frozen=True, kw_only=True, tag="ticket.resumed"):
    ticket: int
    by: str
    why: str


class ResolutionProposed(Payload, frozen=True, kw_only=True, tag="resolution.proposed"):
    ticket: int
    by: str
    kind: Literal["fix", "workaround", "patch"]
    text: str
    promised_for: datetime | None
    answer_by: datetime  # unanswered until then, it is agreed by default
    proposal: int = 1  # which of the ticket's proposals this is: an answer to an older one does not count


class ResolutionAgreed(Payload, frozen=True, kw_only=True, tag="resolution.agreed"):
    ticket: int
    by: str
    default: bool  # the client did not answer in time


class TicketReopened(Payload, frozen=True, kw_only=True, tag="ticket.reopened"):
    ticket: int
    by: str
    why: str


class TicketMerged(Payload, frozen=True, kw_only=True, tag="ticket.merged"):
    ticket: int
    into: int
    by: str


class TicketLinked(Payload, frozen=True, kw_only=True, tag="ticket.linked"):
    """It is one of an incident's; `words` and `functions` are what it shares with the first of them."""

    ticket: int
    incident: int
    by: str
    why: str
    words: list[str] = []
    functions: list[str] = []


class TicketUnlinked(Payload, frozen=True, kw_only=True, tag="ticket.unlinked"):
    """It no longer belongs to the incident, and is paged by itself."""

    ticket: int
    incident: int
    by: str
    why: str


class TicketRelated(Payload, frozen=True, kw_only=True, tag="ticket.related"):
    """Staff says that two tickets have to do with each other; each goes on by itself."""

    ticket: int
    other: int
    by: str
    why: str


class TicketUnrelated(Payload, frozen=True, kw_only=True, tag="ticket.unrelated"):
    ticket: int
    other: int
    by: str
    why: str


class TicketSplit(Payload, frozen=True, kw_only=True, tag="ticket.split"):
    """The follow-up `request` is about something else: it goes on as ticket `into`."""

    ticket: int
    request: str
    into: int
    by: str
    why: str


class ReopeningWithheld(Payload, frozen=True, kw_only=True, tag="reopening.withheld"):
    """A mail would have reopened the ticket once too often: it was recorded, and a person decides."""

    ticket: int
    request: str
    reopened: int  # times within the profile's limit
    why: str
