"""From the greeting to the request: keys, languages, PIN and open tickets."""

import pytest
from msgspec.structs import replace

from intake_phone.flow import course
from intake_phone.flow.deeds import Deed, Entered, Pressed
from intake_phone.flow.facts import Admitted, Chose
from intake_phone.flow.steps import Ask, Ring, line
from tests.unit.intake_phone.calling import CLOSED, MENU, OPEN, facts, names, played

SUPPORT = Pressed("2")
DESK = Ring(("dispatcher", "analyst"))


def test_a_call_starts_with_the_greeting_and_waits_for_a_key_or_a_word() -> None:
    step = played(OPEN)
    assert names(step) == ["greeting", "options", "languages"]
    assert step.then == Ask("menu")


@pytest.mark.parametrize(
    ("keys", "reaches_the_desk"),
    [
        ("2", True),
        ("3", True),  # announced, and support all the same
        ("7", False),
        ("77", True),
        ("*", False),
        ("***", False),
        ("*7*7", True),
        ("9", False),
        ("9191", False),
        ("92", True),
        ("?", False),  # words that nobody understood
        ("??", True),
        ("#0", True),
    ],
)
def test_whatever_is_pressed_leads_to_support_at_the_second_wrong_key(keys: str, reaches_the_desk: bool) -> None:  # noqa: FBT001 - a column of the table
    step = played(OPEN, *map(Pressed, keys))
    assert (step.then == DESK) is reaches_the_desk
    assert (step.then == Ask("menu")) is not reaches_the_desk


def test_silence_repeats_the_menu_once_and_then_leads_to_support() -> None:
    assert played(OPEN, Pressed("")).then == Ask("menu")
    assert facts(OPEN, Pressed(""), Pressed("")) == [Chose("", "support"), Admitted()]


def test_a_digit_chooses_the_language_and_the_menu_comes_again_in_it_alone() -> None:
    step = played(OPEN, Pressed("9"))
    assert step.state.language == "fr"
    assert names(step) == ["greeting", "options"]
    assert played(OPEN, Pressed("9"), SUPPORT).state.language == "fr"


def test_the_choice_of_support_is_a_request() -> None:
    assert facts(OPEN, SUPPORT) == [Chose("2", "support"), Admitted()]


def test_out_of_hours_the_request_waits_for_the_next_answer() -> None:
    step = played(CLOSED, SUPPORT)
    assert (names(step), step.then) == (["closed"], Ask("closed"))
    assert step.facts == (Chose("2", "support"), Admitted(undecided=True))


def test_a_known_client_is_greeted_by_name() -> None:
    step = played(replace(OPEN, client="Acme"), SUPPORT)
    assert step.say[0] == line("hello", client="Acme")


TICKETS = replace(OPEN, client="Acme", tickets=(1044, 1043, 1042, 1001))


def test_a_known_client_hears_the_newest_three_open_tickets() -> None:
    step = played(TICKETS, SUPPORT)
    assert step.say == (
        line("hello", client="Acme"),
        line("ticket_choice", ticket="1 0 4 4", key=1),
        line("ticket_choice", ticket="1 0 4 3", key=2),
        line("ticket_choice", ticket="1 0 4 2", key=3),
        line("ticket_other"),
    )
    assert step.then == Ask("tickets")


def test_the_key_of_a_ticket_makes_the_call_a_part_of_it() -> None:
    assert facts(TICKETS, SUPPORT, Pressed("2")) == [
        Chose("2", "support"),
        Chose("2", "ticket", ticket=1043),
        Admitted(about=1043),
    ]
    assert played(TICKETS, SUPPORT, Pressed("2")).then == DESK


@pytest.mark.parametrize("key", ["0", "4", "9", "#", "", "?"])
def test_any_other_key_is_about_something_new(key: str) -> None:
    assert facts(TICKETS, SUPPORT, Pressed(key))[1:] == [Admitted()]


def test_a_star_names_the_tickets_again() -> None:
    step = played(TICKETS, SUPPORT, Pressed("*"))
    assert names(step) == ["ticket_choice", "ticket_choice", "ticket_choice", "ticket_other"]


def test_tickets_opened_meanwhile_do_not_move_the_keys() -> None:
    named = played(TICKETS, SUPPORT)
    later = replace(TICKETS, tickets=(1050, *TICKETS.tickets))
    assert course.proceed(named.state, Pressed("1"), later).facts[0] == Chose("1", "ticket", ticket=1044)


WITH_PIN = replace(OPEN, asks_pin=True)
WRONG, RIGHT, NONE = Entered("1234", None), Entered("4711", "acme"), Entered("", None)


def test_where_the_profile_wants_a_pin_it_is_asked_for_before_anything_is_told() -> None:
    step = played(replace(WITH_PIN, tickets=(1042,)), SUPPORT)
    assert (names(step), step.then) == (["pin"], Ask("pin"))


def test_the_right_pin_leads_to_the_tickets() -> None:
    step = played(replace(WITH_PIN, tickets=(1042,), client="Acme"), SUPPORT, RIGHT)
    assert step.then == Ask("tickets")
    assert step.state.identified


@pytest.mark.parametrize("deeds", [(NONE,), (WRONG, WRONG), (WRONG, NONE)])
def test_without_the_right_pin_the_call_goes_on_and_names_no_ticket(deeds: tuple[Deed, ...]) -> None:
    step = played(replace(WITH_PIN, tickets=(1042,)), SUPPORT, *deeds)
    assert (step.then, step.state.identified) == (DESK, False)
    assert step.facts == (Admitted(),)


def test_a_wrong_pin_is_asked_for_once_more() -> None:
    assert names(played(WITH_PIN, SUPPORT, WRONG)) == ["wrong_pin"]
    assert played(WITH_PIN, SUPPORT, WRONG, RIGHT).state.identified


def test_a_menu_without_languages_takes_their_digits_for_others() -> None:
    plain = replace(OPEN, menu=replace(MENU, languages={}))
    assert played(plain, Pressed("9"), Pressed("9")).then == DESK
