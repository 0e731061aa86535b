from hypothesis import given
from hypothesis import strategies as st

from dial2.profile.model import PhoneMenu
from intake_phone import flow
from intake_phone.flow import (
    Ask,
    Chose,
    Deed,
    Fact,
    HangUp,
    Missed,
    Next,
    Pressed,
    Rang,
    Recorded,
    Ring,
    Situation,
    Spoke,
    TakeMessage,
)

MENU = PhoneMenu(
    support="2",
    options={"1": {"en": "For sales, press 1."}},
    greeting={"en": "For support, press 2."},
)
OPEN = Situation(menu=MENU, in_hours=True, desk=(("dispatcher", "analyst"),), on_call=(("designate",),))
CLOSED = Situation(
    menu=MENU, in_hours=False, desk=(("dispatcher",),), on_call=(("designate",), ("second designate",))
)
NOBODY = Rang(bridged=False, accepted_by=None, status="no-answer")
MACHINE = Rang(bridged=True, accepted_by=None, status="completed")
PERSON = Rang(bridged=True, accepted_by="designate", status="completed")


def played(situation: Situation, *deeds: Deed) -> Next:
    step = flow.begin()
    for deed in deeds:
        step = flow.proceed(step.state, deed, situation)
    return step


def test_a_call_starts_with_the_greeting_and_waits_for_a_key() -> None:
    step = flow.begin()
    assert step.say == ("greeting", "options")
    assert step.then == Ask()


def test_two_reaches_the_desk_in_support_hours() -> None:
    step = played(OPEN, Pressed("2"))
    assert step.then == Ring(("dispatcher", "analyst"))
    assert step.facts == (Chose("2", "support"),)


def test_an_announced_digit_leads_to_support_all_the_same() -> None:
    step = played(OPEN, Pressed("1"))
    assert step.then == Ring(("dispatcher", "analyst"))
    assert step.facts == (Chose("1", "support"),)


def test_an_unknown_digit_repeats_the_menu_once_and_then_leads_to_support() -> None:
    assert played(OPEN, Pressed("7")).then == Ask()
    assert played(OPEN, Pressed("7")).facts == ()
    assert played(OPEN, Pressed("7"), Pressed("8")).then == Ring(("dispatcher", "analyst"))


def test_silence_repeats_the_menu_once_and_then_leads_to_support() -> None:
    assert played(OPEN, Pressed("")).then == Ask()
    assert played(OPEN, Pressed(""), Pressed("")).facts == (Chose("", "support"),)


def test_a_star_repeats_the_menu_as_often_as_it_is_pressed() -> None:
    step = played(OPEN, Pressed("*"), Pressed("*"), Pressed("*"), Pressed("7"))
    assert (step.then, step.facts) == (Ask(), ())


def test_out_of_hours_the_choice_of_support_is_recorded_before_the_next_question() -> None:
    step = played(CLOSED, Pressed("2"))
    assert (step.say, step.then, step.facts) == (("closed",), Ask(), (Chose("2", "support"),))


def test_a_system_that_is_down_reaches_the_designates_one_after_another() -> None:
    first = played(CLOSED, Pressed("2"), Pressed("1"))
    assert (first.then, first.facts) == (Ring(("designate",)), (Chose("1", "down"),))
    second = flow.proceed(first.state, NOBODY, CLOSED)
    assert (second.then, second.facts) == (Ring(("second designate",)), (Missed("no-answer"),))
    last = flow.proceed(second.state, NOBODY, CLOSED)
    assert (last.say, last.then) == (("nobody", "leave_message"), TakeMessage())


def test_any_other_key_out_of_hours_leads_to_the_recorder() -> None:
    step = played(CLOSED, Pressed("2"), Pressed("5"))
    assert (step.then, step.facts) == (TakeMessage(), (Chose("5", "message"),))


def test_a_voicemail_box_that_answers_is_nobody_and_each_is_then_tried_alone() -> None:
    first = played(OPEN, Pressed("2"), MACHINE)
    assert (first.then, first.facts) == (Ring(("dispatcher",)), (Missed("not-accepted"),))
    second = flow.proceed(first.state, MACHINE, OPEN)
    assert (second.then, second.facts) == (Ring(("analyst",)), (Missed("not-accepted"),))
    assert flow.proceed(second.state, NOBODY, OPEN).then == TakeMessage()


