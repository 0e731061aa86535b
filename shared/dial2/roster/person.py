"""A member of staff: contacts, personal rules, quiet hours; and what follows from them when there is a page."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from dial2.calendar.rules import Window
from dial2.duration import Duration
from dial2.events.page import PageChannel
from dial2.roster import windows
from dial2.toml_file import Section
from dial2.vocabulary import Language, Severity, at_least

_WEEK = timedelta(days=8)  # and a day, for windows past midnight
CHANNELS: tuple[PageChannel, ...] = ("sms", "email", "chat", "voice")


class Rule(Section, frozen=True, kw_only=True):
    """One step of a person's own: this channel, so long after the person's turn began."""

    channel: PageChannel
    after: Duration = Duration.parse("0 minutes")


class Quiet(Section, frozen=True, kw_only=True):
    """Hours in which somebody else is paged first for these severities, if anybody else can be."""

    hours: dict[str, list[Window]]
    zone: ZoneInfo
    severities: list[Severity]


class Person(Section, frozen=True, kw_only=True):
    """Named by role. Numbers are E.164. A contact in `verified` was tried out; others are used after those.

    `chat` is a name in DIAL2_CHAT_ADDRESSES: the address itself holds a token, which no file or log is to show.
    """

    voice: str | None = None
    sms: str | None = None
    email: str | None = None
    chat: str | None = None
    language: Language = "en"
    verified: list[PageChannel] = []
    rules: dict[Severity, list[Rule]] = {}
    quiet: list[Quiet] = []
    hand_offs: Literal["sms", "email", "chat", "none"] = (
        "sms"  # how this person hears of them, where there is that
    )

    def contact(self, channel: PageChannel) -> str | None:
        return {"voice": self.voice, "sms": self.sms, "email": self.email, "chat": self.chat}[channel]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One way that a person is tried, `after` the person's turn began."""

    after: timedelta
    channel: PageChannel
    destination: str


def steps_for(
    person: Person,
    severity: Severity,
    verified: Collection[PageChannel] = (),
    lost: Collection[PageChannel] = (),
) -> list[Step]:
    """What a page of this severity does to reach a person, in order; empty: nothing can.

    By the person's rules for the severity; without any, on all channels at once, of which a telephone rings only
    for critical and major. A contact that is verified neither in the roster nor in `verified` comes no earlier
    than the last of those that are. Nothing goes to a channel that is `lost`; where that is texts, the telephone
    rings instead.
    """
    rules = person.rules.get(severity) or [
        Rule(channel=channel) for channel in CHANNELS if channel != "voice" or at_least(severity, "major")
    ]
    rules = _without(lost, rules)
    proven = {*person.verified, *verified}
    steps = [
        Step(after=rule.after.time(), channel=rule.channel, destination=destination)
        for rule in rules
        if (destination := person.contact(rule.channel))
    ]
    last = max((step.after for step in steps if step.channel in proven), default=timedelta())
    placed = [
        step if step.channel in proven else msgspec.structs.replace(step, after=max(step.after, last))
        for step in steps
    ]
    return sorted(placed, key=lambda step: (step.after, step.channel not in proven))


def lost_channels(person: Person, lost: Collection[tuple[PageChannel, str]]) -> set[PageChannel]:
    """Of a person's channels, those whose contact is among the `lost`."""
    return {channel for channel in CHANNELS if (channel, person.contact(channel)) in lost}


def out_of_reach(people: Mapping[str, Person], lost: Collection[tuple[PageChannel, str]]) -> set[str]:
    """Whose every contact is among the `lost`."""
    return {name for name, person in people.items() if not _working(person, lost)}


def _working(person: Person, lost: Collection[tuple[PageChannel, str]]) -> bool:
    return any((channel, person.contact(channel)) not in lost for channel in CHANNELS if person.contact(channel))


def _without(lost: Collection[PageChannel], rules: Sequence[Rule]) -> list[Rule]:
    rings = [rule.after.time() for rule in rules if rule.channel == "voice"]
    kept: list[Rule] = []
    for rule in rules:
        if rule.channel not in lost:
            kept.append(rule)
        elif rule.channel == "sms" and "voice" not in lost and not any(at <= rule.after.time() for at in rings):
            kept.append(Rule(channel="voice", after=rule.after))
            rings.append(rule.after.time())
    return kept


def is_quiet(person: Person, severity: Severity, at: datetime) -> bool:
    return any(
        severity in quiet.severities and windows.covers(quiet.hours, quiet.zone, at) for quiet in person.quiet
    )


def quiet_until(person: Person, at: datetime) -> datetime:
    """The first instant from `at` on that is in none of the person's quiet hours; `at` where there is none."""
    edges = (edge for quiet in person.quiet for edge in windows.edges(quiet.hours, quiet.zone, at, at + _WEEK))
    return next((each for each in sorted({at, *edges}) if not _in_quiet_hours(person, each)), at)


def _in_quiet_hours(person: Person, at: datetime) -> bool:
    return any(windows.covers(quiet.hours, quiet.zone, at) for quiet in person.quiet)


def every_contact(person: Person) -> list[Step]:
    """All channels at once, whatever the rules say."""
    return [
        Step(after=timedelta(), channel=channel, destination=destination)
        for channel in CHANNELS
        if (destination := person.contact(channel))
    ]
