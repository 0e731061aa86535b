"""How much one peer, and all of them together, may ask for at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_email.smtp.admission import Admission, Limits, peer_of

LIMITS = Limits(connections=3, connections_per_peer=2, mails_per_minute=2)


def code(admission: Admission, peer: str) -> int | None:
    refusal = admission.connect(peer)
    return refusal.code if refusal else None


def test_one_peer_may_not_take_every_connection() -> None:
    admission = Admission(LIMITS)
    assert [code(admission, "192.0.2.1") for _ in range(3)] == [None, None, 421]
    assert code(admission, "192.0.2.2") is None


def test_all_peers_together_have_a_limit() -> None:
    admission = Admission(LIMITS)
    assert [code(admission, f"192.0.2.{n}") for n in range(4)] == [None, None, None, 421]


def test_a_connection_that_ended_makes_room() -> None:
    admission = Admission(LIMITS)
    assert [code(admission, "192.0.2.1") for _ in range(3)] == [None, None, 421]
    admission.disconnect("192.0.2.1")
    assert code(admission, "192.0.2.1") is None


def test_a_peer_over_its_rate_waits_and_others_do_not() -> None:
    admission = Admission(LIMITS)
    assert admission.mail("192.0.2.1", 0.0) is None
    assert admission.mail("192.0.2.1", 0.0) is None
    refusal = admission.mail("192.0.2.1", 1.0)
    assert refusal is not None
    assert refusal.encode() == b"450 4.7.1 More than 2 mails a minute from you; please try again later\r\n"
    assert admission.mail("192.0.2.2", 1.0) is None
    assert admission.mail("192.0.2.1", 30.0) is None  # half a minute: one of two is free again


@given(st.lists(st.floats(0, 600), max_size=60))
def test_no_minute_lets_more_than_two_minutes_worth_through(times: list[float]) -> None:
    admission = Admission(Limits(connections=1, connections_per_peer=1, mails_per_minute=5))
    let_in = [at for at in sorted(times) if admission.mail("192.0.2.1", at) is None]
    assert all(sum(start <= at <= start + 60 for at in let_in) <= 10 for start in let_in)


def test_without_a_rate_every_mail_is_let_in() -> None:
    admission = Admission(Limits(connections=1, connections_per_peer=1, mails_per_minute=None))
    assert all(admission.mail("192.0.2.1", 0.0) is None for _ in range(1_000))


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_whom_an_address_counts_for(address: str, peer: str) -> None:
    assert peer_of(address) == peer
