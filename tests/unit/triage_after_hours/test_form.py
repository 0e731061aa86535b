"""Reading the fields of the after-hours form out of a mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.profile import load
from triage.after_hours.form import Answers, answers

PROFILE = load("cytrack")
assert PROFILE.after_hours is not None
RULES = PROFILE.after_hours

FORM = """The wallboard is empty.

Priority: Critical
After Hours Support Request: Yes
Internet access: via the office line
"""


def test_every_field_of_the_form_is_read() -> None:
    assert answers(FORM, RULES) == Answers(requested=True, claims=True, fields=["internet_access"])


@pytest.mark.parametrize(
    "line",
    [
        "after hours support request yes",
        "* After  Hours Support Request = YES, please",
        "**After Hours Support Request:** Yes.",
        "After Hours Support Request?\n\nYes",
        "After Hours Support Request | Yes",
        "Demande de soutien hors des heures : oui",
    ],
)
def test_yes_is_read_however_it_is_written(line: str) -> None:
    assert answers(f"Nothing works.\n{line}\nThank you", RULES).requested is True


@pytest.mark.parametrize("line", ["After Hours Support Request: No", "After Hours Support Request: yesterday"])
def test_anything_else_is_no(line: str) -> None:
    assert answers(line, RULES).requested is False


def test_without_the_field_nothing_is_answered() -> None:
    assert answers("Priorities have changed; we need help after hours.", RULES) == Answers()


def test_what_is_said_later_counts_where_it_says_anything() -> None:
    before = Answers(requested=False, claims=True, fields=["internet_access"])
    assert before.then(Answers(requested=True)) == Answers(requested=True, claims=True, fields=["internet_access"])


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    answers(text, RULES)
