"""On-call calendars: read as shifts, and written for subscribers."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest

from dial2.roster import feed_source, load
from dial2.roster.feed import shifts, written
from dial2.roster.loader import RosterError
from dial2.roster.on_call import Shift, on_call
from dial2.roster.person import Person
from tests.rosters import ONE_PERSON

TORONTO = ZoneInfo("America/Toronto")
PEOPLE = {"dispatcher": Person(email="Dispatcher@example.com"), "engineer": Person(sms="+15145550102")}


def feed(*events: str) -> str:
    bodies = "".join(f"BEGIN:VEVENT\nUID:{n}\n{event.strip()}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//EN\n{bodies}END:VCALENDAR\n"


def read(*events: str) -> list[tuple[str, str, str]]:
    found = shifts(feed(*events), PEOPLE, TORONTO)
    return [(each.person, f"{each.since:%m-%d %H:%M}", f"{each.until:%m-%d %H:%M}") for each in found]


def test_an_event_names_its_person_in_the_title() -> None:
    event = "SUMMARY: Engineer \nDTSTART:20261123T130000Z\nDTEND:20261124T130000Z\nTRANSP:TRANSPARENT"
    assert read(event) == [("engineer", "11-23 13:00", "11-24 13:00")]


def test_or_as_an_attendee() -> None:
    event = "SUMMARY:On call\nATTENDEE:mailto:dispatcher@example.com\nDTSTART:20261123T130000Z\nDURATION:PT2H"
    assert read(event) == [("dispatcher", "11-23 13:00", "11-23 15:00")]


def test_times_without_a_zone_and_whole_days_are_the_schedules() -> None:
    local = "SUMMARY:engineer\nDTSTART:20261123T080000\nDTEND:20261123T200000"
    whole = "SUMMARY:dispatcher\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125"
    assert read(local, whole) == [
        ("engineer", "11-23 13:00", "11-24 01:00"),
        ("dispatcher", "11-24 05:00", "11-25 05:00"),
    ]


def test_recurring_shifts_keep_their_wall_clock_over_a_change_of_offset() -> None:
    weekly = (
        "SUMMARY:engineer\nDTSTART;TZID=America/Toronto:20261025T080000\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=2"
    )
    assert read(weekly) == [("engineer", "10-25 12:00", "10-25 13:00"), ("engineer", "11-01 13:00", "11-01 14:00")]


def test_a_cancelled_event_is_nobodys_shift() -> None:
    assert read("SUMMARY:engineer\nSTATUS:CANCELLED\nDTSTART:20261123T130000Z\nDURATION:PT2H") == []


def test_an_event_that_names_nobody_is_refused_with_its_title() -> None:
    with pytest.raises(ValueError, match=r"the event 'Lunch' of .* names nobody; .*: dispatcher, engineer"):
        read("SUMMARY:Lunch\nDTSTART:20261123T130000Z\nDURATION:PT2H")


def test_a_layer_takes_its_shifts_from_a_file_beside_the_roster(tmp_path: Path) -> None:
    schedule = '[schedules.nights]\nzone = "America/Toronto"\nlayers = [{ feed = "nights.ics" }]\n'
    (tmp_path / "roster.toml").write_text(ONE_PERSON + schedule)
    (tmp_path / "nights.ics").write_text(
        feed("SUMMARY:dispatcher\nDTSTART:20261123T130000Z\nDTEND:20261124T130000Z")
    )
    nights = load(tmp_path / "roster.toml").schedules["nights"]
    assert on_call(nights, datetime(2026, 11, 23, 13, tzinfo=UTC)) == "dispatcher"
    assert on_call(nights, datetime(2026, 11, 24, 13, tzinfo=UTC)) is None
    (tmp_path / "nights.ics").unlink()
    with pytest.raises(RosterError, match=r"schedules\.nights\.layers\[1\]\.feed: nights\.ics cannot be read"):
        load(tmp_path / "roster.toml")


PUBLISHED = "https://calendar.example/nights.ics"
FROM_ELSEWHERE = f'[schedules.nights]\nzone = "America/Toronto"\nlayers = [{{ feed = "{PUBLISHED}" }}]\n'
NOVEMBER_23 = datetime(2026, 11, 23, 13, tzinfo=UTC)


class Calendars:
    """What is published elsewhere; None while it is away."""

    def __init__(self) -> None:
        self.published: str | None = None

    def __call__(self, feed: str, _folder: Path) -> str:
        assert feed == PUBLISHED
        if self.published is None:
            raise OSError("no route to host")
        return self.published


@pytest.fixture
def calendars(monkeypatch: pytest.MonkeyPatch) -> Calendars:
    calendars = Calendars()
    monkeypatch.setattr(feed_source, "text", calendars)
    return calendars


def test_a_published_calendar_keeps_its_shifts_while_it_is_away(tmp_path: Path, calendars: Calendars) -> None:
    path = tmp_path / "roster.toml"
    path.write_text(ONE_PERSON + FROM_ELSEWHERE)
    calendars.published = feed("SUMMARY:dispatcher\nDTSTART:20261123T130000Z\nDTEND:20261124T130000Z")
    before = load(path)
    assert on_call(before.schedules["nights"], NOVEMBER_23) == "dispatcher"
    for trouble in (None, "<html>", feed("SUMMARY:Lunch\nDTSTART:20261123T130000Z\nDURATION:PT2H")):
        calendars.published = trouble
        assert load(path, before) == before


def test_a_published_calendar_that_is_away_at_the_start_keeps_nothing_from_starting(
    tmp_path: Path, calendars: Calendars
) -> None:
    path = tmp_path / "roster.toml"
    path.write_text(ONE_PERSON + FROM_ELSEWHERE)
    assert calendars.published is None
    assert on_call(load(path).schedules["nights"], NOVEMBER_23) is None


def test_an_address_without_tls_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.toml").write_text(ONE_PERSON + FROM_ELSEWHERE.replace("https", "http"))
    with pytest.raises(RosterError, match=r"feed: http://calendar\.example/nights\.ics is no https:// address"):
        load(tmp_path / "roster.toml")


def test_what_is_written_reads_back_without_its_gaps() -> None:
    since = datetime(2026, 11, 23, 13, tzinfo=UTC)
    day = timedelta(days=1)
    told = [
        Shift(since=since, until=since + day, person="engineer"),
        Shift(since=since + day, until=since + 2 * day, person=None),
        Shift(since=since + 2 * day, until=since + 3 * day, person="dispatcher"),
    ]
    calendar = written({"nights": told}, title="On call", made_at=since).decode()
    again = shifts(calendar, PEOPLE, TORONTO)
    assert [(each.person, each.since, each.until) for each in again] == [
        (each.person, each.since, each.until) for each in told if each.person
    ]


def test_a_calendar_says_the_same_of_a_shift_each_time_it_is_asked() -> None:
    """A subscriber's calendar program keeps an event by its UID."""
    since = datetime(2026, 11, 23, 13, tzinfo=UTC)
    shift = [Shift(since=since, until=since + timedelta(days=1), person="engineer")]
    uids = {
        str(event["UID"])
        for made in (since, since + timedelta(hours=1))
        for event in icalendar.Calendar.from_ical(written({"nights": shift}, title="x", made_at=made)).events
    }
    assert uids == {"nights.engineer.20261123T130000Z@dial2"}
