import pytest

from dial2.profile import load
from dial2.vocabulary import Category
from tests.unit.triage.samples import read
from triage.assessment import Contact, assess


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("The softphone of extension 214 does not ring.", "phone"),
        ("Les appels entrants sont coupés après dix secondes.", "phone"),
        ("No call of the sales team has a recording.", "phone"),
        ("The wallboard is frozen, calls are fine.", "dashboard"),
        ("Le tableau de bord affiche zéro.", "dashboard"),
        ("The monthly report has the wrong totals.", "dashboard"),
        ("Guards cannot file an incident report in the app.", "other"),
        ("The app is down. Please phone me on my cell.", "other"),
        ("The map on the officers' phones is blank.", "other"),
    ],
)
def test_the_failing_function_makes_the_category(text: str, category: Category) -> None:
    assert read(text).category == category


def test_a_request_that_tells_everything_misses_nothing() -> None:
    text = (
        "Since 06:10 none of our officers can sign in to the app. "
        "We restarted two phones. Nothing was changed at our end."
    )
    assert read(text).missing == []


def test_a_bare_complaint_misses_every_item_of_its_kind() -> None:
    assert read("The reporting isn't quite right.", subject="report").missing == [
        "steps_tried",
        "when",
        "description",
        "recent_changes",
        "missing_or_error",
    ]


def test_a_call_back_number_is_no_extension() -> None:
    assert "extension" in read("Every call drops. Call me on 514-555-0142.").missing
    assert "extension" not in read("Calls to extension 214 drop.").missing


def test_a_deadline_is_no_time_of_occurrence() -> None:
    assert "when" in read("The export for everyone is empty and must reach the bank by Friday.").missing
    assert "when" not in read("The export for everyone is empty since Friday.").missing


def test_a_part_of_a_team_or_a_number_does_not_say_who() -> None:
    assert "who_affected" in read("9 of our 22 agents cannot transfer calls.").missing
    assert "who_affected" not in read("Nobody in Claims can transfer calls.").missing


def test_who_is_missing_is_called_as_the_checklist_of_the_profile_calls_it() -> None:
    contact = Contact(channel="email", subject=None, text="9 of our 22 agents cannot transfer calls.")
    assert "agent" in assess(contact, profile=load("cytrack")).missing
    assert "who_affected" in assess(contact, profile=load("tracktik")).missing


def test_a_call_to_the_help_desk_is_no_step_tried() -> None:
    assert "steps_tried" in read("I tried to call you. The map is blank for all of us.").missing
    assert "steps_tried" not in read("We tried another browser. The map is blank for all of us.").missing


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatic reply: Urgent Service Issue", "I am out of the office until Monday."),
        ("Réponse automatique", "Je suis en congé jusqu'au 3 juillet."),
        ("Undelivered Mail Returned to Sender", "550 user unknown"),
        ("Weekly digest", "Critical trends. View in browser | Unsubscribe"),
        ("Re: Service Issue", "Perfect, thanks, that was quick!"),
        ("Accepted: Service Issue review", "The site director has accepted. When: Thursday 10:00."),
        ("FYI", "Our provider works on the line tonight. No action needed."),
        ("Your mailbox is full", "Verify your account within 24 hours, click here to keep it."),
    ],
)
def test_a_message_that_asks_nothing_is_no_request(subject: str, text: str) -> None:
    assessment = read(text, subject=subject)
    assert (assessment.is_request, assessment.severity, assessment.category, assessment.missing) == (
        False,
        "no",
        "other",
        [],
    )


def test_an_outage_told_beside_thanks_is_a_request() -> None:
    assert read(
        "Thanks for the call. Still nobody can log in at any site.", subject="Re: Service Issue"
    ).is_request


def test_work_that_the_app_accepts_and_loses_is_no_answer_to_an_invitation() -> None:
    text = "Since two all our 310 guards check in and none of it exists on the server, for any site."
    assert read(text, subject="Check-ins accepted, none stored").severity == "critical"


def test_a_few_words_that_look_critical_are_taken_for_it_though_the_rules_see_no_function_named() -> None:
    text = "It's down again, since 2:10. Everything. Call 555-0120."
    assert read(text, subject="URGENT SERVICE ISSUE!!!").severity == "critical"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the app is down", "en"),
        ("l'application est en panne", "fr"),
        ("", "en"),
        ("bonjour, login impossible", "fr"),
    ],
)
def test_the_language_is_that_of_most_small_words(text: str, language: str) -> None:
    assert read(text).language == language
