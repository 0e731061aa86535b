"""Out of hours: the question, the service that was bought, and the hold."""

import pytest
from msgspec.structs import replace

from intake_phone.flow import course, hold
from intake_phone.flow.deeds import LeftQueue, Pressed, Recorded
from intake_phone.flow.facts import Admitted, Chose, Held, Missed, Released, Spoke
from intake_phone.flow.hold import Progress
from intake_phone.flow.state import Assurance
from intake_phone.flow.steps import Ask, AskOnHold, GoOnHolding, HangUp, Hold, LeaveQueue, TakeMessage, line
from tests.unit.intake_phone.calling import CLOSED, names, played

SUPPORT, DOWN, STAR = Pressed("2"), Pressed("1"), Pressed("*")
TOO_LONG = LeftQueue(bridged=False, accepted_by=None, result="leave")
TALKED = LeftQueue(bridged=True, accepted_by="designate", result="bridged")


def test_a_system_that_is_down_puts_the_caller_on_hold() -> None:
    step = played(CLOSED, SUPPORT, DOWN)
    assert (names(step), step.then) == (["holding"], Hold())
    assert step.facts == (Chose("1", "down"), Held(None))


@pytest.mark.parametrize("key", ["2", "5", "#", "", "?"])
def test_any_other_answer_leads_to_the_recorder_and_the_next_opening(key: str) -> None:
    step = played(CLOSED, SUPPORT, Pressed(key))
    assert (step.then, step.facts) == (TakeMessage(), (Chose(key, "message"),))
    assert names(course.proceed(step.state, Recorded(), CLOSED)) == ["goodbye_opening", "goodbye"]


def test_a_star_repeats_the_question() -> None:
    assert played(CLOSED, SUPPORT, STAR).then == Ask("closed")


@pytest.mark.parametrize(
    ("assurance", "says", "facts"),
    [
        ("entitled", ["holding"], (Chose("1", "down", "requested"), Held(None))),
        ("on-request", ["after_hours"], ()),
        ("not-entitled", ["not_entitled", "leave_message"], (Chose("1", "message", "not-entitled"),)),
    ],
)
def test_where_the_service_is_bought_the_client_is_checked(
    assurance: Assurance, says: list[str], facts: tuple[object, ...]
) -> None:
    step = played(replace(CLOSED, assurance=assurance), SUPPORT, DOWN)
    assert (names(step), step.facts) == (says, facts)


def test_what_is_charged_has_to_be_asked_for() -> None:
    on_request = replace(CLOSED, assurance="on-request")
    wanted = played(on_request, SUPPORT, DOWN, Pressed("1"))
    declined = played(on_request, SUPPORT, DOWN, Pressed(""))
    assert (wanted.then, wanted.facts) == (Hold(), (Chose("1", "down", "requested"), Held(None)))
    assert (names(declined), declined.facts) == (
        ["at_opening", "leave_message"],
        (Chose("", "message", "declined"),),
    )
    assert played(on_request, SUPPORT, DOWN, STAR).then == Ask("yes")


def test_the_hold_names_the_ticket_that_the_caller_chose() -> None:
    about = replace(CLOSED, tickets=(1042,))
    assert played(about, SUPPORT, Pressed("1"), DOWN).facts[-1] == Held(1042)


def test_a_star_on_hold_offers_other_ways_without_losing_the_place() -> None:
    step = played(CLOSED, SUPPORT, DOWN, STAR)
    assert (names(step), step.then, step.facts) == (["hold_choices"], AskOnHold(), ())


@pytest.mark.parametrize("key", ["", "3", "*", "#", "0"])
def test_who_chooses_neither_goes_on_holding(key: str) -> None:
    step = played(CLOSED, SUPPORT, DOWN, STAR, Pressed(key))
    assert (step.then, step.state.choosing) == (GoOnHolding(), False)


@pytest.mark.parametrize("key", ["1", "2", "5", ""])
def test_before_the_star_no_key_does_anything(key: str) -> None:
    assert played(CLOSED, SUPPORT, DOWN, Pressed(key)).then == GoOnHolding()


