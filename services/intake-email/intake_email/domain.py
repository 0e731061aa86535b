"""What a mail that was read becomes: a request, a delivery report, or something kept that nobody has to act on."""

import re
from datetime import datetime
from uuid import UUID

from dial2 import reply_token, return_path
from dial2.events import Payload
from dial2.events.request import (
    Attachment,
    BounceReceived,
    Contact,
    RequestIgnored,
    RequestReceived,
    Thread,
)
from dial2.roster.model import Roster
from intake_email.addresses import Addresses
from intake_email.reading.mail import Address, Mail

_SUBJECT_TAG = re.compile(r"\[#(\d{1,18})\]")


def request_from(
    mail: Mail,
    *,
    request: UUID,
    sender: str,
    recipients: list[str],
    received_at: datetime,
    blob: str,
    roster: Roster,
    addresses: Addresses,
    secret: str,
    verdicts: dict[str, str],
) -> Payload:
    """The event for an accepted mail. `sender` and `recipients` are the envelope's.

    `secret` is what our reply tokens were signed with; `verdicts` are about the address in From.
    """
    contact = _contact(mail, sender)
    author = _usable_address(mail.from_)
    if mail.bounce:
        return BounceReceived(
            request=str(request),
            received_at=received_at,
            recipient=mail.bounce.recipient,
            status=mail.bounce.status,
            permanent=mail.bounce.permanent,
            original_message_id=mail.bounce.original_message_id,
            blob=blob,
            sent=_sent(recipients, secret),
            delayed={one.action for one in mail.bounce.recipients} == {"delayed"},
        )
    if mail.auto == "loop":
        return RequestIgnored(
            request=str(request),
            received_at=received_at,
            why="our own mail came back",
            sender=contact.email,
            to=recipients,
            blob=blob,
        )
    return RequestReceived(
        request=str(request),
        channel="email",
        received_at=received_at,
        contact=contact,
        author=author if author != contact.email else None,
        to=recipients,
        subject=mail.subject,
        marker=mail.marker,
        text=mail.text,
        reply=mail.reply,
        message_id=_usable(mail.message_id),
        thread=_thread(mail, recipients, secret),
        auto=mail.auto,
        attachments=[
            Attachment(
                filename=attachment.filename or "",
                content_type=attachment.content_type,
                size=attachment.size,
                sha256=attachment.sha256,
                inline=attachment.inline,
            )
            for attachment in mail.attachments
        ],
        blob=blob,
        client=(
            roster.client_of(email=author)
            or roster.client_of(email=contact.email)
            or addresses.client_of(recipients)
        ),
        verdicts=verdicts,
    )


def _contact(mail: Mail, sender: str) -> Contact:
    """Who to answer: Reply-To, else From, else the envelope's sender."""
    from_name = mail.from_.name if mail.from_ else ""
    for address in (*mail.reply_to, mail.from_):
        if address and (usable := _usable_address(address)):
            return Contact(name=address.name or from_name, email=usable)
    return Contact(name=from_name, email=sender.lower() or None)


def _usable_address(address: Address | None) -> str | None:
    if address and "@" in address.address and address.address.isprintable():
        return address.address.lower()
    return None


def _thread(mail: Mail, recipients: list[str], secret: str) -> Thread:
    tag = _SUBJECT_TAG.search(mail.subject)
    return Thread(
        proven=_proven(mail, recipients, secret),
        in_reply_to=_usable(mail.in_reply_to),
        references=list(filter(_usable, mail.references)),
        subject_tag=int(tag[1]) if tag else None,
    )


def _sent(recipients: list[str], secret: str) -> str | None:
    """Our mail whose return path a report came to."""
    found = filter(None, (return_path.mail_of(secret, address) for address in recipients))
    return next(map(str, found), None)


def _usable(message_id: str | None) -> str | None:
    """One with control characters in it is none (RFC 5322), and could be stored nowhere."""
    return message_id if message_id and message_id.isprintable() else None


def _proven(mail: Mail, recipients: list[str], secret: str) -> int | None:
    """The ticket that our own signature names, in an address that it was sent to or an id that it answers."""
    for address in (*recipients, *mail.to_addresses):
        tag = address.rpartition("@")[0].partition("+")[2]
        if (ticket := reply_token.ticket_of(secret, tag)) is not None:
            return ticket
    for message_id in filter(None, (mail.in_reply_to, *reversed(mail.references))):
        if (ticket := reply_token.ticket_of_message_id(secret, message_id)) is not None:
            return ticket
    return None
