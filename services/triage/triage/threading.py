"""Whether a request belongs to a ticket that is there already, and how that is known."""

from __future__ import annotations

import re

import msgspec

from dial2.database import Work
from dial2.events.request import RequestReceived
from dial2.standing import author, doubt
from dial2.ticket_number import named_in
from triage.adapters import senders, threads
from triage.assessment.text import fold

BY_SENDER = "the sender's open ticket"
_TAG = r"\[[^\]]{1,40}\]"
_FORWARDED = re.compile(rf"\s*(?:{_TAG}\s*)?(?:fwd?|tr|wg|rv|i|enc)\s*:", re.IGNORECASE)
_PREFIX = re.compile(rf"\s*(?:{_TAG}|\w{{1,5}}(?:\[\d+\])?\s?:)\s*")
_WORD = re.compile(r"[^\W_]{3,}")


class Match(msgspec.Struct, frozen=True):
    """`ticket` is continued, or, where `linked`, only named by a new one: a forward, or a stranger's word."""

    ticket: int
    by: str
    linked: bool
    claimed: bool = True  # by headers that a mail program keeps when an old mail is used again


async def match(request: RequestReceived, work: Work) -> Match | None:
    """The ticket that the sender has chosen; or what a mail's headers, or a text's sender, lead to."""
    if request.about is not None:
        by = "the caller's choice" if request.channel == "phone" else BY_SENDER
        return Match(request.about, by, linked=False, claimed=False)
    return await (_of_text if request.channel == "sms" else _of_mail)(request, work)


async def _of_mail(request: RequestReceived, work: Work) -> Match | None:
    """By our signed token; by a message that it answers, seen or only named; by a number in its subject.

    The token and a message that we have seen are proof enough of having been written to. A number leads only
    participants to the ticket, and a message that we have not seen those of the same client as well: others may
    know them, and open a new ticket that is linked to it.
    """
    thread, sender = request.thread, author(request)
    if thread.proven is not None:
        return Match(thread.proven, "our signed token", linked=False, claimed=False)
    aside = bool(_FORWARDED.match(request.subject or "")) or doubt(request) is not None
    named = [message for message in (thread.in_reply_to, *thread.references) if message]
    if named and (known := await threads.of_messages(work, named)) is not None:
        if known.received:
            return Match(known.ticket, "the message that it answers", linked=aside)
        welcome = await threads.takes_part(work, known.ticket, sender, request.client)
        return Match(known.ticket, "an earlier message that both name", linked=aside or not welcome)
    if thread.subject_tag is not None:
        welcome = await threads.takes_part(work, thread.subject_tag, sender, None)
        return Match(thread.subject_tag, "the number in its subject", linked=aside or not welcome, claimed=False)
    return None


async def _of_text(request: RequestReceived, work: Work) -> Match | None:
    """The intake has named the ticket, unless it is so new that the intake had not heard of it.

    A text that itself names a ticket is about no other.
    """
    if request.contact.number is None or named_in(request.text) is not None:
        return None
    ticket = await senders.only_open_ticket(work, request.contact.number)
    return Match(ticket, BY_SENDER, linked=False, claimed=False) if ticket is not None else None


def another_matter(subject: str, before: str) -> bool:
    """Whether an old mail was used again for something new: its subject has not one word of the one before."""
    written, known = _words(subject), _words(before)
    return bool(written and known) and not written & known


def _words(subject: str) -> set[str]:
    """Without prefixes and tags."""
    rest = fold(subject)
    while found := _PREFIX.match(rest):
        rest = rest[found.end() :]
    return set(_WORD.findall(rest))
