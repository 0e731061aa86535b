"""Mail to a client or to the support desk. Stream `notice:<id>`."""

from typing import Literal

from dial2.events.envelope import Payload

NoticeKind = Literal["acknowledgement", "update", "proposal", "reopened", "desk"]


class NoticeSent(Payload, frozen=True, kw_only=True, tag="notice.sent"):
    """The relay took it and answered `reply`."""

    notice: str
    ticket: int | None  # None: about no ticket, such as a mail that nobody can read
    kind: NoticeKind
    to: str
    message_id: str
    reply: str


class NoticeFailed(Payload, frozen=True, kw_only=True, tag="notice.failed"):
    notice: str
    ticket: int | None
    kind: NoticeKind
    to: str
    why: str
