"""Who comes first while mails pour in: their senders; but no reader waits for long."""

from hypothesis import given
from hypothesis import strategies as st

from intake_email.rush import Rush


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_single_mail_is_read_at_once() -> None:
    rush = Rush(Clock())
    rush.accepted(1)
    assert rush.wait_seconds() == 0


def test_a_few_mails_at_once_are_read_at_once() -> None:
    rush = Rush(Clock())
    rush.accepted(20)
    assert rush.wait_seconds() == 0


def test_a_steady_stream_that_tickets_keep_up_with_is_read_as_it_comes() -> None:
    clock = Clock()
    rush = Rush(clock)
    for _ in range(1000):
        clock.seconds += 0.0125  # 80 a second
        rush.accepted(1)
        assert rush.wait_seconds() == 0


def test_in_a_rush_the_reader_waits_a_quarter_of_a_second_after_each_time() -> None:
    clock = Clock()
    rush = Rush(clock)
    rush.accepted(1)
    assert rush.wait_seconds() == 0
    rush.accepted(500)
    assert rush.wait_seconds() == 0.2  # 40 mails count at most, 20 of them at 100 a second
    clock.seconds += 0.1
    rush.accepted(500)
    assert round(rush.wait_seconds(), 6) == 0.15
    clock.seconds += 0.15
    rush.accepted(500)
    assert rush.wait_seconds() == 0


def test_when_the_rush_is_over_reading_goes_on_within_a_fifth_of_a_second() -> None:
    clock = Clock()
    rush = Rush(clock)
    assert rush.wait_seconds() == 0
    rush.accepted(10_000)
    clock.seconds += 0.2
    assert rush.wait_seconds() == 0


@given(st.lists(st.tuples(st.floats(0.001, 0.1), st.integers(0, 100)), min_size=10, max_size=200))
def test_however_mails_come_no_reader_waits_longer_than_a_quarter_of_a_second(
    arrivals: list[tuple[float, int]],
) -> None:
    clock = Clock()
    rush = Rush(clock)
    read_at = clock.seconds
    for seconds, mails in arrivals:
        clock.seconds += seconds
        rush.accepted(mails)
        wait = rush.wait_seconds()
        assert wait <= 0.25
        if wait:
            assert clock.seconds + wait <= read_at + 0.25 + 1e-6
        else:
            read_at = clock.seconds
