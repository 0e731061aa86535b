"""Layers, and the overrides above them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from dial2.roster.model import SUCCESS_MANAGER, Client, Desk, Ladder, Level, Person, Roster
from dial2.roster.on_call import Override, on_call, shifts, unanswered
from dial2.roster.schedule import Layer, ListedShift, Schedule
from dial2.roster.shift_length import ShiftLength
from dial2.roster.targets import Nobody, person_at

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR


def days(*people: str, **more: object) -> Layer:
    return Layer(
        people=list(people),
        every=ShiftLength.parse("1 day"),
        starts=MONDAY.replace(tzinfo=None),
        **more,  # type: ignore[arg-type]  # the other keys of a layer
    )


def schedule(*layers: Layer) -> Schedule:
    return Schedule(zone=ZoneInfo("UTC"), layers=list(layers))


def override(
    person: str | None, since: timedelta, until: timedelta, instead_of: str | None = None, id_: str = "1"
) -> Override:
    return Override(
        id=id_, schedule="s", since=MONDAY + since, until=MONDAY + until, person=person, instead_of=instead_of
    )


ROTA = schedule(days("monday", "tuesday"))


def test_schedule_override_add() -> None:
    """Where nobody is on call, an override puts somebody."""
    empty = schedule(days("late", ends=(MONDAY + HOUR).replace(tzinfo=None)))
    stands_in = [override("stand-in", 2 * HOUR, 3 * HOUR)]
    assert on_call(empty, MONDAY + 2 * HOUR) is None
    assert on_call(empty, MONDAY + 2 * HOUR, stands_in) == "stand-in"
    assert on_call(empty, MONDAY + 3 * HOUR, stands_in) is None


def test_schedule_override_replace() -> None:
    taken = [override("stand-in", timedelta(), 2 * DAY, instead_of="monday")]
    assert on_call(ROTA, MONDAY, taken) == "stand-in"
    assert on_call(ROTA, MONDAY + DAY, taken) == "tuesday"


def test_schedule_override_remove() -> None:
    """Whoever is away falls to the layer below, and where there is none, to nobody."""
    away = [override(None, timedelta(), 2 * DAY, instead_of="monday")]
    assert on_call(schedule(days("below"), days("monday", "tuesday")), MONDAY, away) == "below"
    assert on_call(ROTA, MONDAY, away) is None
    assert on_call(ROTA, MONDAY + DAY, away) == "tuesday"


def test_override_conflict() -> None:
    """Of two overrides for one instant, the one that was made last stands."""
    two = [override("one", timedelta(), DAY), override("two", 6 * HOUR, 12 * HOUR, id_="2")]
    assert [on_call(ROTA, MONDAY + n * HOUR, two) for n in (5, 6, 11, 12)] == ["one", "two", "two", "one"]


def test_two_overrides_swap_two_people() -> None:
    swap = [
        override("tuesday", timedelta(), 2 * DAY, instead_of="monday"),
        override("monday", timedelta(), 2 * DAY, instead_of="tuesday", id_="2"),
    ]
    assert [on_call(ROTA, MONDAY + n * DAY, swap) for n in range(3)] == ["tuesday", "monday", "monday"]


def test_schedule_rule() -> None:
    """A later layer stands above the others wherever it has somebody."""
    layered = schedule(days("always"), days("above", ends=(MONDAY + HOUR).replace(tzinfo=None)))
    assert [on_call(layered, MONDAY), on_call(layered, MONDAY + HOUR)] == ["above", "always"]


def test_temp_schedules() -> None:
    """A layer may list its shifts: from, inclusive, to, exclusive."""
    listed = Layer(shifts=[ListedShift(person="guest", since=MONDAY + HOUR, until=MONDAY + 2 * HOUR)])
    layered = schedule(days("always"), listed)
    assert [on_call(layered, MONDAY + n * HOUR) for n in range(3)] == ["always", "guest", "always"]


def test_rotation_del_user() -> None:
    """Somebody who has gone from the roster is nobody, and says so; the others keep their turns."""
    roster = replaced_roster({"s": ROTA})
    assert person_at(roster, "s", MONDAY, overrides={}) == Nobody("monday, on call in s, is not in the roster")
    assert person_at(roster, "s", MONDAY + DAY, overrides={}) == "tuesday"


def test_gaps_are_found_ahead_and_overrides_fill_them() -> None:
    mornings = schedule(days("early", ends=(MONDAY + DAY).replace(tzinfo=None)))
    (gap,) = unanswered(shifts(mornings, MONDAY, MONDAY + 2 * DAY))
    assert (gap.since, gap.until) == (MONDAY + DAY, MONDAY + 2 * DAY)
    filled = [override("stand-in", DAY, 2 * DAY)]
    assert unanswered(shifts(mornings, MONDAY, MONDAY + 2 * DAY, filled)) == []


def test_a_shift_of_somebody_whom_nothing_reaches_is_as_good_as_a_gap() -> None:
    found = shifts(ROTA, MONDAY, MONDAY + 3 * DAY)
    assert [each.person for each in found] == ["monday", "tuesday", "monday"]
    assert unanswered(found, {"tuesday", "somebody else"}) == [found[1]]


def replaced_roster(schedules: dict[str, Schedule]) -> Roster:
    return Roster(
        people={"tuesday": Person(voice="+15145550101"), "manager": Person(voice="+15145550102")},
        desk=Desk(people=["tuesday"], email="desk@example.com"),
        ladder=Ladder(levels=[Level(name="on call", people=["tuesday"])], catch_all="tuesday"),
        schedules=schedules,
        clients={"acme": Client(name="Acme", success_manager="manager"), "bare": Client(name="Bare")},
    )


def test_each_client_has_a_success_manager_of_its_own_or_the_level_says_why_not() -> None:
    roster = replaced_roster({})

    def manager(client: str | None) -> str | Nobody:
        return person_at(roster, SUCCESS_MANAGER, MONDAY, client=client, overrides={})

    assert manager("acme") == "manager"
    assert manager("bare") == Nobody("Bare has no success manager")
    assert manager(None) == Nobody("the ticket's client is not known, so there is no success manager")


def test_a_name_that_has_gone_since_a_page_began_is_nobody() -> None:
    assert person_at(replaced_roster({}), "gone", MONDAY, overrides={}) == Nobody(
        "gone is no longer in the roster"
    )


HOURS = st.integers(0, 72)
NAMES = st.sampled_from(["monday", "tuesday", "below", "stand-in"])
OVERRIDES = st.lists(
    st.builds(
        lambda person, a, b, instead: override(person, min(a, b) * HOUR, (max(a, b) + 1) * HOUR, instead),
        NAMES,
        HOURS,
        HOURS,
        st.none() | NAMES,
    ),
    max_size=5,
)


@settings(deadline=None)
@given(OVERRIDES, st.integers(0, 71))
def test_overrides_win_over_every_layer_and_the_last_over_the_others(overrides: list[Override], hour: int) -> None:
    layered = schedule(days("below"), days("monday", "tuesday", ends=(MONDAY + 2 * DAY).replace(tzinfo=None)))
    at = MONDAY + hour * HOUR
    by_layers = "below" if hour >= 48 else "monday" if hour < 24 else "tuesday"
    whole = [each.person for each in overrides if each.since <= at < each.until and each.instead_of is None]
    own = [each.person for each in overrides if each.since <= at < each.until and each.instead_of == by_layers]
    expected = whole[-1] if whole else own[-1] if own else by_layers
    assert on_call(layered, at, overrides) == expected


@settings(deadline=None)
@given(OVERRIDES)
def test_shifts_tell_what_each_hour_tells(overrides: list[Override]) -> None:
    found = shifts(ROTA, MONDAY, MONDAY + 3 * DAY, overrides)
    hourly = [on_call(ROTA, MONDAY + hour * HOUR, overrides) for hour in range(72)]
    assert [shift.person for shift in found for _ in range((shift.until - shift.since) // HOUR)] == hourly
