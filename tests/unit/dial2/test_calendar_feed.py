from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dial2.calendar import CalendarRule, calendar
from dial2.calendar.feed import special_days
from dial2.calendar.rules import Holiday, SpecialDay, Window
from dial2.profile import ProfileError, load

MINUTE = timedelta(minutes=1)

# 21 December 2026 is a Monday; Toronto is five hours behind UTC then.
OFFICE = CalendarRule(
    zone=ZoneInfo("America/Toronto"),
    hours={"monday-friday": [Window.parse("09:00-17:00")]},
    holidays=[Holiday(name="Christmas Day", every="12-25")],
)
NIGHTS = CalendarRule(zone=ZoneInfo("America/Toronto"), hours={"monday-friday": [Window.parse("22:00-06:00")]})


def feed(*events: str) -> str:
    body = "\n".join(f"BEGIN:VEVENT\nUID:{n}\n{event}\nEND:VEVENT" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example.com//closures//EN\n{body}\nEND:VCALENDAR\n"


def closed(year: int, month: int, day: int, *windows: str, name: str = "") -> SpecialDay:
    return SpecialDay(date=date(year, month, day), hours=[Window.parse(w) for w in windows], name=name)


@pytest.mark.parametrize(
    ("event", "days"),
    [
        ("DTSTART;VALUE=DATE:20261221\nSUMMARY:Move", [closed(2026, 12, 21, name="Move")]),
        (
            "DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261223",  # the end is exclusive
            [closed(2026, 12, 21), closed(2026, 12, 22)],
        ),
        ("DTSTART;VALUE=DATE:20261221\nDURATION:P2D", [closed(2026, 12, 21), closed(2026, 12, 22)]),
        ("DTSTART:20261221T180000Z\nDTEND:20261221T190000Z", [closed(2026, 12, 21, "09:00-13:00", "14:00-17:00")]),
        (
            "DTSTART;TZID=Europe/Berlin:20261221T190000\nDURATION:PT1H",
            [closed(2026, 12, 21, "09:00-13:00", "14:00-17:00")],
        ),
        ("DTSTART:20261224T130000\nDTEND:20261224T180000", [closed(2026, 12, 24, "09:00-13:00")]),
        ("DTSTART:20261221T130030\nDTEND:20261221T130130", [closed(2026, 12, 21, "09:00-13:00", "13:02-17:00")]),
        (
            "DTSTART:20261221T160000\nDTEND:20261222T100000",
            [closed(2026, 12, 21, "09:00-16:00"), closed(2026, 12, 22, "10:00-17:00")],
        ),
    ],
)
def test_an_event_closes_its_days_or_its_minutes(event: str, days: Sequence[SpecialDay]) -> None:
    assert special_days(feed(event), OFFICE) == days


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART;VALUE=DATE:20261220",  # a Sunday
        "DTSTART;VALUE=DATE:20261225",  # closed already
        "DTSTART:20261221T060000\nDTEND:20261221T090000",
        "DTSTART:20261221T120000",  # no length
        "DTSTART;VALUE=DATE:20261221\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20261221\nTRANSP:TRANSPARENT",
    ],
)
def test_an_event_that_takes_no_open_time_changes_no_day(event: str) -> None:
    assert special_days(feed(event), OFFICE) == []


def test_a_whole_day_closes_the_night_that_begins_on_it() -> None:
    assert special_days(feed("DTSTART;VALUE=DATE:20261222"), NIGHTS) == [closed(2026, 12, 22)]


def test_what_is_left_of_a_night_after_midnight_opens_on_the_next_day() -> None:
    maintenance = "DTSTART:20261222T010000\nDTEND:20261222T020000"  # in Monday's night
    assert special_days(feed(maintenance), NIGHTS) == [
        closed(2026, 12, 21, "22:00-01:00"),
        closed(2026, 12, 22, "02:00-06:00", "22:00-06:00"),
    ]


def test_two_events_on_a_day_close_both_times() -> None:
    meeting = "DTSTART:20261221T100000\nDTEND:20261221T110000\nSUMMARY:Meeting"
    lunch = "DTSTART:20261221T103000\nDTEND:20261221T120000\nSUMMARY:Lunch"
    assert special_days(feed(lunch, meeting), OFFICE) == [
        closed(2026, 12, 21, "09:00-10:00", "12:00-17:00", name="Lunch, Meeting")
    ]


