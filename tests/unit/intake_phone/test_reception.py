"""What callers hear, and in which language."""

import re
from datetime import datetime
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from dial2 import profile
from dial2.errors import Permanent
from dial2.profile import Profile
from dial2.roster import LiveRoster
from dial2.roster.model import Client, Desk, Ladder, Level, Person, RingGroup, Roster
from intake_phone.calls import Call
from intake_phone.flow import course, hold
from intake_phone.flow.deeds import Deed, Pressed, Recorded
from intake_phone.flow.hold import Progress
from intake_phone.flow.state import State
from intake_phone.people import People
from intake_phone.reception import Reception
from intake_phone.static import StaticReception

TORONTO = ZoneInfo("America/Toronto")
SATURDAY = datetime(2026, 12, 5, 10, 0, tzinfo=TORONTO)
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=TORONTO)
NUMBER, CALLER, MUSIC = "+15145550100", "+15145550123", "https://support.example.com/music.wav"
TRACKTIK, CYTRACK = profile.load("tracktik"), profile.load("cytrack")
ROSTER = Roster(
    people={
        "dispatcher": Person(voice="+15145550101", language="fr"),
        "mail reader": Person(email="reader@example.com"),
        "designate": Person(voice="+15145550103"),
    },
    desk=Desk(people=["dispatcher", "mail reader"], email="desk@example.com"),
    ladder=Ladder(
        levels=[Level(name="on call", people=["mail reader"]), Level(name="next", people=["designate"])],
        catch_all="designate",
    ),
    clients={
        "acme": Client(
            name="Acme", numbers=[CALLER], language="fr", pin="4711", entitlements=["after_hours_assurance"]
        ),
        "globex": Client(name="Globex", numbers=["+15145550124"]),
    },
)


def reception(with_profile: Profile = TRACKTIK, roster: Roster = ROSTER) -> Reception:
    return Reception(with_profile, LiveRoster(roster), number=NUMBER, music=MUSIC)


def static(roster: Roster = ROSTER) -> StaticReception:
    return StaticReception(TRACKTIK, LiveRoster(roster), number=NUMBER, music=MUSIC, clock=lambda: TUESDAY)


def call(client: str | None = None, ticket: int | None = None, state: State = State()) -> Call:  # noqa: B008 - frozen
    return Call(
        sid="CA1",
        request="r-1",
        caller=CALLER,
        called=NUMBER,
        client=client,
        started_at=TUESDAY,
        ticket=ticket,
        state=state,
    )


def answer(desk: Reception, of: Call, deed: Deed, now: datetime = TUESDAY) -> str:
    """The document that follows a deed."""
    step = course.proceed(of.state, deed, desk.situation(of, now))
    return desk.document(step, of, now)


def said(document: str) -> list[tuple[str | None, str]]:
    root = ET.fromstring(document)  # noqa: S314 - our own document
    return [(verb.get("language"), verb.text or "") for verb in root.iter("Say")]


def texts(document: str) -> list[str]:
    return [text for _, text in said(document)]


def languages(document: str) -> list[str | None]:
    return [language for language, _ in said(document)]


def numbers(document: str) -> list[str | None]:
    return [verb.text for verb in ET.fromstring(document).iter("Number")]  # noqa: S314 - our own document


def test_the_greeting_comes_in_every_language_even_to_a_known_client() -> None:
    document = reception().document(course.begin(), call("acme"), TUESDAY)
    assert said(document) == [
        ("en-US", "Thank you for calling. For client support, press 2."),
        ("en-US", "For service in English, press 1."),
        ("fr-CA", "Merci de votre appel. Pour le soutien à la clientèle, faites le 2."),
        ("fr-CA", "Pour le service en français, faites le 9."),
    ]


def test_a_language_that_the_caller_chose_goes_before_the_clients() -> None:
    desk = reception()
    assert languages(answer(desk, call("acme"), Pressed("1"))) == ["en-US"]
    english = call("acme", state=State(language="en"))
    assert texts(answer(desk, english, Pressed("2"))) == [
        "Hello, Acme.",
        "Thank you. We are connecting you with support.",
    ]
    assert desk.language_of(english) == "en"


def test_a_client_whose_language_is_known_hears_the_rest_in_it_alone() -> None:
    desk = reception()
    assert set(languages(answer(desk, call("acme"), Pressed("2")))) == {"fr-CA"}
    assert languages(answer(desk, call(), Pressed("2"))) == ["en-US", "fr-CA"]


