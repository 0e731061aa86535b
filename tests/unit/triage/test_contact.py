from hypothesis import given
from hypothesis import strategies as st

from triage.assessment.contact import Contact, sections


def new_words(text: str, *, subject: str | None = None, channel: str = "email") -> str:
    contact = Contact(channel=channel, subject=subject, text=text)
    return "".join(text[part.start : part.end] for part in sections(contact) if part.part == "new").strip()


def test_quoted_lines_are_no_new_words() -> None:
    assert new_words("All good now.\n\n> Everything is down!\n> All sites.") == "All good now."


def test_an_answer_below_the_quotation_is_new() -> None:
    text = "On Tue, 08:12, Control Room wrote:\n> Are you back?\n\nNo, we are still out."
    assert new_words(text) == "No, we are still out."


def test_all_below_an_original_message_header_is_history() -> None:
    assert new_words("It works again.\n\n-----Original Message-----\nFrom: us\nTotal outage.") == "It works again."


def test_a_french_header_begins_history() -> None:
    assert new_words("C'est réglé.\n\nDe : nous\nEnvoyé : mardi\nTout est en panne.") == "C'est réglé."


def test_a_forwarded_message_is_told_from_a_quoted_one() -> None:
    text = "See below.\n\n---------- Forwarded message ---------\nThe export is empty."
    contact = Contact(channel="email", subject="Fwd: export", text=text)
    assert [part.part for part in sections(contact)] == ["new", "forwarded"]


def test_a_signature_and_its_slogans_are_no_new_words() -> None:
    text = "Checkpoint 4 is missing.\n\nRegards,\nThe supervisor\nCRITICAL RESPONSE LTD, 24/7 EMERGENCY HOTLINE"
    assert new_words(text) == "Checkpoint 4 is missing."


def test_a_postscript_after_the_signature_is_new() -> None:
    assert "nobody can log in" in new_words("A question.\n\nThanks,\nDesk\n\nPS: nobody can log in any more.")


def test_a_name_alone_in_its_paragraph_begins_the_signature() -> None:
    assert new_words("The map is slow.\n\nShift Manager\nNorth Yard") == "The map is slow."


def test_a_form_s_priority_says_nothing_about_severity() -> None:
    assert (
        new_words("Priority: Critical\nHow do I archive a site?", channel="portal") == "How do I archive a site?"
    )


def test_a_word_like_confidential_does_not_begin_a_signature() -> None:
    text = "Hello,\n\nConfidential reports were sent to the wrong client."
    assert "wrong client" in new_words(text)


@given(st.text(), st.sampled_from(["email", "portal", "voicemail"]))
def test_the_parts_cover_any_text_in_order_without_gap(text: str, channel: str) -> None:
    parts = sections(Contact(channel=channel, subject=None, text=text))
    assert "".join(text[part.start : part.end] for part in parts) == text
