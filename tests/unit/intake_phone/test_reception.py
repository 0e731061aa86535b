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
from dial2.roster.model import Client, Desk, Ladder, Level, Person, Roster
from intake_phone import flow
from intake_phone.calls import Call
from intake_phone.flow import Pressed, Recorded
from intake_phone.reception import Reception

TORONTO = ZoneInfo("America/Toronto")
SATURDAY = datetime(2026, 12, 5, 10, 0, tzinfo=TORONTO)
TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=TORONTO)
NUMBER, CALLER = "+15145550100", "+15145550123"
TRACKTIK = profile.load("tracktik")
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
    clients={"acme": Client(name="Acme", numbers=[CALLER], language="fr")},
)


def reception(with_profile: Profile = TRACKTIK, roster: Roster = ROSTER) -> Reception:
    return Reception(with_profile, LiveRoster(roster), number=NUMBER, now=lambda: TUESDAY)


def call(client: str | None = None, ticket: int | None = None) -> Call:
    return Call(
        sid="CA1", request="r-1", caller=CALLER, called=NUMBER, client=client, started_at=TUESDAY, ticket=ticket
    )


def said(document: str) -> list[tuple[str | None, str]]:
    root = ET.fromstring(document)  # noqa: S314 - our own document
    return [(verb.get("language"), verb.text or "") for verb in root.iter("Say")]


def numbers(document: str) -> list[str | None]:
    return [verb.text for verb in ET.fromstring(document).iter("Number")]  # noqa: S314 - our own document


def test_the_greeting_comes_in_every_language_of_the_profile_even_to_a_known_client() -> None:
    document = reception().document(flow.begin(), call("acme"), TUESDAY)
    assert [language for language, _ in said(document)] == ["en-US", "fr-CA"]


def test_a_client_whose_language_is_known_hears_the_rest_in_it_alone() -> None:
    desk = reception()
    step = flow.proceed(flow.begin().state, Pressed("2"), desk.situation(call("acme"), TUESDAY))
    assert [language for language, _ in said(desk.document(step, call("acme"), TUESDAY))] == ["fr-CA"]
    assert [language for language, _ in said(desk.document(step, call(), TUESDAY))] == ["en-US", "fr-CA"]


def test_the_next_opening_is_said_in_the_profiles_time_and_the_callers_language() -> None:
    desk = reception()
    state = flow.State(place="message", after_hours=True)
    step = flow.proceed(state, Recorded(), desk.situation(call("acme"), SATURDAY))
    texts = " ".join(text for _, text in said(desk.document(step, call("acme"), SATURDAY)))
    assert "rouvre lundi à 7 h 30" in texts


def test_a_ticket_is_spoken_digit_by_digit() -> None:
    desk = reception()
    known = call("acme", ticket=1042)
    step = flow.proceed(flow.State(place="message"), Recorded(), desk.situation(known, TUESDAY))
    assert "Votre numéro de billet est le 1 0 4 2." in [
        text for _, text in said(desk.document(step, known, TUESDAY))
    ]


def test_the_profiles_own_words_go_first_and_braces_in_them_do_no_harm() -> None:
    own = replace(TRACKTIK, templates={"phone_connecting": {"en": "One moment {please}.", "fr": "Un instant."}})
    desk = reception(own)
    step = flow.proceed(flow.begin().state, Pressed("2"), desk.situation(call(), TUESDAY))
    assert said(desk.document(step, call(), TUESDAY)) == [
        ("en-US", "One moment {please}."),
        ("fr-CA", "Un instant."),
    ]


def test_a_misspelled_phrase_of_a_profile_is_refused_with_those_there_are() -> None:
    misspelled = replace(TRACKTIK, templates={"phone_conecting": {"en": "One moment.", "fr": "Un instant."}})
    with pytest.raises(
        Permanent, match="nobody says phone_conecting; what is said on the telephone: phone_connecting, "
    ):
        reception(misspelled)


def test_other_digits_of_the_company_menu_are_announced() -> None:
    menu = replace(TRACKTIK.phone, options={"1": {"en": "For sales, press 1.", "fr": "Pour les ventes, le 1."}})
    document = reception(replace(TRACKTIK, phone=menu)).document(flow.begin(), call(), TUESDAY)
    assert [text for _, text in said(document)][1::2] == ["For sales, press 1.", "Pour les ventes, le 1."]


def test_people_without_a_telephone_are_passed_over() -> None:
    situation = reception().situation(call(), TUESDAY)
    assert situation.desk == (("dispatcher",),)
    assert situation.on_call == (("designate",),)


def test_support_hours_decide_by_the_calendar() -> None:
    assert reception().situation(call(), TUESDAY).in_hours
    assert not reception().situation(call(), SATURDAY).in_hours


def test_the_static_document_rings_the_designates_one_after_another_and_then_records() -> None:
    two = replace(
        ROSTER,
        ladder=replace(ROSTER.ladder, levels=[Level(name="on call", people=["designate", "dispatcher"])]),
    )
    desk = reception(roster=two)
    assert numbers(desk.static_connection(0)) == ["+15145550103"]
    assert numbers(desk.static_connection(1)) == ["+15145550101"]
    assert "<Record" in desk.static_connection(2)


def test_where_nobody_on_the_ladder_has_a_telephone_the_static_document_records() -> None:
    mail_only = replace(
        ROSTER,
        ladder=Ladder(levels=[Level(name="on call", people=["mail reader"])], catch_all="mail reader"),
    )
    assert "<Record" in reception(roster=mail_only).static_connection()


def test_staff_hears_the_whisper_in_their_own_language() -> None:
    assert [language for language, _ in said(reception().whisper("+15145550101", "/accept"))] == ["fr-CA"]


def test_a_recorder_that_hears_nothing_leads_on() -> None:
    document = reception().static_message()
    assert re.search(r"<Record [^>]*maxLength=\"120\"", document)
    assert document.index("<Record") < document.index("<Redirect>/voice/fallback/recorded")
