"""Whatever callers do: never dropped without goodbye, and one request once the choice was made."""

from hypothesis import given
from hypothesis import strategies as st

from intake_phone.flow import course
from intake_phone.flow.deeds import Deed, Entered, LeftQueue, Pressed, Rang, Recorded, Told
from intake_phone.flow.facts import Admitted, Chose, Fact, Held, Released, Spoke
from intake_phone.flow.state import Situation
from intake_phone.flow.steps import HangUp, TakeMessage
from tests.unit.intake_phone.calling import MENU, names

KEYS = st.sampled_from([*"0123456789*#?", ""]).map(Pressed)
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    KEYS,
    st.sampled_from([Entered("", None), Entered("12", None), Entered("4711", "acme")]),
    st.builds(
        Rang,
        bridged=st.booleans(),
        accepted_by=st.sampled_from([None, "designate"]),
        status=st.sampled_from(["completed", "no-answer", "busy", "failed"]),
    ),
    st.builds(
        LeftQueue,
        bridged=st.booleans(),
        accepted_by=st.sampled_from([None, "designate"]),
        result=st.sampled_from(["leave", "error", "hangup", "bridged"]),
    ),
    st.sampled_from([Told(""), Told("It fails.")]),
    st.just(Recorded()),
)
SITUATIONS = st.builds(
    Situation,
    menu=st.just(MENU),
    in_hours=st.booleans(),
    desk=st.lists(st.lists(st.sampled_from("abc"), min_size=1).map(tuple), max_size=3).map(tuple),
    client=st.sampled_from([None, "Acme"]),
    asks_pin=st.booleans(),
    tickets=st.lists(st.integers(1, 9999), max_size=4).map(tuple),
    withheld=st.booleans(),
    ticket=st.booleans(),
    assurance=st.sampled_from(["everybody", "entitled", "on-request", "not-entitled"]),
    acknowledged=st.booleans(),
    checklists=st.sampled_from([{}, {"phone": ("when", "extension"), "other": ("when",)}]),
)
COURSES = st.lists(st.tuples(DEEDS, SITUATIONS), max_size=40)


@given(COURSES)
def test_whoever_is_hung_up_on_has_heard_goodbye_and_had_a_person_the_recorder_or_a_promise(
    course_of_call: list[tuple[Deed, Situation]],
) -> None:
    step, known = course.begin(), list[Fact]()
    served = False
    for deed, situation in course_of_call:
        was_recording = step.then == TakeMessage()
        place = step.state.place
        step = course.proceed(step.state, deed, situation)
        known += step.facts
        served = (
            served
            or (was_recording and deed == Recorded())
            or any(isinstance(fact, Spoke) or fact == Released("bridged") for fact in known)
            or any(isinstance(fact, Chose) and fact.meaning == "callback" for fact in known)
        )
        gone = place == "hold" and isinstance(deed, LeftQueue) and deed.result == "hangup"
        if step.then == HangUp() and not gone and place != "over":
            assert served
            assert "goodbye" in names(step)
        if gone:
            return


@given(COURSES, st.integers(0, 40))
def test_hanging_up_anywhere_leaves_exactly_one_request_once_support_was_chosen(
    course_of_call: list[tuple[Deed, Situation]], hangs_up_after: int
) -> None:
    step, known = course.begin(), list[Fact]()
    for deed, situation in course_of_call[:hangs_up_after]:
        step = course.proceed(step.state, deed, situation)
        known += step.facts
    known += course.hung_up(step.state)
    chosen = any(isinstance(fact, Chose) and fact.meaning == "support" for fact in known)
    assert len([fact for fact in known if isinstance(fact, Admitted)]) == chosen


@given(COURSES)
def test_whoever_is_put_on_hold_is_released_once(course_of_call: list[tuple[Deed, Situation]]) -> None:
    step, known = course.begin(), list[Fact]()
    for deed, situation in course_of_call:
        step = course.proceed(step.state, deed, situation)
        known += step.facts
    known += course.hung_up(step.state)
    held = [type(fact) for fact in known if isinstance(fact, Held | Released)]
    assert held in ([], [Held, Released])


@given(COURSES)
def test_every_document_has_a_number_of_its_own(course_of_call: list[tuple[Deed, Situation]]) -> None:
    step = course.begin()
    turns = [step.state.turn]
    for deed, situation in course_of_call:
        step = course.proceed(step.state, deed, situation)
        turns.append(step.state.turn)
    assert turns == list(range(1, len(course_of_call) + 2))
