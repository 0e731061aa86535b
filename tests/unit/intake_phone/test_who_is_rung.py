"""Whose telephone rings: whoever is on call when the caller is there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dial2.roster import LiveRoster
from dial2.roster.model import Desk, Ladder, Level, Person, Roster
from dial2.roster.on_call import Override
from dial2.roster.schedule import Layer, Schedule
from dial2.roster.shift_length import ShiftLength
from intake_phone.people import People

TUESDAY = datetime(2026, 12, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WEEKS = Layer(
    people=["dispatcher", "designate"],
    every=ShiftLength.parse("1 week"),
    starts=datetime(2026, 11, 24, 12),  # noqa: DTZ001 - local
)
ROSTER = Roster(
    people={"dispatcher": Person(voice="+15145550101"), "designate": Person(voice="+15145550103")},
    desk=Desk(people=["dispatcher"], email="desk@example.com"),
    ladder=Ladder(levels=[Level(name="on call", people=["nights"])], catch_all="designate"),
    schedules={"nights": Schedule(zone=ZoneInfo("UTC"), layers=[WEEKS])},
)


def test_a_hand_off_changes_who_is_rung() -> None:
    people = People(LiveRoster(ROSTER))
    assert people.designates(TUESDAY - MINUTE) == ["dispatcher"]
    assert people.designates(TUESDAY) == ["designate"]


def test_an_override_changes_who_is_rung() -> None:
    live = LiveRoster(ROSTER)
    people = People(live)
    live.overrides = {
        "nights": [Override(id="1", schedule="nights", since=TUESDAY - MINUTE, until=TUESDAY, person="designate")]
    }
    assert people.designates(TUESDAY - 2 * MINUTE) == ["dispatcher"]
    assert people.designates(TUESDAY - MINUTE) == ["designate"]


def test_where_nobody_is_on_call_the_last_who_is_told_is_rung() -> None:
    live = LiveRoster(ROSTER)
    assert People(live).designates(TUESDAY - timedelta(days=30)) == ["designate"]
