"""What is a request for the after-hours service, and what waits for the next opening."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.profile import load
from dial2.vocabulary import SEVERITIES, Severity
from triage.after_hours.charge import voucher_minutes
from triage.after_hours.form import Answers
from triage.after_hours.ruling import Case, Verdict, rule

PROFILE = load("cytrack")
assert PROFILE.after_hours is not None
RULES = PROFILE.after_hours
CASE = Case(severity="critical", answers=Answers(requested=True), entitled=True)


def ruled(case: Case) -> Verdict:
    return rule(case, RULES)


def test_critical_asked_for_and_bought_is_registered() -> None:
    assert ruled(CASE) == Verdict("registered", "asked for, and the client has the service")


@pytest.mark.parametrize("severity", ["major", "low", "no"])
def test_anything_less_than_critical_waits(severity: Severity) -> None:
    verdict = ruled(replace(CASE, severity=severity))
    assert verdict.ruling == "waits"
    assert verdict.why == f"the severity is {severity}, and the service is for critical only"


@pytest.mark.parametrize("answer", [None, False])
def test_what_does_not_say_yes_to_the_service_waits(*, answer: bool | None) -> None:
    assert ruled(replace(CASE, answers=Answers(requested=answer))).ruling == "waits"


def test_a_client_without_the_service_waits() -> None:
    assert ruled(replace(CASE, entitled=False)) == Verdict("waits", "the client has no after-hours service")


def test_whoever_nobody_knows_is_a_person_s_to_decide() -> None:
    assert ruled(replace(CASE, entitled=None)) == Verdict(
        "registered", "nobody knows the client: a person decides"
    )


def test_a_form_that_claims_critical_over_mild_words_is_a_person_s_to_decide() -> None:
    verdict = ruled(replace(CASE, severity="low", answers=Answers(requested=True, claims=True)))
    assert verdict == Verdict("registered", "the form claims more than the words, low: a person decides")


def test_what_the_service_does_not_cover_is_excluded() -> None:
    assert ruled(replace(CASE, excluded="PBX is down")) == Verdict(
        "excluded", "not covered by the service: 'PBX is down'"
    )


def test_an_answer_to_the_restart_document_reaches_a_person() -> None:
    assert ruled(replace(CASE, excluded="PBX is down", answered=True)).ruling == "registered"


def test_what_a_client_has_no_service_for_is_not_sent_the_restart_document() -> None:
    assert ruled(replace(CASE, excluded="PBX is down", entitled=False)).ruling == "waits"


def test_staff_registers_whatever_it_likes() -> None:
    assert ruled(replace(CASE, severity="no", answers=Answers(), entitled=False, registered_by="lead")) == Verdict(
        "registered", "lead registered it"
    )


KNOWN_OR_NOT = st.sampled_from([True, False, None])
CASES = st.builds(
    Case,
    severity=st.sampled_from(SEVERITIES),
    answers=st.builds(Answers, requested=KNOWN_OR_NOT, claims=KNOWN_OR_NOT),
    entitled=KNOWN_OR_NOT,
    excluded=st.sampled_from(["the PBX died", None]),
    answered=st.booleans(),
)


@given(CASES)
def test_the_service_is_for_what_is_critical_asked_for_bought_and_covered(case: Case) -> None:
    doubtful = case.answers.claims or case.entitled is None or case.answered
    contract = case.severity == "critical" and case.answers.requested and case.entitled and not case.excluded
    ruling = rule(case, RULES).ruling
    if contract:
        assert ruling == "registered"
    elif not doubtful:
        assert ruling in {"waits", "excluded"}


@pytest.mark.parametrize(("worked", "charged"), [(1, 120), (20, 120), (60, 120), (61, 122), (90, 180)])
def test_work_costs_double_time_and_at_least_an_hour(worked: int, charged: int) -> None:
    """By the contract: 20 minutes cost 2 voucher hours, 90 minutes cost 3."""
    assert voucher_minutes(worked, RULES) == charged
