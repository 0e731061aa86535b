"""What is wrong with a calendar rule, before anything is counted by it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from dial2.calendar.holidays import named_days
from dial2.calendar.hours import weekdays
from dial2.calendar.rules import DAY, WEEKDAYS, CalendarRule, Holiday, Window

_WAYS: dict[frozenset[str], str] = {
    frozenset({"date"}): "date",
    frozenset({"every"}): "every",
    frozenset({"easter"}): "easter",
    frozenset({"weekday", "nth", "month"}): "weekday with nth and month",
    frozenset({"weekday", "before"}): "weekday with before",
    frozenset({"country"}): "country",
    frozenset({"country", "subdivision"}): "country with subdivision",
}
_KEYS = ("date", "every", "easter", "weekday", "nth", "month", "before", "country", "subdivision")
_NTH = (1, 2, 3, 4, 5, -1, -2, -3, -4, -5)
_EASTER = range(-100, 101)
_YEARS_TO_FIND_A_NAME = range(2015, 2035)


def problems(rule: CalendarRule, key: str) -> Iterator[str]:
    """Yield each thing wrong with `rule`, as `key: what is allowed`."""
    yield from hours_problems(rule.hours, f"{key}.hours")
    if not any(rule.hours.values()):
        yield f"{key}.hours: empty, so it would never open; write at least one day, monday = ['09:00-17:00']"
    for place, holiday in enumerate(rule.holidays, 1):
        for problem in _holiday_problems(holiday):
            yield f"{key}.holidays[{place}]: {holiday.name!r} {problem}"
    days = [special_day.date for special_day in rule.special_days]
    for place, special_day in enumerate(rule.special_days, 1):
        where = f"{key}.special_days[{place}]"
        if special_day.date in days[: place - 1]:
            yield f"{where}: {special_day.date} is given twice; put all its windows into one"
        yield from _overlaps([(window.opens, window) for window in special_day.hours], where)
    if rule.business_day and (rule.business_day.unit == "business day" or not rule.business_day.amount):
        yield f"{key}.business_day: '{rule.business_day}' is no length of open time; write it as '12 hours'"


def hours_problems(hours: Mapping[str, Sequence[Window]], key: str) -> Iterator[str]:
    """Yield each thing wrong with the hours of a week."""
    week: list[tuple[int, Window]] = []
    given: set[int] = set()
    for days, windows in hours.items():
        try:
            of_week = weekdays(days)
        except ValueError as e:
            yield f"{key}.{days}: {e}"
            continue
        if twice := given.intersection(of_week):
            yield f"{key}.{days}: {WEEKDAYS[min(twice)]} is given twice; put all its windows into one line"
        given.update(of_week)
        week += [(day * DAY + window.opens, window) for day in of_week for window in windows]
    yield from _overlaps(week, key, cycle=7 * DAY)


def _overlaps(opening: Sequence[tuple[int, Window]], key: str, cycle: int | None = None) -> Iterator[str]:
    in_order = sorted(opening, key=lambda entry: entry[0])
    following = in_order[1:]
    if cycle and in_order:
        first, window = in_order[0]
        following.append((first + cycle, window))
    for (opens, window), (next_opens, next_window) in zip(in_order, following, strict=False):
        if opens + window.closes - window.opens > next_opens:
            yield f"{key}: {window} and {next_window} overlap; write one window, or windows that only touch"


def _holiday_problems(holiday: Holiday) -> Iterator[str]:
    ways = [name for name in _KEYS if getattr(holiday, name) is not None]
    if frozenset(ways) not in _WAYS:
        said = f"says its day by {', '.join(ways)}" if ways else "does not say its day"
        yield f"{said}; allowed is one of: {'; '.join(_WAYS.values())}"
        return
    for name in ("every", "before"):
        written = getattr(holiday, name)
        if written is not None and not _is_month_and_day(written):
            yield f"has {name} = {written!r}, no month and day; write it as '12-25'"
    if holiday.month is not None and holiday.month not in range(1, 13):
        yield f"has month = {holiday.month}; allowed: 1 to 12"
    if holiday.nth is not None and holiday.nth not in _NTH:
        yield f"has nth = {holiday.nth}; allowed: 1 to 5, or -1 to -5 counted from the month's end"
    if holiday.easter is not None and holiday.easter not in _EASTER:
        yield f"has easter = {holiday.easter}; allowed: -100 to 100 days from Easter Sunday"
    if holiday.country is not None:
        yield from _country_problems(holiday.name, holiday.country, holiday.subdivision)


def _is_month_and_day(written: str) -> bool:
    try:
        date.fromisoformat(f"2024-{written}")  # a leap year: 02-29 is a day
    except ValueError:
        return False
    return bool(re.fullmatch("[0-9]{2}-[0-9]{2}", written))


def _country_problems(name: str, country: str, subdivision: str | None) -> Iterator[str]:
    names: set[str] = set()
    try:
        for year in _YEARS_TO_FIND_A_NAME:
            names.update(named_days(country, subdivision, year))
    except NotImplementedError as e:
        yield f"is looked up where no list is: {e}"
        return
    if name.casefold() not in names:
        yield f"is not in the list of {subdivision or country}; allowed: {', '.join(sorted(names))}"
