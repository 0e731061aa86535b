"""Mail to a client or to the support desk. Stream `notice:<id>`."""

from typing import Literal

from dial2.events.envelope import Payload

NoticeKind = Literal[
    "acknowledgement", "update", "proposal", "reopened", "maintenance", "after_hours", "merged", "desk"
]


class NoticeSent(Payload, frozen=True, kw_only=True, tag="notice.sent"):
    """The relay took it and answered `reply`."""

    notice: str
    ticket: int | None  # None: about no ticket, such as a mail that nobody can read
    kind: NoticeKind
    to: str
    message_id: str
    reply: str


class NoticeFailed(Payload, frozen=True, kw_only=True, tag="notice.failed"):
    """The relay refused it, or took it and it came back: `why` is what was answered or reported."""

    notice: str
    ticket: int | None
    kind: NoticeKind
    to: str
    why: str


class NoticeDelayed(Payload, frozen=True, kw_only=True, tag="notice.delayed"):
    """A server on the way says that it keeps trying."""

    notice: str
    ticket: int | None
    kind: NoticeKind
    to: str
    status: str | None  # RFC 3463


class NoticeWithheld(Payload, frozen=True, kw_only=True, tag="notice.withheld"):
    """It was not sent, and staff knows: the address refuses mail, or has had as much as it may get."""

    notice: str
    ticket: int | None
    kind: NoticeKind
    to: str
    why: Literal["unreachable", "too-many"]
    status: str | None = None  # of the report that made the address unreachable
