"""The dates on which a holiday falls, and on which it is observed."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import lru_cache

from dial2.calendar.rules import WEEKDAYS, CalendarRule, Holiday, Weekday

SATURDAY = WEEKDAYS.index("saturday")


def closed_days(rule: CalendarRule, year: int) -> AbstractSet[date]:
    """Return the holidays of `year`, with those of its neighbours, each day as it falls and as observed."""
    fall = {day for y in (year - 1, year, year + 1) for holiday in rule.holidays for day in dates(holiday, y)}
    return fall | _observed(fall) if rule.observed == "next-weekday" else fall


def _observed(fall: AbstractSet[date]) -> AbstractSet[date]:
    """Move each weekend holiday, in order of date, to the next weekday that is not itself a holiday."""
    moved: set[date] = set()
    for holiday in sorted(day for day in fall if day.weekday() >= SATURDAY):
        day = holiday
        while day.weekday() >= SATURDAY or day in fall or day in moved:
            day += timedelta(days=1)
        moved.add(day)
    return moved


def dates(holiday: Holiday, year: int) -> Iterable[date]:
    """Return the dates in `year` on which `holiday` falls: mostly one, none where the year has no such day."""
    match holiday:
        case Holiday(date=date() as day):
            return [day] if day.year == year else []
        case Holiday(every=str() as month_and_day):
            return _in_year(month_and_day, year)
        case Holiday(easter=int() as days):
            return [easter_sunday(year) + timedelta(days=days)]
        case Holiday(weekday=str() as weekday, nth=int() as nth, month=int() as month):
            return _nth_weekday(weekday, nth, month, year)
        case Holiday(weekday=str() as weekday, before=str() as month_and_day):
            return [_last_before(weekday, day) for day in _in_year(month_and_day, year)]
        case Holiday(country=str() as country):
            return named_days(country, holiday.subdivision, year).get(holiday.name.casefold(), [])
    raise ValueError(f"holiday {holiday.name!r} says no day")


def _in_year(month_and_day: str, year: int) -> list[date]:
    month, day = map(int, month_and_day.split("-"))
    try:
        return [date(year, month, day)]
    except ValueError:  # 29 February in a common year
        return []


def _nth_weekday(weekday: Weekday, nth: int, month: int, year: int) -> list[date]:
    first = date(year, month, 1)
    days = [first + timedelta(days=n) for n in range(31)]
    of_month = [d for d in days if d.month == month and d.weekday() == WEEKDAYS.index(weekday)]
    place = nth - 1 if nth > 0 else nth
    return of_month[place:][:1] if abs(nth) <= len(of_month) else []


def _last_before(weekday: Weekday, day: date) -> date:
    return day - timedelta(days=(day.weekday() - WEEKDAYS.index(weekday) - 1) % 7 + 1)


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1024)
def named_days(country: str, subdivision: str | None, year: int) -> dict[str, list[date]]:
    """Return a country's public holidays of `year` by name in lower case; raises NotImplementedError."""
    from holidays import country_holidays  # noqa: PLC0415 - slow to import, and few profiles need it

    days: dict[str, list[date]] = {}
    listed = country_holidays(country, subdiv=subdivision, years=year, observed=False, language="en_US")
    for day in listed:
        for name in listed.get_list(day):
            days.setdefault(name.casefold(), []).append(day)
    return days
