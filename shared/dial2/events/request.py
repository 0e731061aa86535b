"""A request: what a customer sent or said, before anybody judged it. Stream `request:<id>`."""

from datetime import datetime
from typing import Literal

import msgspec

from dial2.events.envelope import Payload
from dial2.vocabulary import Channel, Language, Marker


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Who to answer. A withheld number is None."""

    name: str = ""
    email: str | None = None
    number: str | None = None


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    filename: str
    content_type: str
    size: int  # bytes
    sha256: str
    inline: bool = False


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """What a mail says it belongs to. Only `proven` rests on our own signature; the rest are claims."""

    proven: int | None = None
    in_reply_to: str | None = None
    references: list[str] = []
    subject_tag: int | None = None


class RequestReceived(Payload, frozen=True, kw_only=True, tag="request.received"):
    """A customer's mail, call or text was accepted; clocks count from `received_at`.

    `reply` is the text without quote and signature. `choice` is what a caller pressed: "support", or "down"
    for a system that is down or badly degraded; "undecided": support is closed, and the caller has yet to say
    whether the system is down. `about` is the open ticket that an identified caller has chosen. `auto` says why a
    machine is thought to have written it.
    """

    request: str
    channel: Channel
    received_at: datetime
    contact: Contact
    to: list[str] = []
    subject: str | None = None
    marker: Marker | None = None
    text: str = ""
    reply: str = ""
    language: Language | None = None
    message_id: str | None = None
    thread: Thread = Thread()
    auto: str | None = None
    attachments: list[Attachment] = []
    blob: str | None = None  # sha256 of the raw mail
    call: str | None = None  # the provider's id of the call
    choice: Literal["support", "down", "undecided"] | None = None
    about: int | None = None
    client: str | None = None
    author: str | None = None  # a mail's From, which the verdicts are about; None: the contact's own address
    verdicts: dict[str, str] = {}  # spf, dkim, dmarc, arc; by: who says so; policy: what DMARC's owner asks for


class RequestQuarantined(Payload, frozen=True, kw_only=True, tag="request.quarantined"):
    """Accepted and kept, but unreadable: a person has to look."""

    request: str
    received_at: datetime
    reason: str
    sender: str | None
    to: list[str]
    blob: str


class RequestIgnored(Payload, frozen=True, kw_only=True, tag="request.ignored"):
    """Accepted and kept; nobody has to act: a repeated copy, or our own mail come back."""

    request: str
    received_at: datetime
    why: str
    sender: str | None
    to: list[str]
    blob: str


class BounceReceived(Payload, frozen=True, kw_only=True, tag="request.bounced"):
    """A delivery report for a mail that we sent came back."""

    request: str
    received_at: datetime
    recipient: str | None
    status: str | None  # RFC 3463
    permanent: bool
    original_message_id: str | None
    blob: str
    sent: str | None = None  # the id of our mail, by the signed return path that the report came to
    delayed: bool = False  # the server that reports it keeps trying
