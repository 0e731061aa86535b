"""Words instead of keys."""

import io
import wave

import pytest

from intake_phone import music
from intake_phone.flow.steps import Listens
from intake_phone.speech import NOT_UNDERSTOOD, Speech
from tests.unit.intake_phone.calling import MENU


@pytest.mark.parametrize(
    ("listens", "said", "key"),
    [
        ("menu", "Support", "2"),
        ("menu", "I need some help, please.", "2"),
        ("menu", "le soutien s'il vous plaît", "2"),
        ("menu", "two", "2"),
        ("menu", "2", "2"),
        ("menu", "Français", "9"),
        ("menu", "English.", "1"),
        ("menu", "supporting", NOT_UNDERSTOOD),
        ("menu", "the weather", NOT_UNDERSTOOD),
        ("menu", "one or two", NOT_UNDERSTOOD),
        ("menu", "Répétez", "*"),
        ("closed", "Our system is down", "1"),
        ("closed", "tout est en panne", "1"),
        ("closed", "leave a message", "2"),
        ("yes", "Yes", "1"),
        ("yes", "non merci", "2"),
        ("tickets", "one", "1"),
        ("tickets", "something else", "0"),
        ("kind", "a report", "2"),
        ("kind", "le téléphone", "1"),
    ],
)
def test_what_a_caller_says_stands_for_a_key(listens: Listens, said: str, key: str) -> None:
    assert Speech(MENU).key(listens, said) == key


def test_a_menu_without_a_choice_of_languages_does_not_listen_for_them() -> None:
    assert "french" in Speech(MENU).hints("menu")
    assert Speech(MENU).hints("answer") == []


def test_the_music_is_eighteen_seconds_of_what_a_telephone_can_play() -> None:
    with wave.open(io.BytesIO(music.wav())) as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getnframes()) == (8000, 1, 8000 * 18)
