"""What a mail says once it has been read; plain values, no bytes left to interpret."""

from typing import Literal

import msgspec

from dial2.vocabulary import Marker

Auto = Literal["auto-reply", "bounce", "bulk", "loop"]
Signature = Literal["smime", "pgp"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much of a hostile or broken mail is looked at; what lies beyond is noted in `Mail.defects`."""

    depth: int = 30  # parts within parts, nested messages and winmail.dat included
    parts: int = 1_000
    fields: int = 1_000  # header fields of one part
    header_bytes: int = 512_000  # header of one part
    addresses: int = 1_000  # of one field
    text_chars: int = 5_000_000
    html_chars: int = 3_000_000
    html_tags: int = 10_000  # beyond, tags are dropped without building a tree


class Address(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    address: str  # as written, an internationalised domain in Unicode; empty for a name alone


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    filename: str | None
    content_type: str
    size: int  # decoded bytes
    sha256: str  # of the decoded bytes
    inline: bool  # shown within the body rather than listed beside it
    content: bytes
    content_id: str | None = None


class Undelivered(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says of one recipient; the words as in `Bounce`."""

    recipient: str | None
    status: str
    permanent: bool
    action: Literal["failed", "delayed"]
    diagnostic: str | None  # the server's or the mail system's words, at most 500 characters


class Bounce(msgspec.Struct, frozen=True, kw_only=True):
    """A report that a mail was not delivered (yet).

    `permanent` says that the address itself cannot take mail: unknown, disabled, its domain gone. A full mailbox
    or the refusal of one message is of class 5 without being permanent.
    """

    status: str  # RFC 3463, as reported or derived from reply code and wording
    recipient: str | None
    permanent: bool
    original_message_id: str | None
    recipients: list[
        Undelivered
    ] = []  # all that the report names, those that failed first; `recipient` is the first


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    from_: Address | None = msgspec.field(name="from")
    to: list[Address]
    cc: list[Address]
    reply_to: list[Address]
    subject: str
    message_id: str | None  # with its angle brackets
    in_reply_to: str | None
    references: list[str]
    date: str | None  # ISO 8601 with offset
    text: str
    reply: str  # the text without quotation and signature
    html: str | None  # sanitised, for display
    attachments: list[Attachment]
    auto: Auto | None
    auto_reason: str | None  # the header or words that `auto` rests on
    bounce: Bounce | None
    marker: Marker | None
    signed: Signature | None  # a signature is there; nobody has verified it
    encrypted: Signature | None  # what it says cannot be read here; `text` says so where there is nothing else
    defects: list[str]  # what was wrong with the mail, and how it was read all the same

    @property
    def to_addresses(self) -> list[str]:
        """Where the mail was openly sent: To and Cc, lower case, each once."""
        return list(dict.fromkeys(a.address.lower() for a in (*self.to, *self.cc) if a.address))
