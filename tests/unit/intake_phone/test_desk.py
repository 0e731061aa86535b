"""In support hours: telephones ring, and only who accepts is a person."""

from msgspec.structs import replace

from intake_phone.flow import course
from intake_phone.flow.deeds import Pressed, Rang, Recorded
from intake_phone.flow.desk import groups_in_turn, groups_together
from intake_phone.flow.facts import Missed, Spoke
from intake_phone.flow.steps import HangUp, Ring, TakeMessage
from tests.unit.intake_phone.calling import OPEN, names, played

SUPPORT = Pressed("2")
NOBODY = Rang(bridged=False, accepted_by=None, status="no-answer")
MACHINE = Rang(bridged=True, accepted_by=None, status="completed")
PERSON = Rang(bridged=True, accepted_by="designate", status="completed")


def test_the_desks_groups_are_rung_one_after_another() -> None:
    groups = replace(OPEN, desk=(("dispatcher",), ("analyst", "engineer")))
    first = played(groups, SUPPORT)
    second = course.proceed(first.state, NOBODY, groups)
    assert (first.then, second.then) == (Ring(("dispatcher",)), Ring(("analyst", "engineer")))
    assert (names(second), second.facts) == (["trying_next"], (Missed("no-answer"),))
    assert course.proceed(second.state, NOBODY, groups).then == TakeMessage()


def test_a_voicemail_box_that_answers_is_nobody_and_each_is_then_tried_alone() -> None:
    first = played(OPEN, SUPPORT, MACHINE)
    assert (first.then, first.facts) == (Ring(("dispatcher",)), (Missed("not-accepted"),))
    second = course.proceed(first.state, MACHINE, OPEN)
    assert (second.then, second.facts) == (Ring(("analyst",)), (Missed("not-accepted"),))
    assert course.proceed(second.state, NOBODY, OPEN).then == TakeMessage()


def test_a_person_who_accepted_has_spoken_with_the_caller() -> None:
    step = played(OPEN, SUPPORT, PERSON)
    assert (step.then, step.facts) == (HangUp(), (Spoke("designate"),))


def test_a_desk_without_telephones_leads_to_the_recorder() -> None:
    step = played(replace(OPEN, desk=()), SUPPORT)
    assert (names(step), step.then) == (["nobody", "leave_message"], TakeMessage())


def test_a_withheld_caller_is_asked_for_a_number() -> None:
    step = played(replace(OPEN, desk=(), withheld=True), SUPPORT)
    assert names(step) == ["nobody", "leave_message", "say_number"]


def test_the_goodbye_after_a_message_promises_a_call() -> None:
    step = played(OPEN, SUPPORT, NOBODY, Recorded())
    assert (names(step), step.then) == (["goodbye_call_back", "goodbye"], HangUp())


def test_a_known_ticket_is_named_at_the_end() -> None:
    step = played(replace(OPEN, desk=(), ticket=True), SUPPORT, Recorded())
    assert names(step) == ["goodbye_call_back", "reference", "goodbye"]


def test_a_deed_that_does_not_fit_gets_the_same_prompt_again() -> None:
    step = played(OPEN, SUPPORT, Pressed("5"))
    assert (step.then, step.facts) == (Ring(("dispatcher", "analyst")), ())


def test_a_dial_rings_ten_telephones_at_most() -> None:
    people = [f"analyst {n}" for n in range(12)]
    assert [len(group) for group in groups_together(people)] == [10, 2]


def test_telephones_can_ring_in_turn() -> None:
    assert groups_in_turn(["dispatcher", "analyst"]) == (("dispatcher",), ("analyst",))
