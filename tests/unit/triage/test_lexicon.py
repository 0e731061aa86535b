"""Every entry of the lexicon earns its place: some contact or phrase of the corpus uses it."""

import json
import tomllib
from pathlib import Path

import pytest

from dial2.vocabulary import Language
from triage.assessment import Contact
from triage.assessment.lexicon import macros, patterns
from triage.assessment.matcher import Matcher
from triage.assessment.reading import Reading
from triage.assessment.spelling import Speller
from triage.assessment.tokens import Token, tokenize
from triage.assessment.words import words

CORPUS = Path(__file__).parents[2] / "corpus" / "triage"

Texts = dict[Language, list[list[Token]]]


@pytest.fixture(scope="module")
def texts() -> Texts:
    """Return the tokens of every text by language; French texts borrow English entries."""
    found: Texts = {"en": [], "fr": []}
    for path in CORPUS.rglob("*.jsonl"):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            reading = Reading(Contact(channel=row["channel"], subject=row["subject"], text=row["body"]))
            found[reading.language].append(reading.tokens)
    phrases = tomllib.loads((CORPUS / "phrases.toml").read_text("utf-8"))
    found["fr"] += [tokenize(phrase, [(0, len(phrase))]) for phrase in phrases["fr"]]
    found["en"] += found["fr"] + [tokenize(phrase, [(0, len(phrase))]) for phrase in phrases["en"]]
    return found


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_entry_of_the_lexicon_is_used_by_an_example(texts: Texts, language: Language) -> None:
    unused = dict(enumerate(pattern for known, _, pattern in patterns() if known == language))
    matcher = Matcher()
    for number, pattern in unused.items():
        matcher.add(str(number), pattern, macros())
    matcher.seal()
    for tokens in texts[language]:
        for mention in matcher.find(tokens):
            unused.pop(int(mention.concept), None)
    assert list(unused.values()) == []


def test_no_phrase_is_kept_that_a_contact_makes_needless() -> None:
    phrases = tomllib.loads((CORPUS / "phrases.toml").read_text("utf-8"))
    assert all(len(set(listed)) == len(listed) for listed in phrases.values())


def test_a_word_known_to_the_speller_alone_is_not_corrected_into_another() -> None:
    assert Speller({"calender"}).correct("calendar") == "calender"
    assert Speller({"calender"} | words("spelled")).correct("calendar") is None
