"""A roster that would leave somebody unpaged is refused, with the key and what is allowed."""

from pathlib import Path

import pytest

from dial2.roster import load
from dial2.roster.loader import RosterError
from tests.rosters import ONE_PERSON

ROTA = """
[schedules.nights]
zone = "America/Toronto"
layers = [{ people = ["dispatcher"], every = "1 week", starts = 2026-01-05T08:00:00 }]
"""


def problems(folder: Path, text: str) -> tuple[str, ...]:
    path = folder / "roster.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(RosterError) as error:
        load(path)
    return error.value.problems


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        (
            'people = ["dispatcher"], every',
            'people = ["king"], every',
            "schedules.nights.layers[1].people: 'king' is nobody; allowed: a name under [people]: dispatcher",
        ),
        (
            'every = "1 week"',
            'every = "1 fortnight"',
            (
                "schedules.nights.layers[1].every: '1 fortnight' is no length of a shift; "
                "write a whole number and a unit, such as '1 week' (units: hour, day, week, month)"
            ),
        ),
        (
            ', every = "1 week"',
            "",
            "schedules.nights.layers[1]: people take turns by `every` (such as '1 week') and `starts`; give both",
        ),
        (
            'people = ["dispatcher"], every = "1 week", starts = 2026-01-05T08:00:00',
            "ends = 2026-01-05T08:00:00",
            "schedules.nights.layers[1]: has nobody; a layer has people who take turns, or shifts, or a feed",
        ),
        (
            "2026-01-05T08:00:00",
            "2026-01-05T08:00:00-05:00",
            (
                "schedules.nights.layers[1].starts: is by the wall clock of the schedule's zone; "
                "write it without an offset"
            ),
        ),
        (
            "2026-01-05T08:00:00 }",
            "2026-01-05T08:00:00, ends = 2026-01-01T08:00:00 }",
            "schedules.nights.layers[1].ends: is not after starts",
        ),
        (
            "2026-01-05T08:00:00 }",
            "2026-01-05T08:00:00, hours = { someday = ['08:00-12:00'] } }",
            (
                "schedules.nights.layers[1].hours.someday: 'someday' is no day of the week; write monday, "
                "tuesday, wednesday, thursday, friday, saturday, sunday, or a range such as monday-friday"
            ),
        ),
        (
            "schedules.nights",
            "schedules.dispatcher",
            "schedules.dispatcher: is a person's name already; give the schedule a name of its own",
        ),
        (
            "schedules.nights",
            "schedules.success_manager",
            "schedules.success_manager: means each client's own; choose another name",
        ),
        (
            "schedules.nights",
            'schedules."on call"',
            "schedules.on call: write the name with letters, digits, '.', '_' and '-' only",
        ),
        (
            'name = "on call", people = ["dispatcher"]',
            'name = "on call", people = ["king"]',
            "ladder.levels[1].people: 'king' is nobody; allowed: dispatcher, nights, success_manager",
        ),
        (
            'name = "on call", people = ["dispatcher"]',
            'name = "on call", people = []',
            "ladder.levels[1].people: is empty; a level needs at least one person",
        ),
        (
            'name = "on call", people',
            'wait = "0 minutes", name = "on call", people',
            "ladder.levels[1].wait: '0 minutes' is no time to wait; write it as '5 minutes'",
        ),
        ("rounds = 1", "rounds = 0", "ladder.rounds: must be 1 or more"),
        (
            'email = "desk@example.com"',
            'email = "desk@example.com"\ngroups = [{ people = ["king"] }]',
            "desk.groups[1].people: 'king' is nobody; allowed: a name under [people]: dispatcher",
        ),
        (
            "[desk]",
            '[clients.acme]\nname = "Acme"\npin = "12a4"\n[desk]',
            "clients.acme.pin: must be 4 to 10 digits, in quotes",
        ),
        (
            "[desk]",
            '[clients.acme]\nname = "Acme"\npin = "4711"\n[clients.globex]\nname = "Globex"\npin = "4711"\n[desk]',
            "clients.globex.pin: is the one of acme too; each client has its own",
        ),
        (
            'catch_all = "dispatcher"',
            'catch_all = "nights"',
            "ladder.catch_all: 'nights' is nobody; allowed: a name under [people]: dispatcher",
        ),
        (
            'voice = "+15145550101"',
            'voice = "+15145550101"\nverified = ["sms"]',
            "people.dispatcher.verified: there is no sms to be verified; allowed: voice",
        ),
        (
            'voice = "+15145550101"',
            'voice = "+15145550101"\nrules.major = [{ channel = "sms" }]',
            "people.dispatcher.rules.major[1].channel: there is no sms to be used; allowed: voice",
        ),
        (
            'voice = "+15145550101"',
            'voice = "+15145550101"\nrules.major = []',
            "people.dispatcher.rules.major: is empty, so nobody would be told; write a step, or leave it out",
        ),
        (
            'voice = "+15145550101"',
            'voice = "+15145550101"\nrules.major = [{ channel = "voice", after = "1 business day" }]',
            "people.dispatcher.rules.major[1].after: '1 business day' is no time to wait; write it as '2 minutes'",
        ),
        (
            'voice = "+15145550101"',
            'voice = "+15145550101"\nquiet = [{ hours = { monday = [] }, zone = "UTC", severities = [] }]',
            "people.dispatcher.quiet[1].severities: is empty; say for which severities it is quiet",
        ),
        (
            'voice = "+15145550101"',
            "",
            "people.dispatcher: cannot be reached; give at least one of voice, sms, email, chat",
        ),
        (
            'voice = "+15145550101"',
            'chat = "slack://token/of/the/room"',
            (
                "people.dispatcher.chat: is no name; put the address into DIAL2_CHAT_ADDRESSES and write the name "
                "that it has there"
            ),
        ),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_is_allowed(
    tmp_path: Path, written: str, instead: str, problem: str
) -> None:
    whole = ONE_PERSON + ROTA
    assert written in whole
    assert problem in problems(tmp_path, whole.replace(written, instead))


def test_the_ladder_for_a_severity_and_a_profile_is_the_first_that_fits(tmp_path: Path) -> None:
    path = tmp_path / "roster.toml"
    level = 'levels = [{ name = "now", people = ["dispatcher"] }]\ncatch_all = "dispatcher"\n'
    path.write_text(
        ONE_PERSON
        + f'[ladders.critical]\nseverities = ["critical"]\nprofiles = ["tracktik"]\nrounds = 7\n{level}'
        + f'[ladders.cytrack]\nprofiles = ["cytrack"]\nrounds = 8\n{level}'
    )
    roster = load(path)
    rounds = {
        (severity, profile): roster.ladder_for(severity, profile).rounds
        for severity in ("critical", "major")
        for profile in ("tracktik", "cytrack")
    }
    assert rounds == {
        ("critical", "tracktik"): 7,
        ("major", "tracktik"): 1,
        ("critical", "cytrack"): 8,
        ("major", "cytrack"): 8,
    }
