import pytest

from intake_phone.texting import opted


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop\n", "unsubscribe", "REVOKE", "optout", "quit"])
def test_the_carriers_words_end_messages(word: str) -> None:
    assert opted(word) == "stop"


@pytest.mark.parametrize("word", ["START", " unstop "])
def test_the_carriers_words_begin_them_again(word: str) -> None:
    assert opted(word) == "start"


@pytest.mark.parametrize("text", ["", "Please stop the alarm", "ack 42", "The kiosk will not start"])
def test_other_texts_are_texts(text: str) -> None:
    assert opted(text) is None
