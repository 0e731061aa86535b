import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.triage.samples import read
from triage.assessment import Assessment

CORPUS = Path(__file__).parents[2] / "corpus" / "triage"


@pytest.fixture(scope="module")
def judged() -> list[tuple[dict[str, Any], Assessment]]:
    lines = (line for path in CORPUS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines())
    rows = [json.loads(line) for line in lines]
    return [(row, read(row["body"], subject=row["subject"], channel=row["channel"])) for row in rows]


def test_no_critical_contact_of_the_corpus_is_taken_for_low_or_no(
    judged: list[tuple[dict[str, Any], Assessment]],
) -> None:
    critical = [(row["id"], given.severity) for row, given in judged if row["severity"] == "critical"]
    assert [identity for identity, severity in critical if severity in ("low", "no")] == []


@pytest.mark.parametrize(
    ("field", "least"),
    [("severity", 0.95), ("category", 0.95), ("is_request", 0.98), ("language", 1.0), ("marker", 1.0)],
)
def test_the_corpus_is_read_as_labelled_almost_everywhere(
    judged: list[tuple[dict[str, Any], Assessment]], field: str, least: float
) -> None:
    right = sum(getattr(given, field) == row[field] for row, given in judged)
    assert right / len(judged) >= least
