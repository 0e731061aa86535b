"""The calendar against a walk through every minute, which knows nothing of sums, spans or offsets."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dial2.calendar import CalendarRule, calendar
from dial2.calendar.rules import DAY, WEEKDAYS, Holiday, SpecialDay, Window

MINUTE = timedelta(minutes=1)
DAYS = 6

CHANGES = [
    ("America/Toronto", date(2026, 3, 8)),
    ("America/Toronto", date(2026, 11, 1)),
    ("America/St_Johns", date(2006, 10, 29)),  # at one minute past midnight
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight is skipped
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Casablanca", date(2026, 2, 15)),  # Ramadan
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Pacific/Apia", date(2011, 12, 30)),  # a whole day is skipped
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # the same, earlier
]
ZONES = sorted({zone for zone, _ in CHANGES} | {"UTC", "Asia/Kathmandu", "Pacific/Kiritimati"})


class Walk:
    """What the clocks show each minute of some days, and whether a rule is open then."""

    def __init__(self, rule: CalendarRule, around: date) -> None:
        first = around - timedelta(days=DAYS // 2)
        self.start = datetime.combine(first, time(), UTC)
        self.shown = [
            (self.start + n * MINUTE).astimezone(rule.zone).replace(tzinfo=None) for n in range(DAYS * DAY)
        ]
        self.last_shown = {shown: n for n, shown in enumerate(self.shown)}
        self.first_shown = {shown: n for n, shown in reversed(list(enumerate(self.shown)))}
        self.open = [False] * len(self.shown)
        for n in range(-3, DAYS + 3):
            day = first + timedelta(days=n)
            for window in windows(rule, day):
                midnight = datetime.combine(day, time())
                opens = self.place(midnight + window.opens * MINUTE, self.first_shown)
                closes = self.place(midnight + window.closes * MINUTE, self.last_shown)
                self.open[opens:closes] = [True] * (closes - opens)

    def place(self, shown: datetime, among: dict[datetime, int]) -> int:
        """The minute that shows a time; where none does, the first that shows a later one."""
        later = (n for n, other in enumerate(self.shown) if other > shown)
        return among[shown] if shown in among else next(later, len(self.shown))

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        return sum((min(end, until) - max(start, since) for since, until in self.minutes(start, end)), timedelta())

    def after(self, start: datetime, duration: timedelta) -> datetime | None:
        for since, until in self.minutes(start, datetime.max.replace(tzinfo=UTC)):
            available = until - max(start, since)
            if duration <= available:
                return max(start, since) + duration
            duration -= available
        return None

    def minutes(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open minutes that touch what lies between."""
        for n, is_open in enumerate(self.open):
            since = self.start + n * MINUTE
            if is_open and start < since + MINUTE and since < end:
                yield since, since + MINUTE


def windows(rule: CalendarRule, day: date) -> list[Window]:
    for special in rule.special_days:
        if special.date == day:
            return special.hours
    if any(holiday.date == day for holiday in rule.holidays):
        return []
    return rule.hours.get(WEEKDAYS[day.weekday()], [])


window = st.builds(
    lambda opens, length: Window(opens, opens + length),
    st.integers(0, 287).map(lambda n: n * 5),
    st.integers(1, 288).map(lambda n: n * 5),
)
few_windows = st.lists(window, max_size=2)


@st.composite
def rules(draw: st.DrawFn) -> tuple[CalendarRule, date]:
    anywhere = st.tuples(st.sampled_from(ZONES), st.dates(date(1975, 1, 1), date(2060, 1, 1)))
    zone, around = draw(st.one_of(st.sampled_from(CHANGES), anywhere))
    near = st.integers(-3, 3).map(lambda n: around + timedelta(days=n))
    holidays = draw(st.sets(near, max_size=2))
    special = draw(st.dictionaries(near, few_windows, max_size=2))
    rule = CalendarRule(
        zone=ZoneInfo(zone),
        hours={weekday: draw(few_windows) for weekday in WEEKDAYS},
        holidays=[Holiday(name="closed", date=day) for day in holidays],
        special_days=[SpecialDay(date=day, hours=hours) for day, hours in special.items()],
    )
    return rule, around


offsets = st.timedeltas(timedelta(days=1), timedelta(days=DAYS - 1))


@settings(max_examples=25, deadline=None)
@given(rules(), offsets, offsets)
def test_elapsed_time_is_what_a_walk_counts(
    rule: tuple[CalendarRule, date], one: timedelta, other: timedelta
) -> None:
    walk = Walk(*rule)
    start, end = sorted((walk.start + one, walk.start + other))
    assert calendar(rule[0]).elapsed(start, end) == walk.elapsed(start, end)


@settings(max_examples=25, deadline=None)
@given(rules(), offsets, st.timedeltas(timedelta(microseconds=1), timedelta(hours=30)))
def test_a_deadline_is_where_a_walk_arrives(
    rule: tuple[CalendarRule, date], offset: timedelta, duration: timedelta
) -> None:
    walk = Walk(*rule)
    start = walk.start + offset
    arrives = walk.after(start, duration)
    assume(arrives is not None)
    assert calendar(rule[0]).add(start, duration) == arrives


@settings(max_examples=20, deadline=None)
@given(rules(), offsets)
def test_openings_and_closings_are_where_a_walk_meets_them(
    rule: tuple[CalendarRule, date], offset: timedelta
) -> None:
    walk = Walk(*rule)
    at = walk.start + offset
    place = int(offset / MINUTE)
    subject = calendar(rule[0])
    assert subject.is_open(at) == walk.open[place]
    if True in walk.open[place:]:
        opening = walk.open.index(True, place)
        assert subject.next_opening(at) == max(at, walk.start + opening * MINUTE)
        if False in walk.open[opening:]:
            assert subject.next_closing(at) == walk.start + walk.open.index(False, opening) * MINUTE


@settings(max_examples=40, deadline=None)
@given(rules(), offsets, st.timedeltas(timedelta(), timedelta(hours=60)))
def test_going_forth_and_back_uses_up_exactly_the_duration(
    rule: tuple[CalendarRule, date], offset: timedelta, duration: timedelta
) -> None:
    assume(any(rule[0].hours.values()))
    subject = calendar(rule[0])
    at = datetime.combine(rule[1], time(), UTC) + offset
    later, earlier = subject.add(at, duration), subject.subtract(at, duration)
    assert subject.elapsed(at, later) == subject.elapsed(earlier, at) == duration
    if duration:
        moment = timedelta(microseconds=1)
        assert subject.elapsed(at, later - moment) < duration
        assert subject.elapsed(earlier + moment, at) < duration
