import pytest

from dial2.marker import marker_of
from dial2.profile.model import Markers

MARKERS = Markers(urgent=["Urgent Service Issue"], normal=["Service Issue"])


@pytest.mark.parametrize(
    "subject",
    [
        "Urgent Service Issue",
        "RE: URGENT SERVICE ISSUE [#48213]",
        "Fwd: urgent  service\r\n issue - map",
        "Urgent\u00a0Service Issue",
        "Service Issue, or rather Urgent Service Issue",
    ],
)
def test_the_urgent_phrase_anywhere_in_a_subject_is_urgent(subject: str) -> None:
    assert marker_of(subject, MARKERS) == "urgent"


@pytest.mark.parametrize(
    "subject",
    [
        "Service Issue",
        "URGENT: Service Issue",
        "Non-urgent service issue",
        "Not a service issue :-)",
        "service issue? adding licences",
    ],
)
def test_the_normal_phrase_without_the_urgent_one_is_normal(subject: str) -> None:
    assert marker_of(subject, MARKERS) == "normal"


@pytest.mark.parametrize(
    "subject", [None, "", "Problème urgent", "Urgent service", "service - issue", "microservice issue"]
)
def test_other_subjects_are_unmarked(subject: str | None) -> None:
    assert marker_of(subject, MARKERS) is None


def test_a_profile_brings_its_own_words() -> None:
    markers = Markers(urgent=["Panne majeure"], normal=["Demande"])
    assert marker_of("TR: PANNE  MAJEURE au site", markers) == "urgent"
    assert marker_of("Urgent Service Issue", markers) is None
