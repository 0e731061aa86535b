import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dial2.cli.main import build
from dial2.vocabulary import SEVERITIES
from tests.unit.triage.samples import read
from triage.assessment.lexicon import VERSION

WORDS = st.sampled_from(
    [
        "nobody",
        "can",
        "log",
        "in",
        "all",
        "calls",
        "down",
        "not",
        "half",
        "3",
        "of",
        "40",
        "guards",
        "since",
        "Monday",
        "?",
        "personne",
        "ne",
        "peut",
        "pas",
        "aucun",
        "agent",
        ">",
        ".",
        "é",
        "report",
        "reports",
        "wrong",
        "other",
        "fine",
        "staging",
        "Regards,",
        '"',
        "\n",
    ]
)


def test_an_assessment_names_its_rule_its_version_and_its_words() -> None:
    text = "Since six nobody can log in."
    assessment = read(text, subject="Urgent Service Issue")
    assert (assessment.rule, assessment.version, assessment.marker) == ("severity.core_for_all", VERSION, "urgent")
    decisive = next(item for item in assessment.evidence if item.rule == "outage.access")
    assert (decisive.words, decisive.field, decisive.effect) == ("nobody can log in", "body", "decides")
    assert text[decisive.start : decisive.end] == decisive.words


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.none(), st.text()), st.text(), st.sampled_from(["email", "voicemail", "portal", "carrier pigeon"])
)
def test_any_text_gets_an_assessment(subject: str | None, text: str, channel: str) -> None:
    assert read(text, subject=subject, channel=channel).severity in SEVERITIES


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=12).map(" ".join))
def test_the_words_of_evidence_stand_where_it_says(text: str, subject: str) -> None:
    for item in read(text, subject=subject).evidence:
        field = subject if item.field == "subject" else text
        assert field[item.start : item.end] == item.words


@pytest.mark.parametrize(
    "piece", ["nobody can ", "all ", '"', ">", "\n", "a", "not the other sites is fine ", "1 of "]
)
def test_a_long_monotonous_text_is_read_to_its_end(piece: str) -> None:
    assert read(piece * (50_000 // len(piece))).severity in SEVERITIES


def test_the_command_answers_each_line_in_order_and_survives_a_bad_one() -> None:
    lines = [
        json.dumps({"channel": "email", "subject": "Service Issue", "body": "Nobody can log in."}),
        "{bad",
        json.dumps({"channel": "email", "subject": None, "body": 7}),
        json.dumps({"channel": "voicemail", "subject": None, "body": "comment ajouter un site"}),
    ]
    result = CliRunner().invoke(build("triage"), ["triage"], input="\n".join(lines))
    first, bad, mistyped, last = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["severity"], first["marker"], first["is_request"]) == ("critical", "normal", True)
    assert "write one JSON object a line" in bad["error"]
    assert "error" in mistyped
    assert (last["severity"], last["language"]) == ("no", "fr")
