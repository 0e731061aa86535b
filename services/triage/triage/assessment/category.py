"""Telephony, dashboards and reports, or the rest: the contract's three kinds of request."""

from dial2.vocabulary import Category
from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.spans import Spans

_STRONG = 2.0
_LEAST = 1.6  # a lone word that only goes with a kind does not make it one
_WEAK = 0.75
_OTHER = 1.0  # words of the rest go with every kind
_IN_SUBJECT = 3.0  # a subject names the matter


def category_of(reading: Reading) -> tuple[Category, list[Mention]]:
    """Return the kind of request, and the words that tell."""
    scores: dict[Category, float] = {}
    words: dict[Category, list[Mention]] = {}
    for category in ("phone", "dashboard", "other"):
        words[category] = _words(reading, category)
        scores[category] = sum(_weight(reading, mention) for mention in words[category])
    best: Category = max(("other", "dashboard", "phone"), key=lambda category: scores[category])
    if scores[best] < _LEAST:
        best = "other"
    return best, words[best]


def _words(reading: Reading, category: Category) -> list[Mention]:
    excluded = Spans(reading.all(f"{category}.not"))
    fine = Spans(m for concept in ("fine.access", "fine.telephony", "fine.other") for m in reading.stated(concept))
    found: dict[str, Mention] = {}
    for mention in reading.all(f"{category}.weak") + reading.all(f"{category}.strong"):
        if excluded.cover(mention.first) or fine.cover(mention.first):
            continue
        found[" ".join(token.text for token in reading.tokens[mention.first : mention.last + 1])] = mention
    return list(found.values())


def _weight(reading: Reading, mention: Mention) -> float:
    weight = _STRONG if mention.concept.endswith("strong") else _WEAK
    if mention.concept.startswith("other"):
        weight = _OTHER
    return weight * (_IN_SUBJECT if reading.in_subject(mention) else 1.0)