def test_a_yearly_event_recurs_until_its_end_but_for_its_exceptions() -> None:
    # 24 December is a Thursday, then a Friday, a Sunday and a Monday.
    rules = "RRULE:FREQ=YEARLY;UNTIL=20291224\nEXDATE;VALUE=DATE:20281224"
    yearly = f"DTSTART;VALUE=DATE:20261224\n{rules}\nSUMMARY:Eve"
    assert special_days(feed(yearly), OFFICE) == [
        closed(2026, 12, 24, name="Eve"),
        closed(2027, 12, 24, name="Eve"),
        closed(2029, 12, 24, name="Eve"),
    ]


def test_an_endless_recurrence_keeps_its_local_time_and_stops_at_2100() -> None:
    first_monday = "DTSTART;TZID=America/Toronto:20260601T090000\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=1MO"
    days = special_days(feed(first_monday), OFFICE)
    assert days[0] == closed(2026, 6, 1, "10:00-17:00")
    assert closed(2026, 12, 7, "10:00-17:00") in days  # an hour later by the sun
    assert days[-1].date == date(2100, 12, 6)


def test_a_rule_that_recurs_without_measure_is_refused() -> None:
    with pytest.raises(ValueError, match=r"recurs more than 50,000 times"):
        special_days(feed("DTSTART:20261221T090000\nDURATION:PT1M\nRRULE:FREQ=MINUTELY"), OFFICE)


def test_an_event_recurs_on_the_dates_it_lists() -> None:
    listed = "RDATE;VALUE=PERIOD:20261222T140000Z/PT2H\nRDATE:20261223T140000Z"
    assert special_days(feed(f"DTSTART:20261221T140000Z\nDURATION:PT1H\n{listed}"), OFFICE) == [
        closed(2026, 12, 21, "10:00-17:00"),
        closed(2026, 12, 22, "11:00-17:00"),
        closed(2026, 12, 23, "10:00-17:00"),
    ]


def test_a_recurrence_moved_to_another_day_closes_only_that_day() -> None:
    text = feed("DTSTART;VALUE=DATE:20261221\nRRULE:FREQ=WEEKLY;COUNT=2")
    moved = "BEGIN:VEVENT\nUID:0\nRECURRENCE-ID;VALUE=DATE:20261228\nDTSTART;VALUE=DATE:20261229\nEND:VEVENT\n"
    days = special_days(text.replace("END:VCALENDAR", f"{moved}END:VCALENDAR"), OFFICE)
    assert [day.date for day in days] == [date(2026, 12, 21), date(2026, 12, 29)]


minutes = st.integers(0, 7 * 24 * 60)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([OFFICE, NIGHTS]), st.lists(st.tuples(minutes, minutes), max_size=4))
def test_closures_take_exactly_the_open_time_they_cover(
    rule: CalendarRule, closures: list[tuple[int, int]]
) -> None:
    monday = datetime(2026, 12, 7, tzinfo=UTC)
    times = [sorted((monday + one * MINUTE, monday + other * MINUTE)) for one, other in closures]
    days = special_days(feed(*(f"DTSTART:{a:%Y%m%dT%H%M%S}Z\nDTEND:{b:%Y%m%dT%H%M%S}Z" for a, b in times)), rule)
    before, after = calendar(rule), calendar(replace(rule, special_days=days))
    covered = [n for n in range(7 * 24 * 60) if any(a <= monday + n * MINUTE < b for a, b in times)]
    taken = sum(before.is_open(monday + n * MINUTE) for n in covered)
    whole = (monday - timedelta(days=7), monday + timedelta(days=14))
    assert before.elapsed(*whole) - after.elapsed(*whole) == taken * MINUTE


@pytest.mark.parametrize("text", ["", "hello", "BEGIN:VCALENDAR\nfoo", feed("DTSTART:soon"), feed("SUMMARY:x")])
def test_what_is_no_feed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        special_days(text, OFFICE)


def profile_with_feed(folder: Path, name: str) -> Path:
    path = folder / "acme.toml"
    bundled = files("dial2.profile").joinpath("profiles/tracktik.toml").read_text(encoding="utf-8")
    path.write_text(
        bundled.replace("[calendars.support]", f'[calendars.support]\nfeeds = ["{name}"]'), encoding="utf-8"
    )
    return path


def test_a_profile_reads_the_feeds_beside_it(tmp_path: Path) -> None:
    (tmp_path / "closures.ics").write_text(feed("DTSTART;VALUE=DATE:20261221"), encoding="utf-8")
    profile = load(str(profile_with_feed(tmp_path, "closures.ics")))
    assert profile.calendars["support"].special_days == [closed(2026, 12, 21)]


def test_a_feed_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"calendars\.support\.feeds\[1\]: 'closures\.ics' cannot be read"):
        load(str(profile_with_feed(tmp_path, "closures.ics")))
