"""What must not change an assessment, whatever the text."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from dial2.vocabulary import SEVERITIES
from tests.unit.triage.samples import read

ONE = [
    "My colleague at gate 4 cannot print his schedule since Monday.",
    "The map takes half a minute to open for me, the others are fine.",
    "Un de nos agents ne voit plus ses quarts depuis hier, les autres les voient.",
    "How do I add a second phone number to a profile?",
]
MANY = [
    "Nobody at any of our sites can log in since six this morning, dispatch is blind.",
    "Since the update none of our nine supervisors can approve timesheets and payroll closes tomorrow at noon.",
    "Depuis 7 h, aucun de nos répartiteurs n'arrive à ouvrir la plateforme et les agents ne peuvent pas pointer.",
    "All 40 agents lost their softphones at 9:10 and callers hear a busy tone.",
]
SIGNATURES = [
    "\n\nRegards,\nThe control room\nCritical Response Security Ltd.\n24/7 emergency hotline 555-0100",
    "\n\n--\nOperations\nThis e-mail is confidential. If it is not yours, delete it: it may cause critical harm.",
    "\n\nCordialement,\nLa répartition\nUrgence 24 h : 450 555-0101",
]
QUOTES = [
    "\n\nOn Tue, 08:12, Control room wrote:\n> COMPLETE OUTAGE. Nobody can log in at any site. CRITICAL!!!",
    "\n\n-----Original Message-----\nFrom: duty officer\nSubject: all down\nEvery site is down, call me now.",
]

texts = st.sampled_from(ONE + MANY)


@settings(deadline=None)
@given(texts, st.sampled_from(SIGNATURES + QUOTES))
def test_a_signature_or_a_quoted_mail_below_changes_nothing(text: str, below: str) -> None:
    alone, with_it = read(text), read(text + below)
    assert (with_it.severity, with_it.category, with_it.missing) == (alone.severity, alone.category, alone.missing)


@settings(deadline=None)
@given(texts, st.sampled_from([str.upper, str.lower, str.title]))
def test_capitals_change_nothing(text: str, change: Callable[[str], str]) -> None:
    changed = change(text)
    assert (read(changed).severity, read(changed).missing) == (read(text).severity, read(text).missing)


@settings(deadline=None)
@given(texts, st.sampled_from(["  ", "\t", "\u00a0", " \t "]))
def test_the_kind_and_amount_of_space_change_nothing(text: str, space: str) -> None:
    assert read(text.replace(" ", space)).severity == read(text).severity


@settings(deadline=None)
@given(
    st.sampled_from(["the platform is down", "all calls drop", "nobody can log in", "the whole system is frozen"]),
    st.sampled_from(ONE),
)
def test_saying_that_something_is_not_so_raises_no_severity(outage: str, text: str) -> None:
    told, denied = read(f"{outage}. {text}"), read(f"It is not true that {outage}. {text}")
    assert SEVERITIES.index(denied.severity) >= SEVERITIES.index(told.severity)


@settings(deadline=None)
@given(texts)
def test_the_subject_marker_decides_nothing(text: str) -> None:
    marked = [read(text, subject=subject).severity for subject in ("Service Issue", "Urgent Service Issue")]
    assert len(set(marked)) == 1


def test_a_text_of_a_megabyte_is_read_to_its_end() -> None:
    filler = "The lobby kiosk prints the visitor's badge twice and we throw one away. " * 14_000
    assert len(filler) > 1_000_000
    assert read(filler).severity in SEVERITIES
