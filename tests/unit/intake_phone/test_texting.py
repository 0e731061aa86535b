import pytest

from intake_phone.texting import about, opted


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop\n", "unsubscribe", "REVOKE", "optout", "quit"])
def test_the_carriers_words_end_messages(word: str) -> None:
    assert opted(word) == "stop"


@pytest.mark.parametrize("word", ["START", " unstop "])
def test_the_carriers_words_begin_them_again(word: str) -> None:
    assert opted(word) == "start"


@pytest.mark.parametrize("text", ["", "Please stop the alarm", "ack 42", "The kiosk will not start"])
def test_other_texts_are_texts(text: str) -> None:
    assert opted(text) is None


@pytest.mark.parametrize(
    ("body", "own", "of_client", "expected"),
    [
        ("It works again.", [1042], [1050, 1042], 1042),  # the only one from this number
        ("It works again.", [], [1050], 1050),  # the client's only one
        ("It works again.", [1042, 1043], [], None),  # which?
        ("It works again.", [], [1050, 1051], None),
        ("It works again.", [], [], None),
        ("About #1043: still down", [1042, 1043], [], 1043),
        ("# 1051 is fine", [1042], [1051, 1042], 1051),
        ("#1 printer is down", [1042], [], None),  # no ticket of the sender's
        ("#9999", [1042], [1042], None),
    ],
)
def test_a_text_goes_on_with_the_ticket_that_it_names_or_the_only_one(
    body: str, own: list[int], of_client: list[int], expected: int | None
) -> None:
    assert about(body, own=own, of_client=of_client) == expected
