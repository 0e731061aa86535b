"""The table of failures, row by row, as the provider's documentation has them."""

from datetime import timedelta

import pytest

from notifier.attempt import call_progress, message_progress
from notifier.failures import MEANINGS, NOT_TAKEN, meaning

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("code", ["21610", "21614", "30006", "21211", "21214", "21217"])
def test_what_stays_so_is_held_against_the_contact(code: str) -> None:
    assert meaning(code).lost
    assert not meaning(code).again


@pytest.mark.parametrize("code", ["30034", "30032", "21215", "21408", "21210", "21606", "21205", "20003", "30002"])
def test_what_is_ours_is_never_held_against_the_person(code: str) -> None:
    assert meaning(code).setup
    assert not meaning(code).lost


def test_a_handset_that_is_off_is_tried_again_later_and_again() -> None:
    assert meaning("30003").again == (2 * MINUTE, 10 * MINUTE)


@pytest.mark.parametrize("code", ["30008", "30410", "30001"])
def test_a_carrier_that_says_nothing_is_tried_once_more(code: str) -> None:
    assert meaning(code).again == (timedelta(seconds=15),)


@pytest.mark.parametrize(
    "code",
    ["no-answer", "busy", "failed", "canceled", "no-key", "machine_start", "fax", "undelivered", "30007", "30036"],
)
def test_what_is_of_the_moment_only_goes_on(code: str) -> None:
    known = MEANINGS[code]
    assert (known.lost, known.setup, known.again) == (False, False, ())


def test_a_code_that_nobody_knows_only_goes_on_and_is_told() -> None:
    unknown = meaning("39999")
    assert (unknown.lost, unknown.setup, unknown.again) == (False, False, ())
    assert unknown.told("en") == "the provider says 39999"
    assert unknown.told("fr") == "le fournisseur dit 39999"


def test_every_meaning_is_told_in_both_languages() -> None:
    assert all(known.en and known.fr and known.en != known.fr for known in MEANINGS.values())


def test_whoever_was_too_busy_to_take_it_is_asked_again() -> None:
    assert {"20429", "21611"} == NOT_TAKEN
    assert not any(meaning(code).lost or meaning(code).setup for code in NOT_TAKEN)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled"])
def test_every_end_of_a_call_is_in_the_table(status: str) -> None:
    progress = call_progress(status)
    assert progress is not None
    assert progress.code in MEANINGS


def test_a_completed_call_without_a_key_is_in_the_table() -> None:
    progress = call_progress("completed")
    assert progress is not None
    assert progress.code in MEANINGS


@pytest.mark.parametrize("machine", ["machine_start", "machine_end_beep", "machine_end_silence", "fax"])
def test_every_kind_of_machine_is_in_the_table(machine: str) -> None:
    progress = call_progress("in-progress", machine)
    assert progress is not None
    assert progress.code in MEANINGS


def test_a_text_without_a_code_of_its_carrier_is_in_the_table() -> None:
    progress = message_progress("undelivered")
    assert progress is not None
    assert progress.code in MEANINGS
