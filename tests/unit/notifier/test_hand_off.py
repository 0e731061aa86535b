"""By which way, and when, a person is told of a hand-off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dial2.calendar.rules import Window
from dial2.roster.person import Person, Quiet, quiet_until
from notifier.hand_off import Way, way

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
NUMBER, MAIL = "+15145550101", "first-line@example.com"


def quiet(*hours: str) -> list[Quiet]:
    windows = {"monday-sunday": [Window.parse(each) for each in hours]}
    return [Quiet(hours=windows, zone=ZoneInfo("UTC"), severities=["low"])]


def test_by_text_where_nothing_else_is_preferred() -> None:
    assert way(Person(sms=NUMBER, email=MAIL), (), NOON) == Way(channel="sms", destination=NUMBER)


def test_as_the_person_prefers() -> None:
    person = Person(sms=NUMBER, email=MAIL, hand_offs="email")
    assert way(person, (), NOON) == Way(channel="email", destination=MAIL)


def test_not_at_all_where_the_person_prefers_that() -> None:
    assert way(Person(sms=NUMBER, hand_offs="none"), (), NOON) is None


def test_by_what_there_is_where_there_is_not_what_is_preferred() -> None:
    assert way(Person(email=MAIL), (), NOON) == Way(channel="email", destination=MAIL)
    assert way(Person(sms=NUMBER, hand_offs="chat"), (), NOON) == Way(channel="sms", destination=NUMBER)


def test_a_telephone_alone_does_not_ring_for_it() -> None:
    assert way(Person(voice=NUMBER), (), NOON) is None


def test_never_where_nothing_arrives() -> None:
    person = Person(sms=NUMBER, email=MAIL)
    assert way(person, {("sms", NUMBER)}, NOON) == Way(channel="email", destination=MAIL)


def test_by_mail_in_quiet_hours() -> None:
    person = Person(sms=NUMBER, email=MAIL, quiet=quiet("11:00-14:00"))
    assert way(person, (), NOON) == Way(channel="email", destination=MAIL)


def test_after_quiet_hours_where_there_is_no_mail() -> None:
    person = Person(sms=NUMBER, quiet=quiet("11:00-14:00"))
    assert way(person, (), NOON) == Way(channel="sms", destination=NUMBER, delay=2 * HOUR)


@pytest.mark.parametrize(
    ("hours", "until"),
    [
        (["14:00-16:00"], NOON),
        (["12:00-16:00"], NOON + 4 * HOUR),
        (["08:00-12:00"], NOON),
        (["11:00-13:00", "13:00-15:30"], NOON + 3.5 * HOUR),
        (["10:00-06:00"], NOON + 18 * HOUR),
        (["00:00-24:00"], NOON),  # nobody waits for ever
    ],
)
def test_quiet_hours_end(hours: list[str], until: datetime) -> None:
    assert quiet_until(Person(quiet=quiet(*hours)), NOON) == until
