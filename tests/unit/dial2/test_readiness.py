"""What would keep somebody from being reached, found ahead."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from dial2.calendar.rules import Window
from dial2.duration import Duration
from dial2.finding import Finding
from dial2.roster.model import SUCCESS_MANAGER, Client, Desk, Ladder, Level, Person, Roster
from dial2.roster.on_call import Override
from dial2.roster.person import Quiet, Rule
from dial2.roster.readiness import Known, findings
from dial2.roster.readiness_wording import WORDS, Said
from dial2.roster.schedule import Layer, Schedule
from dial2.roster.shift_length import ShiftLength

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
DESIGNATE = Person(
    voice="+15145550101", sms="+15145550101", email="designate@example.com", verified=["voice", "sms", "email"]
)
DIRECTOR = Person(voice="+15145550102", email="director@example.com", verified=["voice", "email"])
QUIET = [Quiet(hours={"monday-sunday": [Window.parse("00:00-24:00")]}, zone=UTC_ZONE, severities=["major"])]


def rota(ends: datetime | None = None) -> Schedule:
    layer = Layer(
        people=["designate"],
        every=ShiftLength.parse("1 week"),
        starts=datetime(2026, 1, 5, 8),  # noqa: DTZ001 - local
        ends=ends,
    )
    return Schedule(zone=UTC_ZONE, layers=[layer])


SOUND = Roster(
    people={"designate": DESIGNATE, "director": DIRECTOR},
    desk=Desk(people=["designate"], email="desk@example.com"),
    ladder=Ladder(
        levels=[Level(name="on call", people=["nights"]), Level(name="direction", people=["director"])],
        catch_all="director",
    ),
    schedules={"nights": rota()},
)


def said(roster: Roster, known: Known | None = None) -> list[tuple[str, str, str]]:
    found = findings(roster, known or Known(), now=NOW, days=14)
    return [(finding.weight, finding.where, finding.what) for finding in found]


def with_designate(**changes: object) -> Roster:
    return replace(SOUND, people=SOUND.people | {"designate": replace(DESIGNATE, **changes)})


def test_where_everybody_can_be_reached_nothing_is_said() -> None:
    assert said(SOUND) == []


def test_a_gap_is_told_with_the_level_that_it_empties() -> None:
    gap = replace(SOUND, schedules={"nights": rota(ends=datetime(2026, 12, 1, 8))})  # noqa: DTZ001 - local
    assert said(gap) == [
        ("problem", "schedules.nights", "nobody is on call from 2026-12-01 08:00 UTC to 2026-12-07 15:00 UTC"),
        (
            "problem",
            "ladder.levels[1]",
            "from 2026-12-01 08:00 UTC nobody of 'on call' can be reached, and the level is skipped",
        ),
    ]


def test_an_override_closes_a_gap() -> None:
    gap = replace(SOUND, schedules={"nights": rota(ends=datetime(2026, 12, 1, 8))})  # noqa: DTZ001 - local
    covers = Override(id="1", schedule="nights", since=NOW, until=NOW + timedelta(days=30), person="director")
    assert said(gap, Known(overrides={"nights": [covers]})) == []


def test_a_gap_further_ahead_than_is_looked_is_not_told() -> None:
    assert said(replace(SOUND, schedules={"nights": rota(ends=datetime(2026, 12, 8))})) == []  # noqa: DTZ001 - local


def test_one_channel_is_not_enough() -> None:
    assert said(with_designate(sms=None, email=None, verified=["voice"])) == [
        ("problem", "people.designate", "can be reached by voice only")
    ]


def test_the_catch_all_is_named_as_what_it_is() -> None:
    alone = replace(SOUND, people=SOUND.people | {"director": replace(DIRECTOR, email=None, verified=["voice"])})
    assert said(alone) == [
        ("problem", "people.director", "can be reached by voice only, and is the last who is told")
    ]


def test_a_contact_that_nobody_has_tried_is_told_and_one_verified_by_code_is_not() -> None:
    untried = with_designate(verified=["sms", "email"])
    assert said(untried) == [("advice", "people.designate.voice", "nobody has tried whether this arrives")]
    assert said(untried, Known(verified={"designate": {"voice"}})) == []


def test_whoever_has_replied_stop_is_told() -> None:
    stopped = Known(lost={("sms", "+15145550101"): "its owner has replied STOP to our texts"})
    assert said(SOUND, stopped) == [("problem", "people.designate.sms", "its owner has replied STOP to our texts")]


def test_a_shift_of_somebody_whose_every_contact_is_lost_is_told_ahead() -> None:
    """The designate's rotation has one person, whose telephone is cut off and whose mail nobody has."""
    by_voice = with_designate(sms=None, email=None, verified=["voice"])
    cut_off = Known(lost={("voice", "+15145550101"): "there is no such number"})
    assert said(by_voice, cut_off) == [
        ("problem", "people.designate.voice", "there is no such number"),
        ("problem", "people.designate", "cannot be reached: every contact is refused"),
        (
            "problem",
            "schedules.nights",
            (
                "designate is on call from 2026-11-23 15:00 UTC to 2026-12-07 15:00 UTC, "
                "and nothing reaches this person"
            ),
        ),
        (
            "problem",
            "ladder.levels[1]",
            "from 2026-11-23 15:00 UTC nobody of 'on call' can be reached, and the level is skipped",
        ),
    ]