def test_from_hold_to_the_recorder() -> None:
    step = played(CLOSED, SUPPORT, DOWN, STAR, Pressed("1"))
    assert (step.then, step.facts) == (LeaveQueue(), (Chose("1", "message"), Released("message")))
    out = course.resume(step.state, CLOSED)
    assert (names(out), out.then) == (["leave_message"], TakeMessage())
    assert names(course.proceed(out.state, Recorded(), CLOSED)) == ["goodbye_paged", "goodbye"]


def test_from_hold_to_being_called_back() -> None:
    step = played(CLOSED, SUPPORT, DOWN, STAR, Pressed("2"))
    assert (step.then, step.facts) == (LeaveQueue(), (Chose("2", "callback"), Released("callback")))
    out = course.resume(step.state, CLOSED)
    assert (names(out), out.then) == (["goodbye_call_back", "goodbye"], HangUp())


def test_a_withheld_caller_who_wants_to_be_called_back_leaves_a_number() -> None:
    withheld = replace(CLOSED, withheld=True)
    step = played(withheld, SUPPORT, DOWN, STAR, Pressed("2"))
    out = course.resume(step.state, withheld)
    assert (names(out), out.then) == (["leave_message", "say_number"], TakeMessage())


def test_whoever_accepts_is_whom_the_caller_has_spoken_with() -> None:
    step = played(CLOSED, SUPPORT, DOWN, TALKED)
    assert (step.then, step.facts) == (HangUp(), (Released("bridged"), Spoke("designate")))
    joined = replace(played(CLOSED, SUPPORT, DOWN).state, joined=True)
    assert course.proceed(joined, TALKED, CLOSED).facts == (Spoke("designate"),)


def test_a_wait_that_is_too_long_ends_at_the_recorder() -> None:
    step = played(CLOSED, SUPPORT, DOWN, TOO_LONG)
    assert (names(step), step.then) == (["nobody", "leave_message"], TakeMessage())
    assert step.facts == (Missed("nobody-accepted"), Released("leave"))


def test_a_wait_that_ends_after_an_acknowledgement_says_so() -> None:
    step = played(replace(CLOSED, acknowledged=True), SUPPORT, DOWN, TOO_LONG)
    assert names(step) == ["hold_over_accepted", "leave_message"]


def test_a_caller_who_hangs_up_on_hold_is_missed() -> None:
    step = played(CLOSED, SUPPORT, DOWN, LeftQueue(bridged=False, accepted_by=None, result="hangup"))
    assert step.facts == (Missed("caller-hung-up"), Released("caller-hung-up"))


@pytest.mark.parametrize(
    ("progress", "says"),
    [
        (Progress(position=1, minutes=0), ["hold_begins", "hold_first", "hold_way_out"]),
        (Progress(position=1, minutes=0, tried=1), ["hold_paging", "hold_first", "hold_way_out"]),
        (
            Progress(position=2, minutes=3, tried=3, level=2),
            ["hold_tried", "hold_position", "hold_minutes", "hold_way_out"],
        ),
        (
            Progress(position=1, minutes=9, tried=4, level=3, exhausted=True),
            ["hold_exhausted", "hold_first", "hold_minutes", "hold_way_out"],
        ),
        (Progress(position=1, minutes=1, tried=2, acknowledged=True), ["hold_accepted"]),
    ],
)
def test_the_caller_on_hold_is_told_what_is_known(progress: Progress, says: list[str]) -> None:
    assert [each.name for each in hold.update(progress)] == says


def test_the_update_counts_those_who_did_not_answer() -> None:
    told = hold.update(Progress(position=4, minutes=2, tried=3, level=2))
    assert told[:3] == (
        line("hold_tried", tried=2, level=2),
        line("hold_position", position=4),
        line("hold_minutes", minutes=2),
    )


def test_hanging_up_at_the_question_leaves_it_open() -> None:
    assert course.hung_up(played(CLOSED, SUPPORT).state) == (Chose("", "hung-up"),)
    assert course.hung_up(played(CLOSED).state) == ()


def test_hanging_up_before_the_client_is_known_is_a_request_all_the_same() -> None:
    asked = played(replace(CLOSED, asks_pin=True), SUPPORT)
    assert course.hung_up(asked.state) == (Admitted(),)
