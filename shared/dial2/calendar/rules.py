"""What a calendar is made of, as a profile writes it."""

import datetime as dt
import re
from typing import Literal, Self, final, get_args
from zoneinfo import ZoneInfo

from dial2.duration import Duration
from dial2.toml_file import Section

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)

ALWAYS = "always"  # the name of the calendar that never closes; every profile has it
DAY = 24 * 60  # minutes

_WINDOW = re.compile("([0-9]{2}:[0-5][0-9])-([0-9]{2}:[0-5][0-9])")


@final
class Window:
    """Local minutes of the day, opening inclusive, closing exclusive.

    One that passes midnight, `22:00-06:00`, belongs to the day it opens on, and its `closes` lies beyond a day.
    """

    __slots__ = ("closes", "opens")

    def __init__(self, opens: int, closes: int) -> None:
        self.opens = opens
        self.closes = closes

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `07:30-19:30`; raises ValueError that says what is allowed."""
        written = _WINDOW.fullmatch(text) if isinstance(text, str) else None
        opens, closes = (_minutes(time) for time in written.groups()) if written else (DAY, DAY)
        if opens >= DAY or closes > DAY:
            allowed = "write it as '07:30-19:30', times from 00:00 to 23:59, and 24:00 for a day's end"
            raise ValueError(f"{text!r} is no time window; {allowed}")
        if closes == 0:
            raise ValueError(f"{text!r} ends where the day begins; write 24:00 for a day's end")
        if closes == opens:
            raise ValueError(f"{text!r} has no length; a whole day is '00:00-24:00'")
        return cls(opens, closes if closes > opens else closes + DAY)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Window) and (self.opens, self.closes) == (other.opens, other.closes)

    def __hash__(self) -> int:
        return hash((self.opens, self.closes))

    def __str__(self) -> str:
        closes = self.closes if self.closes <= DAY else self.closes - DAY
        return f"{self.opens // 60:02}:{self.opens % 60:02}-{closes // 60:02}:{closes % 60:02}"

    def __repr__(self) -> str:
        return f"Window.parse({str(self)!r})"


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


class Holiday(Section, kw_only=True, frozen=True):
    """A closed day, said in exactly one way.

    A date, a month and day each year, days from Easter Sunday, the nth (negative: from the end) weekday of a
    month, the last weekday before a month and day, or its name in a country's list (`holidays` library).
    """

    name: str
    date: dt.date | None = None  # 2026-12-24
    every: str | None = None  # 12-25
    easter: int | None = None  # days from Easter Sunday, -2 is Good Friday
    weekday: Weekday | None = None  # with `nth` and `month`, or with `before`
    nth: int | None = None
    month: int | None = None
    before: str | None = None  # 05-25: the last such weekday before it
    country: str | None = None  # CA, with `subdivision` where it matters
    subdivision: str | None = None


class SpecialDay(Section, kw_only=True, frozen=True):
    """A date with hours of its own: a part-day closure, an extra opening, or closed (no windows)."""

    date: dt.date
    hours: list[Window]
    name: str = ""


class CalendarRule(Section, kw_only=True, frozen=True):
    """When time counts.

    `hours` are local windows by weekday (`monday`) or by a range of them (`monday-friday`); a day may have
    several. A special day stands above the holidays, and these above the hours.
    """

    zone: ZoneInfo
    hours: dict[str, list[Window]]
    holidays: list[Holiday] = []
    observed: Literal["next-weekday", "none"] = "none"  # a holiday on a Saturday or Sunday
    special_days: list[SpecialDay] = []
    feeds: list[str] = []  # iCalendar files beside the profile: their events are closures
    business_day: Duration | None = None  # how much open time one business day is: "12 hours"