def test_out_of_hours_the_opening_is_said_in_the_profiles_time_and_the_callers_language() -> None:
    desk = reception()
    closed = " ".join(texts(answer(desk, call("acme"), Pressed("2"), SATURDAY)))
    assert "est fermé en ce moment et rouvre lundi à 7 h 30" in closed
    leaving = call("acme", state=State(place="message", after_hours=True))
    assert "rouvre lundi à 7 h 30" in " ".join(texts(answer(desk, leaving, Recorded(), SATURDAY)))


def test_a_ticket_is_spoken_digit_by_digit() -> None:
    leaving = call("acme", ticket=1042, state=State(place="message"))
    assert "Votre numéro de billet est le 1 0 4 2." in texts(answer(reception(), leaving, Recorded()))


def test_open_tickets_are_named_with_their_keys() -> None:
    desk = reception()
    of = call("acme", state=State(language="en"))
    step = course.proceed(of.state, Pressed("2"), desk.situation(of, TUESDAY, tickets=[1042, 1001]))
    assert texts(desk.document(step, of, TUESDAY)) == [
        "Hello, Acme.",
        "To speak about ticket 1 0 4 2, press 1.",
        "To speak about ticket 1 0 0 1, press 2.",
        "For anything else, press 0 or stay on the line.",
    ]


def test_where_a_pin_is_asked_for_a_number_alone_tells_nothing() -> None:
    desk = reception(CYTRACK)
    by_number = desk.situation(call("acme"), TUESDAY, tickets=[1042])
    assert (by_number.asks_pin, by_number.client, by_number.tickets) == (True, None, ())
    by_pin = desk.situation(call("acme", state=State(identified=True)), TUESDAY, tickets=[1042])
    assert (by_pin.client, by_pin.tickets) == ("Acme", (1042,))
    without_one = desk.situation(call("globex"), TUESDAY, tickets=[1042])
    assert (without_one.asks_pin, without_one.client) == (False, "Globex")
    assert desk.situation(call(), TUESDAY).asks_pin
    assert [desk.client_by_pin(pin) for pin in ("4711", "4712", "")] == ["acme", None, None]


def test_after_hours_service_is_kept_from_nobody_but_a_client_known_to_be_without_it() -> None:
    desk = reception(CYTRACK)
    assert desk.situation(call("acme"), SATURDAY).assurance == "on-request"
    assert desk.situation(call("globex"), SATURDAY).assurance == "not-entitled"
    assert desk.situation(call(), SATURDAY).assurance == "on-request"
    assert reception().situation(call(), SATURDAY).assurance == "everybody"


def test_the_questions_are_the_profiles() -> None:
    desk = reception(CYTRACK)
    of = call("acme", state=State(place="kind", language="fr"))
    document = answer(desk, of, Pressed("1"))
    assert texts(document)[1] == "Veuillez nous dire les étapes que vous avez déjà essayées."
    assert 'input="dtmf speech"' in document
    assert 'language="fr-CA"' in document


def test_the_profiles_own_words_go_first_and_braces_in_them_do_no_harm() -> None:
    own = replace(TRACKTIK, templates={"phone_connecting": {"en": "One moment {please}.", "fr": "Un instant."}})
    assert said(answer(reception(own), call(), Pressed("2"))) == [
        ("en-US", "One moment {please}."),
        ("fr-CA", "Un instant."),
    ]


def test_a_misspelled_phrase_of_a_profile_is_refused_with_those_there_are() -> None:
    misspelled = replace(TRACKTIK, templates={"phone_conecting": {"en": "One moment.", "fr": "Un instant."}})
    with pytest.raises(
        Permanent, match="nobody says phone_conecting; what is said on the telephone: phone_language_choice, "
    ):
        reception(misspelled)


def test_other_digits_of_the_company_menu_are_announced() -> None:
    menu = replace(TRACKTIK.phone, options={"3": {"en": "For sales, press 3.", "fr": "Pour les ventes, le 3."}})
    document = reception(replace(TRACKTIK, phone=menu)).document(course.begin(), call(), TUESDAY)
    assert texts(document)[1::3] == ["For sales, press 3.", "Pour les ventes, le 3."]


def test_the_menu_takes_words_and_hints_at_them_in_the_language_that_is_listened_for() -> None:
    document = reception().document(course.begin(), call(), TUESDAY)
    assert 'input="dtmf speech"' in document
    assert re.search('hints="[^"]*support[^"]*soutien', document)


