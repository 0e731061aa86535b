"""What the after-hours service does not cover: only where the words leave no doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.profile import load
from triage.after_hours.exclusions import exclusion_in, known

NAMES = ["on_premises_telephony", "pc_hardware"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The PABX has been unreachable: our phone system is down.", "on_premises_telephony"),
        ("TAPI link stopped working at 22:10.", "on_premises_telephony"),
        ("Panne du standard téléphonique depuis 20 h.", "on_premises_telephony"),
        ("The workstation won't boot.", "pc_hardware"),
        ("Nous avons une panne matérielle du disque dur.", "pc_hardware"),
    ],
)
def test_what_failed_is_named(text: str, name: str) -> None:
    found = exclusion_in(text, NAMES)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    "text",
    [
        "The PBX is up but CyTrack is down.",
        "We restarted the PBX and CyTrack still does not work.",
        "CyTrack failed. The telephone system is fine.",
        "No calls reach our agents.",
        "Every PC shows the same error in CyTrack.",
        "Le standard téléphonique fonctionne, mais CyTrack est en panne.",
    ],
)
def test_what_may_be_ours_is_covered(text: str) -> None:
    assert exclusion_in(text, NAMES) is None


def test_only_what_the_profile_names_is_excluded() -> None:
    assert exclusion_in("Our PBX is down.", ["pc_hardware"]) is None


def test_the_bundled_profile_names_exclusions_that_there_are() -> None:
    rules = load("cytrack").after_hours
    assert rules is not None
    assert set(rules.excluded) <= known()


@given(st.text(max_size=2000))
def test_any_text_is_read(text: str) -> None:
    exclusion_in(text, NAMES)
