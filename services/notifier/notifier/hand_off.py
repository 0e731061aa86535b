"""How one person is told of a hand-off: pure. It is no page, so it wakes nobody."""

from collections.abc import Collection
from datetime import datetime, timedelta

import msgspec

from dial2.events.page import PageChannel
from dial2.roster.person import Person, quiet_until

_IN_ORDER: tuple[PageChannel, ...] = ("sms", "email", "chat")


class Way(msgspec.Struct, frozen=True, kw_only=True):
    channel: PageChannel
    destination: str
    delay: timedelta = timedelta()


def way(person: Person, lost: Collection[tuple[PageChannel, str]], at: datetime) -> Way | None:
    """As the person prefers; in quiet hours by mail, or else when they are over. None: not at all."""
    if person.hand_offs == "none":
        return None
    order = sorted(_IN_ORDER, key=lambda channel: channel != person.hand_offs)
    ways = [
        Way(channel=channel, destination=destination)
        for channel in order
        if (destination := person.contact(channel)) and (channel, destination) not in lost
    ]
    wait = quiet_until(person, at) - at
    if not ways or not wait:
        return ways[0] if ways else None
    by_mail = next((each for each in ways if each.channel == "email"), None)
    return by_mail or msgspec.structs.replace(ways[0], delay=wait)
