from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.assessment.numerals import value_of
from triage.assessment.text import fold
from triage.assessment.tokens import tokenize


def words_of(text: str) -> list[str]:
    return [token.text for token in tokenize(text, [(0, len(text))])[:-1]]


def test_contractions_are_one_word_and_elisions_two() -> None:
    assert words_of("can't l'application n'ouvre") == ["cant", "l", "application", "n", "ouvre"]


def test_accents_and_typographic_quotes_do_not_matter() -> None:
    assert words_of("D\u00e9j\u00e0 can\u2019t") == ["deja", "cant"]


def test_times_of_day_are_recognised_in_both_languages() -> None:
    assert words_of("06:10, 7 h 30, 8am") == ["@time", ",", "@time", ",", "@time"]


def test_an_abbreviation_ends_no_sentence() -> None:
    assert words_of("ext. 318 rings. Then stops") == ["ext", "318", "rings", ".", "then", "stops"]


def test_text_in_quotation_marks_is_known_as_such() -> None:
    tokens = tokenize('it says "gateway timeout" now', [(0, 30)])
    assert [token.text for token in tokens if token.quoted and token.text != ","] == ["gateway", "timeout"]


@pytest.mark.parametrize(
    ("spoken", "value"),
    [
        ("hundred and twenty", 120),
        ("sixty one", 61),
        ("two one four", 214),
        ("eleven hundred", 1100),
        ("two thousand five hundred", 2500),
        ("vingt quatre", 24),
    ],
)
def test_numbers_said_in_words_have_a_value(spoken: str, value: int) -> None:
    assert value_of(spoken.split()) == value


def test_numbers_in_a_row_of_words_are_one_token() -> None:
    (token,) = tokenize("hundred and twenty", [(0, 18)])[:-1]
    assert (token.value, token.start, token.end) == (120, 0, 18)


@given(st.text())
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_tokens_lie_in_the_text_and_in_order(text: str) -> None:
    tokens = tokenize(text, [(0, len(text))])
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
    assert all(one.start <= other.start for one, other in pairwise(tokens))
