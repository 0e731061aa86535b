"""How a person is reached: contacts, rules of their own, quiet hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dial2.calendar.rules import Window
from dial2.duration import Duration
from dial2.events.page import PageChannel
from dial2.roster.person import Person, Quiet, Rule, every_contact, is_quiet, steps_for
from dial2.vocabulary import Severity

NOW, MINUTE = timedelta(), timedelta(minutes=1)
SOMEBODY = Person(voice="+15145550101", sms="+15145550102", email="dispatcher@example.com")


def steps(
    person: Person, severity: Severity = "critical", verified: tuple[PageChannel, ...] = ()
) -> list[tuple[timedelta, str]]:
    return [(step.after, step.channel) for step in steps_for(person, severity, verified)]


def with_rules(*rules: tuple[PageChannel, str], verified: list[PageChannel] | None = None) -> Person:
    own = [Rule(channel=channel, after=Duration.parse(after)) for channel, after in rules]
    return Person(
        voice=SOMEBODY.voice,
        sms=SOMEBODY.sms,
        email=SOMEBODY.email,
        verified=verified or [],
        rules={"critical": own},
    )


def test_without_rules_every_channel_is_used_at_once() -> None:
    assert steps(SOMEBODY, "major") == [(NOW, "sms"), (NOW, "email"), (NOW, "voice")]
    assert [step.destination for step in steps_for(SOMEBODY, "major")] == [
        "+15145550102",
        "dispatcher@example.com",
        "+15145550101",
    ]


def test_only_severe_tickets_make_a_telephone_ring() -> None:
    assert steps(SOMEBODY, "low") == [(NOW, "sms"), (NOW, "email")]
    assert steps(Person(voice="+15145550101"), "low") == []


def test_rules_of_a_severity_say_which_channel_comes_when() -> None:
    person = with_rules(("voice", "0 minutes"), ("sms", "1 minute"), ("voice", "3 minutes"))
    assert steps(person) == [(NOW, "voice"), (MINUTE, "sms"), (3 * MINUTE, "voice")]
    assert steps(person, "major") == [(NOW, "sms"), (NOW, "email"), (NOW, "voice")]


def test_steps_come_in_the_order_of_their_times() -> None:
    assert steps(with_rules(("voice", "2 minutes"), ("sms", "0 minutes"))) == [(NOW, "sms"), (2 * MINUTE, "voice")]


def test_a_contact_that_is_not_verified_comes_after_those_that_are() -> None:
    person = with_rules(("voice", "0 minutes"), ("sms", "2 minutes"), verified=["sms"])
    assert steps(person) == [(2 * MINUTE, "sms"), (2 * MINUTE, "voice")]
    assert steps(person, verified=("voice",)) == [(NOW, "voice"), (2 * MINUTE, "sms")]


def test_where_nothing_is_verified_the_rules_stand() -> None:
    assert steps(with_rules(("voice", "0 minutes"), ("sms", "2 minutes"))) == [(NOW, "voice"), (2 * MINUTE, "sms")]


def test_the_last_who_can_be_told_is_told_on_every_channel_whatever_the_rules() -> None:
    assert [step.channel for step in every_contact(with_rules(("sms", "9 minutes")))] == ["sms", "email", "voice"]


@pytest.mark.parametrize(
    ("local", "severity", "quiet"),
    [
        ("2026-11-02T22:00", "major", True),
        ("2026-11-03T06:59", "major", True),
        ("2026-11-03T07:00", "major", False),
        ("2026-11-02T21:59", "major", False),
        ("2026-11-02T23:00", "critical", False),
        ("2026-11-07T23:00", "major", False),  # a Saturday
    ],
)
def test_quiet_hours_are_in_the_persons_zone(local: str, severity: Severity, *, quiet: bool) -> None:
    paris = ZoneInfo("Europe/Paris")
    hours = {"monday-friday": [Window.parse("22:00-07:00")]}
    person = Person(sms="+15145550102", quiet=[Quiet(hours=hours, zone=paris, severities=["major"])])
    at = datetime.fromisoformat(local).replace(tzinfo=paris).astimezone(UTC)
    assert is_quiet(person, severity, at) is quiet


def without(person: Person, *lost: PageChannel) -> list[tuple[timedelta, str]]:
    return [(step.after, step.channel) for step in steps_for(person, "critical", lost=lost)]


def test_nothing_goes_to_a_channel_that_is_lost_and_the_telephone_rings_instead_of_a_text() -> None:
    person = with_rules(("sms", "0 minutes"), ("voice", "2 minutes"))
    assert without(person, "sms") == [(NOW, "voice"), (2 * MINUTE, "voice")]
    assert without(person, "voice") == [(NOW, "sms")]
    assert without(person, "sms", "voice") == []


def test_a_telephone_that_rings_by_then_rings_once() -> None:
    assert without(with_rules(("voice", "0 minutes"), ("sms", "2 minutes")), "sms") == [(NOW, "voice")]
