import json
from importlib.resources import files
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from dial2.profile import ProfileError
from sla_timer.commands import deadline

APP = typer.Typer()
APP.command()(deadline)


def run(*arguments: str, lines: bytes = b"") -> Result:
    return CliRunner().invoke(APP, arguments, input=lines)


def ask(*questions: object, profile: str = "tracktik") -> list[dict[str, str]]:
    lines = "".join(f"{json.dumps(question)}\n" for question in questions)
    result = run("--profile", profile, lines=lines.encode())
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def question(severity: str, clock: str, start: str) -> dict[str, str]:
    return {"severity": severity, "clock": clock, "start": start}


def test_each_line_is_answered_in_order() -> None:
    assert ask(
        question("low", "call_back", "2026-11-16T10:00:00-05:00"),
        question("no", "resolution", "2026-11-02T10:00:00-05:00"),
        question("critical", "update", "2026-11-22T03:00:00-05:00"),
    ) == [
        {"deadline": "2026-11-18T10:00:00-05:00", "warn": "2026-11-17T16:00:00-05:00"},
        {
            "deadline": "2026-11-20T10:00:00-05:00",
            "warn": "2026-11-20T10:00:00-05:00",
            "latest": "2026-12-10T10:00:00-05:00",
        },
        {"deadline": "2026-11-22T04:30:00-05:00", "warn": "2026-11-22T04:07:30-05:00"},
    ]


@pytest.mark.parametrize(
    "start",
    [
        "2026-11-16T10:00:00-05:00",
        "2026-11-16T15:00:00Z",
        "2026-11-16T16:00:00+01:00",
        "2026-11-16T10:00",
        "20261116T100000-0500",
        "2026-11-16 10:00:00",
    ],
)
def test_a_start_is_any_iso_8601_and_in_the_profiles_zone_where_it_names_none(start: str) -> None:
    assert ask(question("major", "update", start))[0]["deadline"] == "2026-11-16T14:00:00-05:00"


def test_answers_carry_the_offset_of_their_own_day() -> None:
    answer = ask(question("low", "call_back", "2026-10-30T10:00:00-04:00"))[0]
    assert answer["deadline"] == "2026-11-03T10:00:00-05:00"


def test_microseconds_are_answered_where_they_were_asked() -> None:
    answer = ask(question("critical", "call_back", "2026-11-16T10:00:00.000250-05:00"))[0]
    assert answer["deadline"] == "2026-11-16T11:00:00.000250-05:00"


@pytest.mark.parametrize(
    ("written", "deadline"),
    [
        ("call_back", "2026-11-16T11:00:00-05:00"),
        ("callback", "2026-11-16T11:00:00-05:00"),
        ("call back", "2026-11-16T11:00:00-05:00"),
        ("Call-Back", "2026-11-16T11:00:00-05:00"),
        ("resolution", "2026-11-16T18:00:00-05:00"),
        ("update", "2026-11-16T11:30:00-05:00"),
        ("update interval", "2026-11-16T11:30:00-05:00"),
        ("update_interval", "2026-11-16T11:30:00-05:00"),
    ],
)
def test_a_clock_may_be_written_as_the_contract_writes_it(written: str, deadline: str) -> None:
    assert ask(question("Critical", written, "2026-11-16T10:00"))[0]["deadline"] == deadline


def test_no_impact_is_no() -> None:
    assert "deadline" in ask(question("No impact", "update", "2026-11-16T10:00"))[0]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        (
            question("urgent", "update", "2026-11-16"),
            "severity 'urgent' is unknown; allowed: critical, major, low, no",
        ),
        (
            question("low", "reply", "2026-11-16"),
            "clock 'reply' is unknown; allowed: call_back, resolution, update",
        ),
        (question("low", "update", "monday"), "start 'monday' is no date and time; allowed: ISO 8601, such as"),
        (question("low", "update", "9999-12-31"), "start '9999-12-31': calendars cover the years 1900 to 2300"),
        ({"severity": "low", "clock": "update"}, "the line is not understood"),
        ({**question("low", "update", ""), "start": 7}, "the line is not understood"),
        (["low", "update"], "the line is not understood"),
    ],
)
def test_a_bad_question_is_answered_with_what_is_allowed_and_the_rest_go_on(asked: object, error: str) -> None:
    good = question("low", "update", "2026-11-16T10:00")
    answers = ask(asked, good)
    assert error in answers[0]["error"]
    assert answers[1]["deadline"] == "2026-11-18T10:00:00-05:00"


@pytest.mark.parametrize("line", [b"", b"nonsense", b"\xff\xfe", b"[" * 100_000, b'{"x":' * 100_000])
def test_what_is_no_json_is_answered_too(line: bytes) -> None:
    result = run(lines=line + b"\n" + json.dumps(question("low", "update", "2026-11-16T10:00")).encode())
    bad, good = (json.loads(answer) for answer in result.stdout.splitlines())
    assert "the line is not understood" in bad["error"]
    assert "deadline" in good


def test_one_question_may_be_asked_by_options() -> None:
    result = run("--severity", "low", "--clock", "call_back", "--start", "2026-11-21T12:00")
    assert json.loads(result.stdout) == {
        "deadline": "2026-11-24T19:30:00-05:00",
        "warn": "2026-11-24T13:30:00-05:00",
    }


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--severity", "low"], "give --severity, --clock and --start"),
        (["--severity", "low", "--clock", "reply", "--start", "2026-11-21"], "clock 'reply' is unknown"),
    ],
)
def test_options_that_cannot_be_answered_end_in_an_error(arguments: list[str], error: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert error in " ".join(result.stderr.split())


def test_a_profile_that_cannot_be_used_is_an_error_for_the_command_line_to_show() -> None:
    assert isinstance(run("--profile", "acme").exception, ProfileError)


def test_another_profile_answers_in_its_own_zone() -> None:
    answer = ask(question("critical", "call_back", "2026-11-16T10:00"), profile="cytrack")[0]
    assert answer["deadline"] == "2026-11-16T11:00:00+11:00"


def test_a_profile_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    bundled = files("dial2.profile").joinpath("profiles/tracktik.toml").read_text(encoding="utf-8")
    path.write_text(bundled.replace("60 minutes", "30 minutes"), encoding="utf-8")
    answer = ask(question("critical", "call_back", "2026-11-16T10:00"), profile=str(path))[0]
    assert answer["deadline"] == "2026-11-16T10:30:00-05:00"


def test_a_clock_that_the_profile_does_not_promise_is_an_error_that_names_those_it_does(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    bundled = files("dial2.profile").joinpath("profiles/tracktik.toml").read_text(encoding="utf-8")
    update = 'update = { within = "24 hours", calendar = "support" }'
    assert bundled.count(update) == 1
    path.write_text(bundled.replace(update, 'unpromised = ["update"]'), encoding="utf-8")
    answer = ask(question("low", "update", "2026-11-16T10:00"), profile=str(path))[0]
    assert answer["error"] == "update is not promised for low; promised: call_back, resolution"
