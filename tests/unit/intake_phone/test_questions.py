"""The checklist by voice, where nobody could be reached."""

import pytest
from msgspec.structs import replace

from intake_phone.flow import course
from intake_phone.flow.deeds import Deed, LeftQueue, Pressed, Told
from intake_phone.flow.facts import Chose, Gave
from intake_phone.flow.steps import Ask, TakeMessage
from tests.unit.intake_phone.calling import CLOSED, OPEN, facts, names, played

CHECKED = replace(OPEN, desk=(), checklists={"phone": ("steps_tried", "extension"), "other": ("when",)})
SUPPORT = Pressed("2")


def test_whoever_cannot_be_connected_is_asked_what_it_is_about() -> None:
    step = played(CHECKED, SUPPORT)
    assert (names(step), step.then) == (["nobody", "kind", "kind_phone", "kind_other"], Ask("kind"))


def test_the_checklist_of_the_kind_is_asked_item_by_item_and_then_the_message() -> None:
    first = played(CHECKED, SUPPORT, Pressed("1"))
    assert (names(first), first.then) == (["questions", "question.phone.steps_tried"], Ask("answer"))
    second = course.proceed(first.state, Told("We restarted it."), CHECKED)
    assert names(second) == ["question.phone.extension"]
    assert second.facts == (Gave(category="phone", item="steps_tried", text="We restarted it."),)
    last = course.proceed(second.state, Told("Extension 204."), CHECKED)
    assert (names(last), last.then) == (["leave_message"], TakeMessage())
    assert last.facts == (Gave(category="phone", item="extension", text="Extension 204."),)


@pytest.mark.parametrize(
    "deeds",
    [
        (Pressed("*"),),
        (Pressed("7"), Pressed("7")),
        (Pressed(""), Pressed("")),
        (Pressed("2"), Pressed("2")),  # a kind without a checklist
        (Pressed("1"), Pressed("*")),
        (Pressed("1"), Pressed(""), Pressed("")),
        (Pressed("1"), Pressed("#"), Pressed("#")),
        (Pressed("3"), Told(" ")),
    ],
)
def test_nobody_is_kept_from_the_recorder_and_nothing_unsaid_is_written_down(deeds: tuple[Deed, ...]) -> None:
    assert played(CHECKED, SUPPORT, *deeds).then == TakeMessage()
    assert not [fact for fact in facts(CHECKED, SUPPORT, *deeds) if isinstance(fact, Gave)]


def test_who_chooses_to_leave_a_message_is_asked_as_well() -> None:
    closed = replace(CLOSED, checklists=CHECKED.checklists)
    step = played(closed, SUPPORT, Pressed(""))
    assert (names(step)[0], step.facts) == ("kind", (Chose("", "message"),))


DEMANDED = replace(CLOSED, assurance="entitled", required=("internet_access",))
OUT_OF_QUEUE = LeftQueue(bridged=False, accepted_by=None, result="leave")
TO_THE_MESSAGE = (SUPPORT, Pressed("1"), Pressed("*"), Pressed("1"))  # down; off the hold, for a message


def test_who_asked_for_the_service_is_first_asked_what_it_demands() -> None:
    situation = replace(DEMANDED, checklists=CHECKED.checklists)
    first = played(
        situation, *TO_THE_MESSAGE, LeftQueue(bridged=False, accepted_by=None, result="leave"), Pressed("3")
    )
    assert (names(first), first.then) == (["questions", "question.required.internet_access"], Ask("answer"))
    second = course.proceed(first.state, Told("Yes, it works."), situation)
    assert names(second) == ["question.other.when"]
    assert second.facts == (Gave(category="other", item="internet_access", text="Yes, it works."),)
    assert course.proceed(second.state, Told("At nine."), situation).then == TakeMessage()


def test_what_the_service_demands_is_asked_where_there_is_no_checklist_too() -> None:
    step = played(DEMANDED, SUPPORT, Pressed("1"), OUT_OF_QUEUE)
    assert names(step) == ["nobody", "questions", "question.required.internet_access"]


def test_who_did_not_ask_for_the_service_is_not_asked_what_it_demands() -> None:
    assert played(DEMANDED, SUPPORT, Pressed("")).then == TakeMessage()
