"""Why somebody was paged, by which channel, at that moment: one line of the log each. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from dial2.events import Payload, Recorded, decode
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageClosed,
    PageDelivered,
    PageEscalated,
    PageExhausted,
    PageFailed,
    PageMoved,
    PageOpened,
    PageSkipped,
)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a page, and why. Levels count from 1 here, as on a ladder that one reads."""

    at: datetime
    page: str
    event: str
    what: str
    why: str
    person: str | None = None
    channel: str | None = None

    def __str__(self) -> str:
        return f"{self.at.astimezone():%Y-%m-%d %H:%M:%S %Z}  {self.what}{f': {self.why}' if self.why else ''}"


def explain(recorded: Recorded) -> Line | None:
    """None for an event that is not about a page."""
    event = decode(recorded)
    told = _told(event)
    if told is None:
        return None
    return Line(
        at=recorded.happened_at,
        page=recorded.stream.removeprefix("page:"),
        event=recorded.type,
        what=told[0],
        why=told[1],
        person=getattr(event, "person", None),
        channel=getattr(event, "channel", None),
    )


def _told(event: Payload) -> tuple[str, str] | None:  # noqa: C901, PLR0911 - one sentence for each event
    match event:
        case PageOpened(severity=severity, why=why):
            return f"the page is opened, severity {severity}", why
        case PageAttempted(person=person, channel=channel, level=level, why=why, not_before=later):
            when = f"at {later.astimezone():%H:%M:%S} by the person's own rules" if later else "at once"
            return f"level {level + 1}: {person} is to be reached by {channel}, {when}", why
        case PageDelivered(person=person, channel=channel):
            return (
                f"the {channel} reached {person}'s device",
                "the provider says so; that acknowledges nothing",
            )
        case PageFailed(person=person, channel=channel, why=why):
            return f"the {channel} to {person} failed", why
        case PageSkipped(person=person, level=level, why=why):
            return f"level {level + 1}: {person} is passed over", why
        case PageEscalated(person=person, level=level, why=why, together_with=others):
            return f"level {level + 1}: it is {' and '.join([person, *others])}'s turn", why
        case PageMoved(ticket=ticket, moved_from=before, why=why):
            return f"the page is about ticket {ticket} now, no longer {before}", why
        case PageExhausted(rounds=rounds):
            return "NOBODY ACKNOWLEDGED", f"the ladder was climbed to its end, {rounds} times at most"
        case PageAcknowledged(person=person, how=how):
            return f"{person} acknowledges", f"by {how}"
        case PageClosed(why=why):
            return "the page is closed", why
    return None
