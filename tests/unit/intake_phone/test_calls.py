from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dial2.events import type_of
from dial2.events.request import RequestReceived
from intake_phone import calls
from intake_phone.calls import FINAL, Call, moves_forward, number_of
from intake_phone.flow.facts import Admitted, Chose, Fact, Gave, Held, Missed, Released, Spoke

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


def told(call: Call, *facts: Fact) -> list[tuple[str, str]]:
    return [(stream, type_of(payload)) for fact in facts for stream, payload in calls.told(call, fact, "fr")]


def test_the_request_comes_once() -> None:
    assert told(CALL, Chose("2", "support"), Admitted()) == [
        ("call:CA1", "call.choice"),
        ("request:r-1", "request.received"),
    ]
    assert told(replace(CALL, requested=True), Admitted()) == []


def test_the_request_says_what_is_not_known_yet_and_which_ticket_it_continues() -> None:
    [(_, undecided)] = calls.told(CALL, Admitted(undecided=True), None)
    [(_, about)] = calls.told(CALL, Admitted(about=1042), "fr")
    assert isinstance(undecided, RequestReceived)
    assert isinstance(about, RequestReceived)
    assert (undecided.choice, undecided.about) == ("undecided", None)
    assert (about.choice, about.about, about.language) == ("support", 1042, "fr")


def test_a_conversation_already_proven_is_not_told_again() -> None:
    assert told(replace(CALL, connected=True), Spoke("designate")) == []
    assert told(CALL, Missed("busy")) == [("call:CA1", "call.missed")]


def test_hold_and_answers_are_in_the_log() -> None:
    gave = Gave(category="phone", item="extension", text="204")
    assert told(CALL, Held(1042), Released("bridged"), gave) == [
        ("call:CA1", "call.waiting"),
        ("call:CA1", "call.waited"),
        ("call:CA1", "detail.given"),
    ]
