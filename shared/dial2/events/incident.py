"""What several tickets are about; only triage appends these. Stream `incident:<number>`."""

from dial2.events.envelope import Payload
from dial2.vocabulary import Category


class IncidentOpened(Payload, frozen=True, kw_only=True, tag="incident.opened"):
    """`ticket` is its first; later ones are compared with that one's `words` and `functions`."""

    incident: int
    ticket: int
    profile: str
    category: Category
    client: str | None
    words: list[str]
    functions: list[str]


class IncidentDescribed(Payload, frozen=True, kw_only=True, tag="incident.described"):
    """Its first `ticket` had no words when it was opened: now later ones are compared with these."""

    incident: int
    ticket: int
    category: Category
    words: list[str]
    functions: list[str]


class IncidentClosed(Payload, frozen=True, kw_only=True, tag="incident.closed"):
    incident: int
    ticket: int  # the last of its tickets that was open
    why: str


class IncidentReopened(Payload, frozen=True, kw_only=True, tag="incident.reopened"):
    incident: int
    ticket: int
    why: str
