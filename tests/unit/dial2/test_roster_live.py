"""A roster that changes while we run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dial2.roster import load
from dial2.roster.changes import changes
from dial2.roster.loader import digest
from tests.rosters import ONE_PERSON

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
ROTA = """
[schedules.nights]
zone = "America/Toronto"
layers = [{ people = ["dispatcher"], every = "1 week", starts = 2026-11-02T08:00:00 }]
"""


def roster_of(folder: Path, text: str) -> Path:
    path = folder / "roster.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("", "[people.engineer]\nsms = '+15145550102'\n", "people.engineer: added"),
        ("[people.engineer]\nsms = '+15145550102'\n", "", "people.engineer: removed"),
        (
            "[people.engineer]\nsms = '+15145550102'\n",
            "[people.engineer]\nsms = '+15145550103'\n",
            "people.engineer.sms: +15145550102 became +15145550103",
        ),
        (
            "[clients.acme]\nname = 'Acme'\ndomains = ['acme.example']\n",
            "[clients.acme]\nname = 'Acme'\ndomains = ['acme.example', 'acme.test']\n",
            "clients.acme.domains: [acme.example] became [acme.example, acme.test]",
        ),
        (
            "[clients.acme]\nname = 'Acme'\npin = '123456'\n",
            "[clients.acme]\nname = 'Acme'\npin = '654321'\n",
            "clients.acme.pin: changed",
        ),
    ],
)
def test_a_change_is_told_in_a_line(tmp_path: Path, before: str, after: str, line: str) -> None:
    old = load(roster_of(tmp_path, ONE_PERSON + before))
    new = load(roster_of(tmp_path, ONE_PERSON + after))
    assert changes(old, new, NOW) == [line]


def test_a_changed_rotation_says_who_is_on_call_now(tmp_path: Path) -> None:
    engineer = "[people.engineer]\nsms = '+15145550102'\n"
    old = load(roster_of(tmp_path, ONE_PERSON + engineer + ROTA))
    new = load(roster_of(tmp_path, ONE_PERSON + engineer + ROTA.replace('["dispatcher"]', '["engineer"]')))
    assert changes(old, new, NOW) == [
        "schedules.nights.layers[1].people: [dispatcher] became [engineer]",
        "schedules.nights: on call now is engineer, was dispatcher",
    ]


def test_the_same_words_in_another_order_are_no_change(tmp_path: Path) -> None:
    old = load(roster_of(tmp_path, ONE_PERSON + ROTA))
    new = load(roster_of(tmp_path, ROTA + ONE_PERSON + "# a remark\n"))
    assert digest(old) == digest(new)
    assert changes(old, new, NOW) == []
