import pytest
from hypothesis import given
from hypothesis import strategies as st

from dial2 import reply_token, signed_token

SECRET = "s" * 32
OTHER = "o" * 32


@given(st.lists(st.text(max_size=20), max_size=4))
def test_a_token_gives_back_what_it_was_made_of(parts: list[str]) -> None:
    token = signed_token.sign(SECRET, "acknowledge", *parts)
    assert signed_token.verify(SECRET, "acknowledge", token) == tuple(parts)


@given(st.text(max_size=80))
def test_other_texts_are_no_tokens(text: str) -> None:
    assert signed_token.verify(SECRET, "acknowledge", text) is None


def test_a_token_for_one_purpose_serves_no_other() -> None:
    token = signed_token.sign(SECRET, "agree", "1042")
    assert signed_token.verify(SECRET, "reopen", token) is None
    assert signed_token.verify(OTHER, "agree", token) is None


@given(st.integers(1, 10**9))
def test_the_reply_address_leads_back_to_its_ticket(ticket: int) -> None:
    tag = reply_token.address_tag(SECRET, ticket)
    assert reply_token.ticket_of(SECRET, tag) == ticket
    assert reply_token.ticket_of(SECRET, tag.upper()) == ticket
    assert reply_token.ticket_of(OTHER, tag) is None


def test_a_tag_of_one_ticket_does_not_open_another() -> None:
    signature = reply_token.address_tag(SECRET, 1042).partition(".")[2]
    assert reply_token.ticket_of(SECRET, f"1043.{signature}") is None


@pytest.mark.parametrize("tag", ["", "1042", "1042.", "x.abcdefghijklmnop", "1042.abcdefghijklmnop"])
def test_other_tags_lead_nowhere(tag: str) -> None:
    assert reply_token.ticket_of(SECRET, tag) is None


def test_the_message_id_leads_back_to_its_ticket() -> None:
    message_id = reply_token.message_id(SECRET, 1042, "018f-ab", "example.com")
    assert message_id.startswith("<ticket.1042.018f-ab.")
    assert message_id.endswith("@example.com>")
    assert reply_token.ticket_of_message_id(SECRET, message_id) == 1042
    assert reply_token.ticket_of_message_id(SECRET, message_id.strip("<>").upper()) == 1042
    assert reply_token.ticket_of_message_id(SECRET, message_id.replace("1042", "1043")) is None
    assert reply_token.ticket_of_message_id(SECRET, "<ticket.1042@example.com>") is None


def test_the_reply_address_keeps_the_domain() -> None:
    address = reply_token.reply_address(SECRET, 1042, "support@example.com")
    assert address == f"support+{reply_token.address_tag(SECRET, 1042)}@example.com"
