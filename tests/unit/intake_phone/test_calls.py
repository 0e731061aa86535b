from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2.events import type_of
from intake_phone import calls
from intake_phone.calls import FINAL, Call, moves_forward, number_of
from intake_phone.flow import Chose, Missed, Spoke

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
CALL = Call(sid="CA1", request="r-1", caller="+15145550123", called="+15145550100", client=None, started_at=NOON)


def test_a_number_is_a_callers_number() -> None:
    assert number_of("+15145550123") == "+15145550123"


@pytest.mark.parametrize(
    "withheld",
    [
        "Anonymous",
        "RESTRICTED",
        "",
        "+266696687",
        "+7378742833",
        "+86282452253",
        "sip:desk@example.com",
        "5550123",
    ],
)
def test_a_word_a_spelled_word_or_no_number_is_a_withheld_caller(withheld: str) -> None:
    assert number_of(withheld) is None


def test_a_status_moves_forward_only_and_a_final_one_stays() -> None:
    assert moves_forward("ringing", "in-progress")
    assert not moves_forward("in-progress", "ringing")
    assert not moves_forward("completed", "in-progress")
    assert not moves_forward("completed", "busy")
    assert not moves_forward("ringing", "a word nobody knows")


@given(st.permutations(["queued", "initiated", "ringing", "in-progress", "completed", "completed"]))
def test_callbacks_in_any_order_give_one_end(order: list[str]) -> None:
    status, ends = "queued", 0
    for told in order:
        if moves_forward(status, told):
            status, ends = told, ends + (told in FINAL)
    assert (status, ends) == ("completed", 1)


def test_the_request_comes_with_the_first_choice_and_only_then() -> None:
    first = calls.events_of(CALL, (Chose("2", "support"),), "fr")
    assert [(stream, type_of(payload)) for stream, payload in first] == [
        ("call:CA1", "call.choice"),
        ("request:r-1", "request.received"),
    ]
    requested = Call(
        sid="CA1", request="r-1", caller=None, called="+15145550100", client=None, started_at=NOON, requested=True
    )
    assert [type_of(payload) for _, payload in calls.events_of(requested, (Chose("1", "down"),), None)] == [
        "call.choice"
    ]


def test_a_conversation_already_proven_is_not_told_again() -> None:
    talking = Call(
        sid="CA1", request="r-1", caller=None, called="+15145550100", client=None, started_at=NOON, connected=True
    )
    assert list(calls.events_of(talking, (Spoke("designate"),), None)) == []
    assert [type_of(payload) for _, payload in calls.events_of(CALL, (Missed("busy"),), None)] == ["call.missed"]