def test_a_caller_on_hold_waits_in_the_queue_of_the_request() -> None:
    of = call("acme", state=State(place="closed", after_hours=True))
    document = answer(reception(), of, Pressed("1"), SATURDAY)
    assert (
        '<Enqueue action="/voice/left?turn=2" waitUrl="/voice/waiting">request-r-1</Enqueue></Response>'
        in document
    )


def test_on_hold_there_is_the_truth_and_music_and_a_key_ends_it() -> None:
    of = call("acme", state=State(place="hold", turn=4, language="en"))
    progress = Progress(position=2, minutes=3, tried=2, level=1)
    document = reception().waiting(of, progress, SATURDAY)
    assert texts(document) == [
        "So far 1 of our people did not answer. We are now trying the next one, at level 1 of those on call.",
        "You are number 2 in line.",
        "You have been waiting for 3 min.",
        "At any time, press star to leave a message or to be called back.",
    ]
    assert '<Gather action="/voice/held?turn=4"' in document
    assert f"<Play>{MUSIC}</Play></Gather>" in document


def test_everything_on_hold_is_said_in_both_languages_of_the_profile() -> None:
    some = [
        Progress(position=1, minutes=0),
        Progress(position=2, minutes=2, tried=1),
        Progress(position=2, minutes=2, tried=4, level=2),
        Progress(position=2, minutes=2, tried=4, exhausted=True),
        Progress(position=1, minutes=0, acknowledged=True),
    ]
    for progress in some:
        document = reception().waiting(call(), progress, SATURDAY)
        spoken = languages(document)
        assert spoken == ["en-US"] * len(hold.update(progress)) + ["fr-CA"] * len(hold.update(progress))
        assert "{" not in document


def test_the_profiles_music_plays_where_it_has_some() -> None:
    own = replace(TRACKTIK.phone, hold_music="https://example.com/calm.mp3")
    desk = reception(replace(TRACKTIK, phone=own))
    assert "<Play>https://example.com/calm.mp3</Play>" in desk.waiting(
        call(), Progress(position=1, minutes=0), SATURDAY
    )


def test_people_without_a_telephone_are_passed_over() -> None:
    people = People(LiveRoster(ROSTER))
    assert people.desk() == (("dispatcher",),)
    assert people.designates(TUESDAY) == ["designate"]


def test_the_desks_groups_ring_together_or_in_turn() -> None:
    desk = Desk(
        people=["dispatcher"],
        groups=[
            RingGroup(people=["dispatcher", "designate"], ring="in-turn"),
            RingGroup(people=["mail reader", "designate", "dispatcher"]),
        ],
        email="desk@example.com",
    )
    assert People(LiveRoster(replace(ROSTER, desk=desk))).desk() == (
        ("dispatcher",),
        ("designate",),
        ("designate", "dispatcher"),
    )


def test_support_hours_decide_by_the_calendar() -> None:
    assert reception().situation(call(), TUESDAY).in_hours
    assert not reception().situation(call(), SATURDAY).in_hours


def test_the_static_document_rings_the_designates_one_after_another_and_then_records() -> None:
    two = replace(
        ROSTER,
        ladder=replace(ROSTER.ladder, levels=[Level(name="on call", people=["designate", "dispatcher"])]),
    )
    desk = static(two)
    assert numbers(desk.connection(0)) == ["+15145550103"]
    assert numbers(desk.connection(1)) == ["+15145550101"]
    assert "<Record" in desk.connection(2)


def test_where_nobody_on_the_ladder_has_a_telephone_the_static_document_records() -> None:
    mail_only = replace(
        ROSTER,
        ladder=Ladder(levels=[Level(name="on call", people=["mail reader"])], catch_all="mail reader"),
    )
    assert "<Record" in static(mail_only).connection()


def test_a_caller_on_hold_holds_on_while_the_database_is_away() -> None:
    document = static().waiting()
    assert texts(document) == ["Please hold the line.", "Veuillez rester en ligne."]
    assert f"<Play>{MUSIC}</Play>" in document


def test_staff_hears_the_whisper_in_their_own_language() -> None:
    assert languages(reception().whisper("+15145550101", "/accept")) == ["fr-CA"]


def test_a_recorder_that_hears_nothing_leads_on() -> None:
    document = static().message()
    assert re.search(r"<Record [^>]*maxLength=\"120\"", document)
    assert document.index("<Record") < document.index("<Redirect>/voice/fallback/recorded")
