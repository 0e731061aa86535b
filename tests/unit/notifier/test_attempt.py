from datetime import timedelta
from uuid import UUID

import pytest

from notifier.attempt import Progress, back_off, call_progress, message_progress, reference, search_again


@pytest.mark.parametrize(
    ("status", "answered_by", "progress"),
    [
        ("queued", "", Progress("accepted")),
        ("ringing", "", Progress("accepted")),
        ("in-progress", "", Progress("delivered")),
        ("in-progress", "human", Progress("delivered")),
        ("in-progress", "machine_start", Progress("failed", "machine_start")),
        ("completed", "fax", Progress("failed", "fax")),
        ("completed", "", Progress("failed", "no-key")),
        ("busy", "", Progress("failed", "busy")),
        ("no-answer", "", Progress("failed", "no-answer")),
        ("canceled", "", Progress("failed", "canceled")),
        ("something-new", "", None),
    ],
)
def test_what_a_call_has_come_to(status: str, answered_by: str, progress: Progress | None) -> None:
    assert call_progress(status, answered_by) == progress


@pytest.mark.parametrize(
    ("status", "code", "progress"),
    [
        ("queued", "", Progress("accepted")),
        ("sent", "", Progress("accepted")),
        ("delivered", "", Progress("delivered")),
        ("undelivered", "30003", Progress("failed", "30003")),
        ("failed", "", Progress("failed", "failed")),
        ("something-new", "", None),
    ],
)
def test_what_a_message_has_come_to(status: str, code: str, progress: Progress | None) -> None:
    assert message_progress(status, code) == progress


def test_tries_are_spaced_out_and_never_further_than_half_a_minute() -> None:
    assert [back_off(tries).total_seconds() for tries in (1, 2, 3, 6, 7, 100)] == [1, 2, 5, 30, 30, 30]


def test_the_provider_is_asked_three_times_before_a_request_counts_as_lost() -> None:
    assert [search_again(n) for n in (1, 2, 3)] == [timedelta(seconds=s) for s in (2, 8, 20)]
    assert search_again(4) is None


def test_a_reference_is_short_and_of_its_attempt() -> None:
    one, two = UUID(int=1), UUID(int=1 << 35)
    assert reference(one) == "AAAAAA"
    assert reference(one) != reference(two)
