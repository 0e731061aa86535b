"""The model's opinion of a contact: how likely each answer is, and the answer that is safest to give."""

from collections.abc import Mapping
from typing import NamedTuple

from dial2.vocabulary import SEVERITIES, Category, Severity
from triage.assessment.features import Features, Run
from triage.assessment.matcher import Mention
from triage.assessment.model import CATEGORIES, Model, shares
from triage.assessment.ruling import Ruling

# What it costs to give one severity for another: nobody is called for a critical contact seen as low.
_COST: dict[Severity, dict[Severity, float]] = {
    "critical": {"critical": 0, "major": 1, "low": 5, "no": 7},
    "major": {"critical": 1, "major": 0, "low": 1, "no": 2},
    "low": {"critical": 1.3, "major": 1, "low": 0, "no": 1},
    "no": {"critical": 1.5, "major": 1.2, "low": 1, "no": 0},
}
_FEW = 18  # tokens
_TELLING = 3  # runs of words that are named as the reason
_CANDIDATES = 20  # that are looked at for them: many overlap
_ALARM = 0.3  # probability of a critical or major matter from which something is asked, whatever else is said
_MACHINES = (
    "noise.automatic",
    "noise.bounce",
    "noise.calendar",
    "noise.scam",
)  # these give themselves away by set phrases


class Opinion(NamedTuple):
    severity: Severity
    probabilities: dict[Severity, float]
    category: Category
    is_request: bool
    missing: dict[str, bool]  # of every item; empty where the rules are to say


def opinion_of(model: Model, features: Features, ruling: Ruling, *, length: int) -> Opinion:
    """Return the model's answers for a text of `length` tokens, the rules' where few words say what is wrong."""
    scores = model.scores(features)
    short = length < _FEW
    brief = short and bool(ruling.found.trouble or ruling.found.exposed)
    by_rules = brief or (short and bool(ruling.found.vague))
    likely: dict[Severity, float] = shares(scores, "severity", SEVERITIES)
    categories = {category: scores[f"category.{category}"] for category in CATEGORIES}
    return Opinion(
        severity=_of_brief(ruling.decision.severity, likely) if brief else least_costly(likely),
        probabilities=likely,
        category=ruling.category
        if short and ruling.topical
        else max(CATEGORIES, key=lambda category: categories[category]),
        is_request=not ruling.noise if short else _asks(ruling, scores["request"], likely),
        missing={
            label.removeprefix("missing."): score > 0
            for label, score in scores.items()
            if label.startswith("missing.") and not by_rules
        },
    )


def _of_brief(ruled: Severity, likely: Mapping[Severity, float]) -> Severity:
    """Return the rules' severity for a few words, unless they take for harmless what looks critical."""
    weighed = least_costly(likely)
    return weighed if ruled in ("low", "no") and weighed == "critical" else ruled


def _asks(ruling: Ruling, score: float, likely: Mapping[Severity, float]) -> bool:
    if ruling.noise and ruling.noise[0] in _MACHINES:
        return False
    return score > 0 or likely["critical"] + likely["major"] > _ALARM


def least_costly(likely: Mapping[Severity, float]) -> Severity:
    return min(SEVERITIES, key=lambda given: sum(share * _COST[real][given] for real, share in likely.items()))


def telling_words(model: Model, features: Features, severity: Severity) -> list[Mention]:
    """Return the places of the words that speak most for a severity; no two overlap."""
    among = [f"severity.{other}" for other in SEVERITIES]
    kept: list[Mention] = []
    for run in model.telling(features, f"severity.{severity}", among, _CANDIDATES):
        first = _place(features.plain, run)
        mention = Mention("model", first, first + len(run) - 1)
        if all(mention.last < other.first or mention.first > other.last for other in kept):
            kept.append(mention)
        if len(kept) == _TELLING:
            break
    return kept


def _place(plain: list[str], run: Run) -> int:
    """Return where a run first stands."""
    first = plain.index(run[0])
    while tuple(plain[first : first + len(run)]) != run:
        first = plain.index(run[0], first + 1)
    return first
