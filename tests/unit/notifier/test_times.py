from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dial2.duration import Duration
from dial2.vocabulary import Language
from notifier.times import clock_time, date_and_time, length, zone_name

TORONTO = ZoneInfo("America/Toronto")


@pytest.mark.parametrize(
    ("hour", "minute", "english", "french"),
    [
        (5, 0, "12:00 a.m.", "0 h"),
        (5, 5, "12:05 a.m.", "0 h 05"),
        (16, 59, "11:59 a.m.", "11 h 59"),
        (17, 0, "12:00 p.m.", "12 h"),
        (21, 30, "4:30 p.m.", "16 h 30"),
    ],
)
def test_the_time_of_day(hour: int, minute: int, english: str, french: str) -> None:
    at = datetime(2026, 11, 23, hour, minute, tzinfo=UTC)  # Toronto is five hours behind
    assert clock_time(at, TORONTO, "en") == english
    assert clock_time(at, TORONTO, "fr") == french


def test_the_date_is_the_local_one() -> None:
    at = datetime(2026, 8, 1, 2, 0, tzinfo=UTC)  # the evening before, in Toronto's summer
    assert date_and_time(at, TORONTO, "en") == "Friday, July 31, 2026 at 10:00 p.m."
    assert date_and_time(at, TORONTO, "fr") == "vendredi 31 juillet 2026 à 22 h"


def test_the_first_of_a_month_in_french() -> None:
    at = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    assert date_and_time(at, TORONTO, "fr") == "mardi 1er décembre 2026 à 10 h"


@pytest.mark.parametrize(
    ("written", "support", "language", "said"),
    [
        ("60 minutes", False, "en", "60 minutes"),
        ("8 hours", True, "en", "8 support hours"),
        ("8 hours", False, "en", "8 hours"),
        ("2 business days", True, "en", "2 business days"),
        ("1 hour", True, "en", "1 support hour"),
        ("8 hours", True, "fr", "8 heures de soutien"),
        ("2 business days", True, "fr", "2 jours ouvrables"),
        ("1 hour", False, "fr", "1 heure"),
        ("90 minutes", False, "fr", "90 minutes"),
    ],
)
def test_lengths_of_time(written: str, support: bool, language: Language, said: str) -> None:  # noqa: FBT001 - one column of the table
    assert length(Duration.parse(written), language, in_support_hours=support) == said


def test_a_zone_is_named_for_its_city() -> None:
    assert zone_name(ZoneInfo("America/New_York"), "en") == "New York time"
    assert zone_name(TORONTO, "fr") == "heure de Toronto"
