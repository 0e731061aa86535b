from itertools import pairwise

import pytest

from tests.unit.triage.samples import read
from triage.assessment import Contact
from triage.assessment.features import Features
from triage.assessment.matcher import Mention
from triage.assessment.model import Block, Model, Weights, trained
from triage.assessment.opinion import least_costly
from triage.assessment.reading import Reading

LONG = (
    "Hello from the control room. At 06:10 this morning none of our officers could sign in to the app, "
    "and the dispatch board is blank on every console. We restarted two phones and tried another network."
)


def small() -> Model:
    """Three hundredths per step: "down" speaks for critical and against low; the finding, for low."""
    runs = Block({"word": ["down", "the"], "pair": ["log in"]}, [0.03, 0.03], bytes([100, 256 - 100, 1, 1, 0, 50]))
    findings = Block({"finding": ["one"]}, [1.0, 1.0], bytes([0, 4]))
    labels = ["severity.critical", "severity.low"]
    return Model(Weights(labels=labels, bias=[0.5, -0.5], blocks={"runs": runs, "findings": findings}))


def seen(*words: str, findings: frozenset[str] = frozenset()) -> Features:
    pairs = set(pairwise(words))
    return Features(list(words), {"word": set(words), "pair": pairs}, {}, findings)


def test_a_score_is_the_bias_and_what_each_known_feature_adds() -> None:
    scores = small().scores(seen("down", "unheard", findings=frozenset({"one"})))
    assert scores["severity.critical"] == pytest.approx(0.5 + 3 / 200**0.5)
    assert scores["severity.low"] == pytest.approx(-0.5 - 3 / 200**0.5 + 4)


def test_a_run_of_words_weighs_as_one() -> None:
    scores = small().scores(seen("log", "in"))
    assert scores == {"severity.critical": 0.5, "severity.low": pytest.approx(-0.5 + 1.5 / 200**0.5)}


def test_a_word_said_twice_weighs_once() -> None:
    assert small().scores(seen("down", "down")) == small().scores(seen("down"))


def test_nothing_known_leaves_the_bias() -> None:
    assert small().scores(seen()) == {"severity.critical": 0.5, "severity.low": -0.5}


def test_the_telling_words_are_those_that_speak_for_the_label_against_the_other() -> None:
    assert small().telling(seen("the", "down"), "severity.critical", small().labels, 3) == [("down",)]


def test_a_small_chance_of_critical_outweighs_a_likelier_low() -> None:
    assert least_costly({"critical": 0.3, "major": 0.05, "low": 0.6, "no": 0.05}) in ("critical", "major")
    assert least_costly({"critical": 0.01, "major": 0.04, "low": 0.9, "no": 0.05}) == "low"


def test_an_assessment_tells_how_likely_each_severity_was_and_by_which_words() -> None:
    assessment = read(LONG, subject="Service Issue")
    assert assessment.severity == "critical"
    assert sum(assessment.probabilities.values()) == pytest.approx(1, abs=0.01)
    telling = [item for item in assessment.evidence if item.rule == "model.severity"]
    assert telling
    assert all(LONG[item.start : item.end] == item.words for item in telling if item.field == "body")


def test_the_committed_weights_know_every_label_that_is_asked_of_them() -> None:
    assert {"request", "severity.critical", "category.phone", "missing.who_affected"} <= set(trained().labels)


def test_a_short_cover_note_is_read_with_what_it_passes_on() -> None:
    text = "Any idea?\n\n---------- Forwarded message ----------\nNobody at any of our sites can log in since six."
    assert read(text, subject="Fwd: question").severity == "critical"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (1, 3, ("subject", "down", 7, 11)),
        (2, 3, ("body", "All", 0, 3)),  # from the stop that nobody wrote after the subject
        (3, 4, ("body", "All of", 0, 6)),
    ],
)
def test_words_that_run_from_the_subject_into_the_text_are_told_where_they_begin(
    first: int, last: int, told: tuple[str, str, int, int]
) -> None:
    reading = Reading(Contact(channel="email", subject="Phones down", text="All of them."))
    found = reading.evidence(Mention("model", first, last), "decides")
    assert (found.field, found.words, found.start, found.end) == told
