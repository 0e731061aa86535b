"""A contact becomes an assessment."""

import msgspec

from dial2.profile import Profile
from dial2.vocabulary import Category, Language, Marker, Severity
from triage.assessment.contact import Contact
from triage.assessment.contradictions import contradictions, needs_person
from triage.assessment.evidence import Effect, Evidence
from triage.assessment.features import Features, features_of
from triage.assessment.lexicon import VERSION
from triage.assessment.matcher import Mention
from triage.assessment.missing import ITEMS, as_listed, told_items, untold_items
from triage.assessment.model import Model, trained
from triage.assessment.opinion import opinion_of, telling_words
from triage.assessment.reading import Reading
from triage.assessment.ruling import Ruling, ruling_of

MODEL = "model.severity"
_MOST_PER_RULE = 3  # mentions kept of one rule: enough to judge by


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What triage assigns; `rule` decided the severity, `version` is that of rules, words and weights.

    `probabilities` are the model's of each severity; there are none where nothing is asked or said. `needs_person`
    says that what speaks against the severity (`contradiction.…` in the evidence) is enough to have a person look.
    """

    severity: Severity
    marker: Marker | None
    category: Category
    missing: list[str]
    is_request: bool
    language: Language
    evidence: list[Evidence]
    rule: str
    version: str = VERSION
    probabilities: dict[Severity, float] = {}
    needs_person: bool = False


def assess(contact: Contact, *, profile: Profile, model: Model | None = None) -> Assessment:
    """Assess a contact by its content; the marker is recorded as the sender's claim and decides nothing.

    The rules read it first, and the model weighs what they found beside the words. `model` is the trained one
    unless another is given. Where there is no text to judge, the profile says what to assume for the time being.
    """
    reading = Reading(contact)
    if not reading.tokens:
        return _unheard(contact, reading, profile.phone.severity_without_text)
    ruling = ruling_of(reading)
    features = features_of(reading, ruling)
    model = model or trained()
    opinion = opinion_of(model, features, ruling, length=len(reading.tokens))
    if not opinion.is_request:
        return _silent(contact, reading, ruling, model, features)
    severity = opinion.severity
    missing = (
        [item for item in ITEMS[opinion.category] if opinion.missing[item]]
        if opinion.missing
        else untold_items(reading, opinion.category, severity, ruling.told)
    )
    told = [mention for found in ruling.told.values() for mention in found[:1]]
    agreed = severity == ruling.decision.severity
    telling = telling_words(model, features, severity)
    against = contradictions(reading, ruling.decision, severity, opinion.probabilities)
    return Assessment(
        severity=severity,
        marker=contact.marker,
        category=opinion.category,
        missing=as_listed(missing, profile.checklists.get(opinion.category, [])),
        is_request=True,
        language=reading.language,
        evidence=[
            *_evidence(reading, ruling.decision.because, "decides" if agreed else "informs"),
            *_evidence(reading, telling, "informs" if agreed else "decides", rule=MODEL),
            *_evidence(reading, _set_aside(reading), "ignored"),
            *_evidence(reading, ruling.topical, "informs"),
            *_evidence(reading, told, "informs"),
            *against,
        ],
        rule=ruling.decision.rule if agreed else MODEL,
        probabilities={name: round(share, 3) for name, share in opinion.probabilities.items()},
        needs_person=needs_person(against, severity, opinion.probabilities),
    )


def _silent(contact: Contact, reading: Reading, ruling: Ruling, model: Model, features: Features) -> Assessment:
    if ruling.noise:
        rule, mention = ruling.noise
        because = [mention]
    else:
        rule = "model.request"
        because = telling_words(model, features, "no")
    return Assessment(
        severity="no",
        marker=contact.marker,
        category="other",
        missing=[],
        is_request=False,
        language=reading.language,
        evidence=_evidence(reading, because, "decides", rule=rule),
        rule=rule,
    )


def _unheard(contact: Contact, reading: Reading, severity: Severity) -> Assessment:
    return Assessment(
        severity=severity,
        marker=contact.marker,
        category="other",
        missing=untold_items(reading, "other", severity, told_items(reading, severity)),
        is_request=True,
        language=reading.language,
        evidence=[],
        rule="severity.without_text",
    )


def _set_aside(reading: Reading) -> list[Mention]:
    return [
        mention
        for concept in ("outage.access", "outage.telephony", "outage.operations", "failure.total", "exposure.data")
        for mention in reading.all(concept)
        if reading.is_masked(mention) or reading.denial(mention) is not None
    ]


def _evidence(reading: Reading, mentions: list[Mention], effect: Effect, *, rule: str = "") -> list[Evidence]:
    seen: dict[str, int] = {}
    kept = []
    for mention in mentions:
        seen[mention.concept] = seen.get(mention.concept, 0) + 1
        if seen[mention.concept] <= _MOST_PER_RULE:
            kept.append(reading.evidence(mention, effect, rule=rule))
    return kept
