"""What the rules alone say of a contact: the first opinion, and what the model weighs beside the words."""

from typing import NamedTuple

from dial2.vocabulary import Category
from triage.assessment.category import category_of
from triage.assessment.findings import Findings, findings
from triage.assessment.matcher import Mention
from triage.assessment.missing import told_items, untold_items
from triage.assessment.reading import Reading
from triage.assessment.request import not_a_request
from triage.assessment.severity import Decision, decide


class Ruling(NamedTuple):
    """The rules' opinion with the words that it rests on; `noise` is why nothing is asked, if so."""

    noise: tuple[str, Mention] | None
    found: Findings
    decision: Decision
    category: Category
    topical: list[Mention]
    told: dict[str, list[Mention]]  # the words that tell an item of the contract's list
    missing: list[str]


def ruling_of(reading: Reading) -> Ruling:
    found = findings(reading)
    decision = decide(reading, found)
    category, topical = category_of(reading)
    told = told_items(reading, decision.severity)
    return Ruling(
        noise=not_a_request(reading),
        found=found,
        decision=decision,
        category=category,
        topical=topical,
        told=told,
        missing=untold_items(reading, category, decision.severity, told),
    )
