"""Whether a request belongs to a ticket that is there already, and how that is known."""

import re

import msgspec

from dial2.database import Work
from dial2.events.request import RequestReceived
from triage.adapters import store

_FORWARDED = re.compile(r"\s*(?:\[[^\]]{1,40}\]\s*)?(?:fwd?|tr|wg|rv|i|enc)\s*:", re.IGNORECASE)


class Match(msgspec.Struct, frozen=True):
    """`ticket` is continued, or, where `linked`, only named by a new one: a forward, or a stranger's word."""

    ticket: int
    by: str
    linked: bool


async def match(request: RequestReceived, work: Work) -> Match | None:
    """By our signed token; then by a known message that it answers; then by a number that a participant quotes."""
    thread = request.thread
    if thread.proven is not None:
        return Match(thread.proven, "our signed token", linked=False)
    forwarded = bool(_FORWARDED.match(request.subject or ""))
    answered = [message for message in (thread.in_reply_to, *thread.references) if message]
    if answered and (ticket := await store.of_messages(work, answered)) is not None:
        return Match(ticket, "the message that it answers", linked=forwarded)
    if thread.subject_tag is not None:
        known = await store.takes_part(work, thread.subject_tag, request.contact.email or "")
        return Match(thread.subject_tag, "the number in its subject", linked=forwarded or not known)
    return None