def test_the_same_is_said_in_french() -> None:
    gap = replace(SOUND, schedules={"nights": rota(ends=datetime(2026, 12, 1, 8))})  # noqa: DTZ001 - local
    told, empty = findings(gap, Known(), now=NOW, days=14, language="fr")
    assert told.line == (
        "schedules.nights: personne n’est de garde du 2026-12-01 08:00 UTC au 2026-12-07 15:00 UTC; "
        "ajoutez une couche, ou dial2 oncall override nights --person NOM"
    )
    assert empty.line == (
        "ladder.levels[1]: dès le 2026-12-01 08:00 UTC, personne de « on call » ne peut être joint, "
        "et le niveau est sauté; ajoutez-y une personne, ou comblez le trou de ses gardes"
    )


@pytest.mark.parametrize("name", WORDS["en"].__struct_fields__)
def test_each_sentence_is_about_the_same_in_both_languages(name: str) -> None:
    assert names(getattr(WORDS["en"], name)) == names(getattr(WORDS["fr"], name))


def names(said: Said | str) -> set[str | None]:
    text = said if isinstance(said, str) else said.what + said.fix
    return {field for _, field, _, _ in Formatter().parse(text)}


def test_a_chat_address_that_cannot_be_used_is_put_right_where_it_stands() -> None:
    """Not with the person, who has done nothing."""
    unknown = Known(lost={("chat", "room"): "the chat address is not there"})
    (found,) = findings(with_designate(chat="room"), unknown, now=NOW, days=14)
    assert found.line == (
        "people.designate.chat: the chat address is not there; put it right in DIAL2_CHAT_ADDRESSES"
    )


def test_a_client_without_a_success_manager_is_told_where_a_level_asks_for_one() -> None:
    levels = [Level(name="manager", people=[SUCCESS_MANAGER]), *SOUND.ladder.levels]
    roster = replace(
        SOUND,
        ladder=replace(SOUND.ladder, levels=levels),
        clients={"acme": Client(name="Acme", success_manager="director"), "bare": Client(name="Bare")},
    )
    assert said(roster) == [
        ("advice", "clients.bare.success_manager", "none, so ladder.levels[1] is passed over for Bare")
    ]


def test_a_step_that_comes_after_the_level_has_gone_on_is_told() -> None:
    late = with_designate(rules={"critical": [Rule(channel="voice", after=Duration.parse("5 minutes"))]})
    on_ladder = replace(late, ladder=replace(SOUND.ladder, levels=[Level(name="on call", people=["designate"])]))
    assert said(on_ladder) == [
        (
            "advice",
            "people.designate.rules.critical[1]",
            "comes after 5 minutes, when somebody else has the turn (ladder.levels[1] waits 5 minutes)",
        )
    ]


def test_quiet_hours_that_are_everybodys_are_told() -> None:
    everybody = {"designate": replace(DESIGNATE, quiet=QUIET), "director": replace(DIRECTOR, quiet=QUIET)}
    assert said(replace(SOUND, people=everybody)) == [
        ("advice", "ladder", "everybody on it is quiet at 2026-11-23 15:00 UTC, so nobody is")
    ]


def test_quiet_hours_on_a_ladder_that_is_climbed_once_are_told() -> None:
    once = replace(
        SOUND,
        people=SOUND.people | {"director": replace(DIRECTOR, quiet=QUIET)},
        ladder=replace(SOUND.ladder, rounds=1),
    )
    assert said(once) == [
        ("advice", "ladder.rounds", "is climbed once, so nobody's quiet hours are kept (director)")
    ]


def test_a_finding_says_what_where_and_how_to_put_it_right() -> None:
    finding = Finding(weight="problem", where="people.x.sms", what="it is a landline", fix="give another one")
    assert str(finding) == "problem: people.x.sms: it is a landline; give another one"


@pytest.mark.parametrize("count", [6, 9])
def test_many_gaps_are_counted(count: int) -> None:
    mornings = Layer(
        people=["designate"],
        every=ShiftLength.parse("1 day"),
        starts=datetime(2026, 11, 23, 15),  # noqa: DTZ001 - local
        ends=datetime(2026, 11, 23, 15) + timedelta(days=count),  # noqa: DTZ001 - local
        hours={"monday-sunday": [Window.parse("00:00-12:00")]},
    )
    found = said(replace(SOUND, schedules={"nights": Schedule(zone=UTC_ZONE, layers=[mornings])}))
    # Each afternoon until the last morning, and from then on without end.
    told = [what for _, where, what in found if where == "schedules.nights"]
    assert len(told) == 6
    assert told[-1] == f"{count + 1 - 5} more gaps follow"
