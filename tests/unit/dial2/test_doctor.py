"""`dial2 doctor` with nothing but files: what it says, and how it ends."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dial2.cli import main
from tests.ports import free_port
from tests.rosters import ONE_PERSON


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "roster.toml").write_text(ONE_PERSON)
    for name, value in {
        "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/none",
        "SECRET": "s" * 32,
        "ROSTER": str(tmp_path / "roster.toml"),
        "PUBLIC_URL": "https://support.example.com",
    }.items():
        monkeypatch.setenv(f"DIAL2_{name}", value)


def says(*words: str) -> Result:
    return CliRunner().invoke(main.build("doctor"), ["doctor", *words])


@pytest.mark.usefixtures("no_database")
def test_it_names_what_where_and_what_to_do_and_ends_with_a_status() -> None:
    result = says()
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert (
        "problem: people.dispatcher: can be reached by voice only, and is the last who is told; "
        "give a second channel: carriers fail"
    ) in lines
    untried = "nobody has tried whether this arrives; dial2 person verify dispatcher voice"
    assert f"advice: people.dispatcher.voice: {untried}" in lines


@pytest.mark.usefixtures("no_database")
def test_without_postgres_it_says_so_and_checks_what_the_roster_tells() -> None:
    found = [json.loads(line) for line in says("--json").output.splitlines()]
    assert [
        (each["weight"], each["where"]) for each in found if each["where"].startswith(("people", "DIAL2_DATA"))
    ] == [
        ("problem", "DIAL2_DATABASE_URL"),
        ("problem", "people.dispatcher"),
        ("advice", "people.dispatcher.voice"),
    ]
    assert all({*each} == {"weight", "where", "what", "fix"} for each in found)


@pytest.mark.usefixtures("no_database")
def test_it_says_where_no_alarm_would_get_out(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = says().output.splitlines()
    assert (
        "advice: DIAL2_ALARM_RELAY: no alarm leaves by mail; name a relay that mails desk@example.com"
    ) in lines
    monkeypatch.setenv("DIAL2_ALARM_RELAY", "smtp://127.0.0.1:2526")
    monkeypatch.setenv("DIAL2_HEARTBEAT_URL", "https://elsewhere.example.com/beat")
    assert "DIAL2_ALARM_RELAY" not in says().output
    assert "DIAL2_HEARTBEAT_URL" not in says().output