def test_a_person_who_accepted_has_spoken_with_the_caller() -> None:
    step = played(OPEN, Pressed("2"), PERSON)
    assert (step.then, step.facts) == (HangUp(), (Spoke("designate"),))


def test_a_desk_without_telephones_leads_to_the_recorder() -> None:
    nobody_there = Situation(menu=MENU, in_hours=True, desk=(), on_call=())
    step = played(nobody_there, Pressed("2"))
    assert (step.then, step.facts) == (TakeMessage(), (Chose("2", "support"),))


def test_a_withheld_caller_is_asked_for_a_number() -> None:
    withheld = Situation(menu=MENU, in_hours=True, desk=(), on_call=(), withheld=True)
    assert played(withheld, Pressed("2")).say == ("nobody", "leave_message", "say_number")


def test_the_goodbye_says_what_happens_next() -> None:
    down = played(CLOSED, Pressed("2"), Pressed("1"), NOBODY, NOBODY, Recorded())
    later = played(CLOSED, Pressed("2"), Pressed(""), Recorded())
    in_hours = played(OPEN, Pressed("2"), NOBODY, Recorded())
    assert down.say == ("goodbye_paged", "goodbye")
    assert later.say == ("goodbye_opening", "goodbye")
    assert in_hours.say == ("goodbye_call_back", "goodbye")


def test_a_known_ticket_is_named_at_the_end() -> None:
    known = Situation(menu=MENU, in_hours=True, desk=(), on_call=(), ticket=True)
    assert played(known, Pressed("2"), Recorded()).say == ("goodbye_call_back", "reference", "goodbye")


def test_a_deed_that_does_not_fit_gets_the_same_prompt_again() -> None:
    step = played(OPEN, Pressed("2"), Pressed("5"))
    assert (step.then, step.facts) == (Ring(("dispatcher", "analyst")), ())


def test_a_dial_rings_ten_telephones_at_most() -> None:
    people = [f"analyst {n}" for n in range(12)]
    assert [len(group) for group in flow.groups_at_once(people)] == [10, 2]


KEYS = st.sampled_from([*"0123456789*#", ""]).map(Pressed)
RINGING = st.sampled_from([NOBODY, MACHINE, PERSON])
DEEDS: st.SearchStrategy[Deed] = st.one_of(KEYS, RINGING, st.just(Recorded()))
PEOPLE = st.lists(st.lists(st.sampled_from("abc"), min_size=1).map(tuple), max_size=3).map(tuple)
SITUATIONS = st.builds(
    Situation,
    menu=st.just(MENU),
    in_hours=st.booleans(),
    desk=PEOPLE,
    on_call=PEOPLE,
    withheld=st.booleans(),
    ticket=st.booleans(),
)


@given(st.lists(st.tuples(DEEDS, SITUATIONS), max_size=30))
def test_nobody_is_hung_up_on_before_a_person_or_the_recorder(course: list[tuple[Deed, Situation]]) -> None:
    step = flow.begin()
    facts: list[Fact] = []
    recorder = False
    for deed, situation in course:
        recorder = recorder or (step.then == TakeMessage() and deed == Recorded())
        step = flow.proceed(step.state, deed, situation)
        facts += step.facts
        if step.then == HangUp():
            assert recorder or any(isinstance(fact, Spoke) for fact in facts)
            assert facts[0] in [Chose(digit, "support") for digit in [*"0123456789#", ""]]


@given(st.lists(KEYS, min_size=1), st.sampled_from([OPEN, CLOSED]))
def test_whatever_is_pressed_the_choice_of_support_is_made_by_the_second_key(
    keys: list[Pressed], situation: Situation
) -> None:
    step, facts = flow.begin(), list[Fact]()
    for key in keys:
        step = flow.proceed(step.state, key, situation)
        facts += step.facts
    counted = [key.digit for key in keys if key.digit != "*"]
    chosen = bool(counted) and (counted[0] in {"1", "2"} or len(counted) > 1)
    assert (Chose in {type(fact) for fact in facts}) == chosen


@given(st.lists(st.tuples(DEEDS, SITUATIONS), max_size=30))
def test_every_document_has_a_number_of_its_own(course: list[tuple[Deed, Situation]]) -> None:
    step = flow.begin()
    turns = [step.state.turn]
    for deed, situation in course:
        step = flow.proceed(step.state, deed, situation)
        turns.append(step.state.turn)
    assert turns == list(range(1, len(course) + 2))
