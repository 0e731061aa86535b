"""Which details of the contract's list a request tells, and which it does not."""

from collections.abc import Mapping

from dial2.profile.model import ChecklistItem
from dial2.vocabulary import Category, Severity
from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.spans import Spans

ITEMS: dict[Category, tuple[str, ...]] = {
    "phone": ("steps_tried", "who_affected", "extension", "when", "description", "recent_changes"),
    "dashboard": ("steps_tried", "when", "description", "recent_changes", "missing_or_error"),
    "other": ("steps_tried", "who_affected", "when", "description", "recent_changes"),
}

_TROUBLE = (
    "outage.access",
    "outage.telephony",
    "outage.operations",
    "failure.total",
    "failure.partial",
    "failure.wrong",
    "failure.cosmetic",
)
_ENOUGH_WORDS = 18  # fewer than these, with no function named, describe nothing


def told_items(reading: Reading, severity: Severity) -> dict[str, list[Mention]]:
    """Return, by item, the words that tell it."""
    return {
        "steps_tried": _except(reading, "detail.steps_tried", "detail.steps_elsewhere"),
        "when": [] if _planned(reading, severity) else _except(reading, "detail.when", "detail.when_ahead"),
        "recent_changes": [
            *reading.all("detail.unchanged"),
            *_except(reading, "detail.recent_changes", "detail.not_change"),
        ],
        "extension": _except(reading, "detail.extension", "detail.extension_not"),
        "who_affected": _who(reading),
    }


def untold_items(
    reading: Reading, category: Category, severity: Severity, told: Mapping[str, list[Mention]]
) -> list[str]:
    """Return the names of the missing items, in the list's order, as the rules find them."""
    lacking = [item for item in ITEMS[category] if item in told and not told[item]]
    vague = severity != "no" and _vague(reading)
    if vague:
        lacking.append("description")
    if category == "dashboard" and (vague or (severity == "no" and not _shows_something(reading))):
        lacking.append("missing_or_error")
    return [item for item in ITEMS[category] if item in lacking]


def as_listed(items: list[str], checklist: list[ChecklistItem]) -> list[str]:
    """Return the items under the names of a profile's checklist, which may ask for the agent where we say who."""
    agent = any(item.name == "agent" for item in checklist)
    return ["agent" if agent and item == "who_affected" else item for item in items]


def _except(reading: Reading, concept: str, exception: str) -> list[Mention]:
    excluded = Spans(reading.all(exception))
    return [
        mention
        for mention in reading.all(concept)
        if not excluded.contain(mention) and not excluded.begin_within(mention.first, mention.last)
    ]


def _planned(reading: Reading, severity: Severity) -> bool:
    return severity == "no" and not reading.has("recovered.now")


def _who(reading: Reading) -> list[Mention]:
    politeness = Spans(reading.all("detail.not_who"))
    return [
        mention
        for concept in (
            "scope.one",
            "scope.self",
            "scope.place",
            "scope.all",
            "scope.plural",
            "detail.group",
            "scope.others_fine",
        )
        for mention in reading.all(concept)
        if not _mere_number(reading, mention) and not politeness.contain(mention)
    ]


def _mere_number(reading: Reading, mention: Mention) -> bool:
    """Whether people are only counted, or are some part of a team: that does not say who."""
    before = reading.tokens[max(0, mention.first - 2) : mention.first]
    if mention.concept not in ("scope.plural", "detail.group"):
        return False
    counted = any(
        token.value is not None for token in (*before, *reading.tokens[mention.first : mention.last + 1])
    )
    return counted or any(token.text in ("half", "part", "most", "moitie", "of", "some") for token in before)


def _vague(reading: Reading) -> bool:
    """Whether nothing is described beyond that something is wrong."""
    vague = Spans(reading.all("failure.vague"))
    trouble = [m for concept in _TROUBLE for m in reading.active(concept)]
    symptoms = [m for m in trouble if not vague.cover(m.first) and not vague.begin_within(m.first, m.last)]
    if reading.all("failure.vague") and not symptoms:
        return True
    named = reading.has("phone.strong", "dashboard.strong", "other.strong")
    return len(reading.tokens) - reading.subject_length < _ENOUGH_WORDS and not named


def _shows_something(reading: Reading) -> bool:
    return reading.has("failure.cosmetic", "failure.wrong") and not reading.has("intent.question", "intent.wish")
