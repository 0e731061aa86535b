"""Whoever acknowledged, and a caller on hold, come together: on the same call, or on one that is made for it."""

from urllib.parse import urlencode

from dial2.call_queue import queue_of
from dial2.database import Work
from dial2.ids import uuid7
from dial2.vocabulary import SEVERITIES
from notifier.adapters import attempts, callers
from notifier.attempt import back_off
from notifier.messages import Ring
from notifier.page import Page
from notifier.phrases import Phrases
from notifier.plan import Attempt, Planned
from notifier.twiml import Script

MOST_CALLS = 3  # to one person, for the callers on hold for one page


async def plan_call(work: Work, page: Page, person: str, number: str) -> None:
    """Call whoever acknowledged by other means, if a caller is on hold."""
    if await callers.first_on_hold(work.connection, page.ticket):
        call = Planned(
            id=uuid7(),
            kind="bridge",
            channel="voice",
            destination=number,
            message=Ring(),
            urgency=SEVERITIES.index(page.severity),
            ticket=page.ticket,
            page=page.id,
            person=person,
            correlation=page.correlation,
        )
        await attempts.plan(work.connection, [call])


async def wanted(work: Work, attempt: Attempt) -> bool:
    """Whether a call that led to nothing is worth another: the caller still holds."""
    ticket = attempt.ticket
    return bool(ticket and attempt.tries < MOST_CALLS and await callers.first_on_hold(work.connection, ticket))


async def call_again(work: Work, attempt: Attempt) -> None:
    if await wanted(work, attempt):
        await attempts.plan(work.connection, [attempt.again(uuid7(), back_off(attempt.tries))])


def connection(phrases: Phrases, request: str, person: str, *, joined: str, then: str) -> Script:
    """The caller of `request`, taken from hold; after the talk, or without one, the document at `then`."""
    address = f"{joined}?{urlencode({'person': person})}"
    return Script(phrases.voice).say(phrases.connecting).connect(queue_of(request), joined=address, then=then)
