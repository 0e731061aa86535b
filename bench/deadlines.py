"""Deadlines in business time: dial2's calendar beside other libraries, same hours, same holidays, same cases.

`pip install 'dial2[bench]'` brings the others; one that is not installed is left out.
"""

import importlib
import json
import statistics
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from importlib.util import find_spec
from time import perf_counter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dial2.calendar import CalendarRule, calendar
from dial2.calendar.holidays import closed_days
from dial2.calendar.rules import Window
from dial2.profile import load

Add = Callable[[datetime, int], datetime]  # start, hours → deadline

TORONTO = ZoneInfo("America/Toronto")
SUPPORT = load("tracktik").calendars["support"]
NIGHTS = CalendarRule(zone=TORONTO, hours={"monday-friday": [Window.parse("22:00-06:00")]})
HOLIDAYS = sorted(day for year in (2027, 2030) for day in closed_days(SUPPORT, year) if day.weekday() < 5)


def at(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=TORONTO)


# Worked out by hand: calendar, start, hours, deadline.
CASES: list[tuple[str, datetime, int, datetime]] = [
    ("support", at(2026, 11, 16, 10), 8, at(2026, 11, 16, 18)),
    ("support", at(2026, 11, 16, 10), 24, at(2026, 11, 18, 10)),
    ("support", at(2026, 11, 21, 12), 24, at(2026, 11, 24, 19, 30)),
    ("support", at(2026, 11, 20, 7, 30), 12, at(2026, 11, 20, 19, 30)),
    ("support", at(2026, 11, 20, 19, 30), 1, at(2026, 11, 23, 8, 30)),
    ("support", at(2026, 11, 10, 19), 1, at(2026, 11, 11, 8)),
    ("support", at(2026, 12, 24, 18), 2, at(2026, 12, 29, 8)),
    ("support", at(2027, 12, 24, 19), 1, at(2027, 12, 29, 8)),
    ("support", at(2026, 3, 6, 19), 1, at(2026, 3, 9, 8)),
    ("support", at(2026, 10, 30, 19), 1, at(2026, 11, 2, 8)),
    ("nights", at(2026, 11, 16, 23), 4, at(2026, 11, 17, 3)),
    ("nights", at(2026, 11, 17, 5), 2, at(2026, 11, 17, 23)),
    ("nights", at(2026, 11, 20, 23), 7, at(2026, 11, 21, 6)),
    ("nights", at(2026, 11, 20, 23), 8, at(2026, 11, 23, 23)),
    ("nights", at(2026, 11, 21, 2), 4, at(2026, 11, 21, 6)),
    ("nights", at(2026, 11, 21, 12), 8, at(2026, 11, 24, 6)),
]
DISTANCES = (8, 24, 168, 336)  # hours: 336 are 28 business days


def dial2() -> dict[str, Add]:
    def adding(rule: CalendarRule) -> Add:
        subject = calendar(rule)
        return lambda start, hours: subject.add(start, timedelta(hours=hours))

    return {"support": adding(SUPPORT), "nights": adding(NIGHTS)}


def businesstimedelta() -> dict[str, Add]:
    library = importlib.import_module("businesstimedelta")
    zone = importlib.import_module("pytz").timezone("America/Toronto")  # it asks zones for pytz's own methods

    def adding(opens: time, closes: time, holidays: list[date]) -> Add:
        days = library.WorkDayRule(start_time=opens, end_time=closes, working_days=[0, 1, 2, 3, 4], tz=zone)
        closed = [library.HolidayRule(dict.fromkeys(holidays, "closed"), tz=zone)] if holidays else []
        rules = library.Rules([days, *closed])
        return lambda start, hours: start + library.BusinessTimeDelta(rules, hours=hours)

    return {"support": adding(time(7, 30), time(19, 30), HOLIDAYS), "nights": adding(time(22), time(6), [])}


def pandas() -> dict[str, Add]:
    library = importlib.import_module("pandas")

    def adding(start: str, end: str, holidays: list[date]) -> Add:
        def add(since: datetime, hours: int) -> datetime:
            offset = library.offsets.CustomBusinessHour(n=hours, start=start, end=end, holidays=holidays)
            ends: datetime = (library.Timestamp(since) + offset).to_pydatetime()
            return ends

        return add

    return {"support": adding("07:30", "19:30", HOLIDAYS), "nights": adding("22:00", "06:00", [])}


CONTENDERS: dict[str, Callable[[], dict[str, Add]]] = {
    "dial2": dial2,
    "businesstimedelta": businesstimedelta,
    "pandas": pandas,
}


def right(name: str, add: Add) -> str:
    answers = [add(start, hours) == end for calendar_name, start, hours, end in CASES if calendar_name == name]
    return f"{sum(answers)}/{len(answers)}"


def microseconds(add: Add, hours: int) -> float:
    """The median cost of one deadline over rounds from starts spread over a quarter."""
    starts = [at(2026, 9, 1, 0) + timedelta(hours=11 * n) for n in range(200)]
    rounds = []
    for _ in range(5):
        began = perf_counter()
        for start in starts:
            add(start, hours)
        rounds.append((perf_counter() - began) / len(starts) * 1e6)
    return statistics.median(rounds)


class Result(NamedTuple):
    right: dict[str, str]  # by calendar
    microseconds: dict[str, float]


def measure(adders: dict[str, Add]) -> Result:
    cost = {f"+{hours} h": round(microseconds(adders["support"], hours), 2) for hours in DISTANCES}
    return Result({name: right(name, add) for name, add in adders.items()}, cost)


def main() -> None:
    installed = [name for name in CONTENDERS if name == "dial2" or find_spec(name)]
    for name in CONTENDERS.keys() - installed:
        print(f"{name} is not installed: left out", file=sys.stderr)
    results = {name: measure(CONTENDERS[name]()) for name in installed}
    columns = [f"+{hours} h" for hours in DISTANCES]
    print(
        f"{'':20}{'support':>9}{'nights':>9}" + "".join(f"{column:>12}" for column in columns) + "   µs a deadline"
    )
    for name, result in results.items():
        shares = "".join(f"{result.right[kind]:>9}" for kind in ("support", "nights"))
        print(f"{name:20}{shares}" + "".join(f"{result.microseconds[column]:>12,.1f}" for column in columns))
    print(json.dumps({name: result._asdict() for name, result in results.items()}))


if __name__ == "__main__":
    main()
