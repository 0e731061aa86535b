import pytest

from dial2.vocabulary import Severity
from tests.unit.triage.samples import read
from triage.assessment import Assessment, Contact, Evidence
from triage.assessment.contradictions import CLOSE, EXPOSURE, MARKER, RISK, RULES, contradictions, needs_person
from triage.assessment.reading import Reading
from triage.assessment.ruling import ruling_of

DOWN = "Nobody at any of our sites can log in since six this morning, and dispatch has a blank page."
TRIFLE = "The logo on my monthly report looks a little blurry. Everything works."


def against(assessment: Assessment) -> dict[str, Evidence]:
    return {item.rule: item for item in assessment.evidence if item.effect == "contradicts"}


def test_an_urgent_marker_on_a_trifle_is_a_contradiction_and_names_the_marker() -> None:
    subject = "Re: Urgent Service Issue - logo"
    found = against(read(TRIFLE, subject=subject))["contradiction.marker"]
    assert (found.words, subject[found.start : found.end]) == ("Urgent Service Issue", found.words)


def test_a_plain_marker_on_an_outage_is_a_contradiction() -> None:
    assert "contradiction.marker" in against(read(DOWN, subject="Service Issue"))


@pytest.mark.parametrize("subject", ["Urgent Service Issue", None, "problem"])
def test_an_outage_with_an_urgent_marker_or_none_contradicts_nothing(subject: str | None) -> None:
    assert "contradiction.marker" not in against(read(DOWN, subject=subject))


def test_mild_words_around_an_outage_are_a_contradiction() -> None:
    found = against(read(f"{DOWN} No rush at all."))["contradiction.tone"]
    assert found.words == "No rush"


def test_strong_words_around_a_trifle_are_a_contradiction() -> None:
    assert "contradiction.tone" in against(read(f"This is a DISASTER. {TRIFLE}"))


def test_a_tone_alone_needs_no_person() -> None:
    assert not read(f"{DOWN} No rush at all.", subject="Urgent Service Issue").needs_person


def evidence(rule: str) -> Evidence:
    return Evidence(rule=rule, words="", start=0, end=0, field="body", effect="contradicts")


@pytest.mark.parametrize("rule", [RISK, CLOSE, EXPOSURE])
def test_what_the_model_holds_possible_needs_a_person_however_sure_the_rest_is(rule: str) -> None:
    assert needs_person([evidence(rule)], "low", {"low": 0.9, "critical": 0.1})


@pytest.mark.parametrize("rule", [MARKER, RULES])
@pytest.mark.parametrize(("sure", "needed"), [(0.59, True), (0.61, False)])
def test_a_marker_or_rules_that_say_otherwise_need_a_person_where_the_content_is_unsure(
    rule: str,
    sure: float,
    needed: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    assert needs_person([evidence(rule)], "low", {"low": sure}) is needed


def test_rules_and_model_far_apart_name_the_words_of_the_rules() -> None:
    reading = Reading(Contact(channel="email", subject=None, text="Nobody can log in."))
    decision = ruling_of(reading).decision
    assert decision.severity == "critical"
    likely: dict[Severity, float] = {"critical": 0.05, "major": 0.05, "low": 0.8, "no": 0.1}
    [found] = contradictions(reading, decision, "low", likely)
    assert (found.rule, found.words) == (RULES, "Nobody can log in")


def test_a_severity_next_to_the_rules_contradicts_nothing() -> None:
    reading = Reading(Contact(channel="email", subject=None, text="Nobody can log in."))
    likely: dict[Severity, float] = {"critical": 0.1, "major": 0.9, "low": 0.0, "no": 0.0}
    assert contradictions(reading, ruling_of(reading).decision, "major", likely) == []


@pytest.mark.parametrize(("major", "close"), [(0.64, True), (0.66, False), (0.16, True), (0.14, False)])
def test_a_chance_of_severe_that_is_neither_small_nor_great_is_told(
    major: float,
    close: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    reading = Reading(Contact(channel="email", subject=None, text="The report is wrong."))
    likely: dict[Severity, float] = {"critical": 0.0, "major": major, "low": 1 - major, "no": 0.0}
    found = contradictions(reading, ruling_of(reading).decision, "major", likely)
    assert (CLOSE in {item.rule for item in found}) is close


def test_low_or_no_is_no_reason_to_look() -> None:
    reading = Reading(Contact(channel="email", subject=None, text="The report is wrong."))
    likely: dict[Severity, float] = {"critical": 0.0, "major": 0.02, "low": 0.5, "no": 0.48}
    assert not needs_person(contradictions(reading, ruling_of(reading).decision, "low", likely), "low", likely)


def test_a_chance_of_a_critical_matter_is_told_where_less_is_given() -> None:
    reading = Reading(Contact(channel="email", subject=None, text="The number is odd."))
    likely: dict[Severity, float] = {"critical": 0.12, "major": 0.2, "low": 0.6, "no": 0.08}
    assert RISK in {item.rule for item in contradictions(reading, ruling_of(reading).decision, "low", likely)}


@pytest.mark.parametrize(("critical", "told"), [(0.22, True), (0.18, False)])
def test_a_chance_of_a_critical_matter_is_told_beside_a_major_one_only_where_it_is_larger(
    critical: float,
    told: bool,  # noqa: FBT001 - pytest gives it by name
) -> None:
    reading = Reading(Contact(channel="email", subject=None, text="The number is odd."))
    likely: dict[Severity, float] = {"critical": critical, "major": 1 - critical, "low": 0.0, "no": 0.0}
    found = contradictions(reading, ruling_of(reading).decision, "major", likely)
    assert (RISK in {item.rule for item in found}) is told
