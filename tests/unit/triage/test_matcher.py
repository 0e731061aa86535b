import pytest

from triage.assessment.lexicon import matcher
from triage.assessment.matcher import Matcher, Mention
from triage.assessment.negation import denials
from triage.assessment.spelling import Speller
from triage.assessment.tokens import tokenize

MACROS = {"app": "app|system", "nobody": "nobody|no+<who>", "who": "guard|agent"}


def found(pattern: str, text: str) -> list[tuple[int, int]]:
    matcher = Matcher()
    matcher.add("it", pattern, MACROS)
    matcher.seal()
    tokens = tokenize(text, [(0, len(text))])
    return [(mention.first, mention.last) for mention in matcher.find(tokens)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("log in|on", "log on"),
        ("crash*", "crashing"),
        ("get+in|enter now", "get in now"),
        ("so? slow", "slow"),
        ("app _ down", "app is down"),
        ("app .. down", "app has gone right down"),
        ("<app> down", "system down"),
        ("<nobody> can", "no guard can"),
        ("# guards", "sixty guards"),
        ("erreur", "ERREUR"),
    ],
)
def test_each_sign_of_a_pattern_matches_what_it_says(pattern: str, text: str) -> None:
    assert found(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("app _ down", "app down"),
        ("app .. down", "app went all the way down"),
        ("log in", "log. in"),
        ("in", "inn"),
    ],
)
def test_a_pattern_matches_no_more_than_it_says(pattern: str, text: str) -> None:
    assert not found(pattern, text)


def test_the_longest_of_several_readings_is_kept() -> None:
    assert found("no|no+calls", "no calls") == [(0, 1)]


def test_a_pattern_without_a_required_word_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one required word"):
        Matcher().add("it", "so?", {})


@pytest.mark.parametrize("slip", ["pasword", "passwordd", "passwrod", "passwird"])
def test_a_slip_of_one_letter_is_read_as_meant(slip: str) -> None:
    assert Speller(["password"]).correct(slip) == "password"


@pytest.mark.parametrize("other", ["word", "passage", "sword", "compass"])
def test_another_word_is_not_corrected(other: str) -> None:
    assert Speller(["password"]).correct(other) is None


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("it is not down", "down", True),
        ("nothing is broken", "broken", True),
        ("ce n'est pas bloqué", "bloque", True),
        ("not only slow", "slow", False),
        ("it is not new but broken", "broken", False),
        ("we did not ask. down again", "down", False),
    ],
)
def test_a_denial_reaches_the_words_after_it_up_to_a_turn(text: str, word: str, *, denied: bool) -> None:
    tokens = tokenize(text, [(0, len(text))])
    place = next(index for index, token in enumerate(tokens) if token.text == word)
    assert (place in denials(tokens)) is denied


def test_every_word_list_compiles_in_both_languages() -> None:
    text = "nobody can log in; personne ne peut se connecter"
    tokens = tokenize(text, [(0, len(text))])
    assert Mention("outage.access", 0, 3) in matcher("en").find(tokens)
    assert any(m.concept == "outage.access" and m.first > 4 for m in matcher("fr").find(tokens))
