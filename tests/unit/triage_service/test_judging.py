"""What an assessment becomes in the log."""

from pathlib import Path

import msgspec
import pytest

from dial2 import roster
from dial2.calendar import always
from dial2.profile import load
from dial2.roster.live import LiveRoster
from tests.rosters import ONE_PERSON
from triage.assessment import Contact, Evidence, assess
from triage.judging import Judge
from triage.registration import Registration

PROFILE = load("tracktik")
TRIFLE = "The logo on my monthly report looks a little blurry. Everything works."
AGAINST = Evidence(
    rule="contradiction.risk",
    words="critical with a probability of 12%",
    start=0,
    end=0,
    field="body",
    effect="contradicts",
)


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    (tmp_path / "roster.toml").write_text(ONE_PERSON)
    everybody = LiveRoster(roster.load(tmp_path / "roster.toml"))
    return Judge(PROFILE, Registration(profile=PROFILE, calendar=always(), roster=everybody))


def test_what_contradicts_an_assessment_is_told_and_asks_for_a_person(judge: Judge) -> None:
    read = assess(Contact(channel="email", subject=None, text=TRIFLE), profile=PROFILE)
    doubtful = msgspec.structs.replace(read, evidence=[AGAINST], needs_person=True)
    assigned = judge.assigned(1, doubtful.severity, None, doubtful.rule, None, doubtful)
    assert assigned.needs_person
    assert [(found.rule, found.effect) for found in assigned.evidence] == [("contradiction.risk", "contradicts")]
