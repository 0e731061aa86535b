from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from dial2.duration import Duration
from dial2.profile import Profile, ProfileError, calendars, load
from dial2.vocabulary import CLOCKS, SEVERITIES, Category, ClockName, Severity

TRACKTIK = files("dial2.profile").joinpath("profiles/tracktik.toml")


@pytest.mark.parametrize("name", ["tracktik", "cytrack"])
def test_a_bundled_profile_loads_by_its_name(name: str) -> None:
    profile = load(name)
    assert profile.name == name
    assert tuple(profile.severities) == SEVERITIES
    assert set(calendars(profile)) == {"always", "support"}


@pytest.mark.parametrize(
    ("severity", "clock", "within", "calendar"),
    [
        ("critical", "call_back", "60 minutes", "always"),
        ("critical", "resolution", "8 hours", "support"),
        ("critical", "update", "90 minutes", "always"),
        ("major", "call_back", "4 hours", "always"),
        ("major", "resolution", "24 hours", "support"),
        ("major", "update", "4 hours", "always"),
        ("low", "call_back", "2 business days", "support"),
        ("low", "resolution", "7 business days", "support"),
        ("low", "update", "24 hours", "support"),
        ("no", "call_back", "2 business days", "support"),
        ("no", "resolution", "14 business days", "support"),
        ("no", "update", "7 business days", "support"),
    ],
)
def test_tracktik_has_the_contracts_clocks(
    severity: Severity, clock: ClockName, within: str, calendar: str
) -> None:
    target = load("tracktik").severities[severity].clock(clock)
    assert (str(target.within), target.calendar) == (within, calendar)


def test_only_no_impact_resolution_has_a_latest() -> None:
    rules = load("tracktik").severities
    latest = {(s, c): rules[s].clock(c).latest for s in SEVERITIES for c in CLOCKS if rules[s].clock(c).latest}
    assert latest == {("no", "resolution"): Duration.parse("28 business days")}


def test_tracktik_keeps_the_contracts_words() -> None:
    profile = load("tracktik")
    assert profile.markers.urgent[0] == "Urgent Service Issue"
    assert profile.markers.normal[0] == "Service Issue"
    assert profile.phone.support == "2"
    assert profile.paging.severities == ["critical", "major"]
    assert profile.lifecycle.pause_while_waiting == []
    assert profile.availability is not None
    assert profile.availability.target == 0.995
    assert profile.after_hours is None


def test_cytrack_charges_double_with_a_minimum_of_an_hour() -> None:
    after_hours = load("cytrack").after_hours
    assert after_hours is not None
    assert (after_hours.rate, str(after_hours.minimum)) == (2.0, "1 hour")
    assert after_hours.severities == ["critical"]
    assert after_hours.must_be_requested


def test_cytrack_asks_for_five_or_six_items_by_kind() -> None:
    checklists = load("cytrack").checklists
    assert set(checklists) == set(get_args(Category))
    assert [item.name for item in checklists["phone"]] == [
        "steps_tried", "agent", "extension", "when", "description", "recent_changes",
    ]  # fmt: skip
    assert [item.name for item in checklists["dashboard"]] == [
        "steps_tried", "missing_or_error", "when", "description", "recent_changes",
    ]  # fmt: skip
    assert [item.name for item in checklists["other"]] == [
        "steps_tried", "who_affected", "when", "description", "recent_changes",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["tracktik", "cytrack"])
def test_a_profile_says_what_it_assumes(name: str) -> None:
    assert load(name).assumptions


def test_an_unknown_name_is_answered_with_the_bundled_ones() -> None:
    with pytest.raises(ProfileError, match=r"name one of cytrack, tracktik, or give the path of a \.toml file"):
        load("acme")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ProfileError, match=r"nowhere\.toml cannot be used:\n  the file cannot be read"):
        load("nowhere.toml")


def test_a_copy_of_a_profile_under_another_path_is_the_same_profile(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_bytes(TRACKTIK.read_bytes())
    loaded: Profile = load(str(path))
    assert loaded == load("tracktik")
