"""Who is on call when, as the roster writes it: layers of rotations, listed shifts and calendar feeds."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dial2.calendar.rules import Window
from dial2.roster.shift_length import ShiftLength
from dial2.toml_file import Section


class ListedShift(Section, frozen=True, kw_only=True):
    """One person's shift, by the schedule's wall clock (or with an offset): from, inclusive, to, exclusive."""

    person: str
    since: datetime
    until: datetime


class Layer(Section, frozen=True, kw_only=True):
    """People who take turns, one at a time.

    A rotation hands off `every` so long from `starts`, both by the wall clock of the schedule's zone. A hand-off
    at a time that the clock skips happens at the skip; at a time that it shows twice, the first time. `hours`
    narrow a layer to a part of the week, `ends` ends it. Instead of a rotation a layer may list its `shifts`, or
    take them from a `feed`: an iCalendar file beside the roster, or an https:// address; events name a person.
    """

    people: list[str] = []
    every: ShiftLength | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    hours: dict[str, list[Window]] = {}
    shifts: list[ListedShift] = []
    feed: str | None = None


class Schedule(Section, frozen=True, kw_only=True):
    """A later layer stands above those before it, wherever it has somebody."""

    zone: ZoneInfo
    layers: list[Layer]
    tell_hand_offs: bool = True  # whoever goes off, and whoever comes on, is told
