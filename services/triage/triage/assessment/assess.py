"""A contact becomes an assessment."""

import msgspec

from dial2.profile import Profile
from dial2.vocabulary import Category, Language, Marker, Severity
from triage.assessment.category import category_of
from triage.assessment.contact import Contact
from triage.assessment.evidence import Effect, Evidence
from triage.assessment.lexicon import VERSION
from triage.assessment.matcher import Mention
from triage.assessment.missing import missing_items
from triage.assessment.reading import Reading
from triage.assessment.request import not_a_request
from triage.assessment.severity import decide

_MOST_PER_RULE = 3  # mentions kept of one rule: enough to judge by


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What triage assigns; `rule` decided the severity, `version` is that of rules and words."""

    severity: Severity
    marker: Marker | None
    category: Category
    missing: list[str]
    is_request: bool
    language: Language
    evidence: list[Evidence]
    rule: str
    version: str = VERSION


def assess(contact: Contact, *, profile: Profile) -> Assessment:
    """Assess a contact by its content; the marker is recorded as the sender's claim and decides nothing.

    Where there is no text to judge, the profile says what to assume until somebody listens.
    """
    reading = Reading(contact)
    if not reading.tokens:
        return _unheard(contact, reading, profile.phone.severity_without_text)
    noise = not_a_request(reading)
    if noise:
        rule, mention = noise
        return Assessment(
            severity="no",
            marker=contact.marker,
            category="other",
            missing=[],
            is_request=False,
            language=reading.language,
            evidence=[reading.evidence(mention, "decides", rule=rule)],
            rule=rule,
        )
    decision = decide(reading)
    category, topical = category_of(reading)
    missing, told = missing_items(reading, category, decision.severity)
    return Assessment(
        severity=decision.severity,
        marker=contact.marker,
        category=category,
        missing=missing,
        is_request=True,
        language=reading.language,
        evidence=[
            *_evidence(reading, decision.because, "decides"),
            *_evidence(reading, _set_aside(reading), "ignored"),
            *_evidence(reading, topical, "informs"),
            *_evidence(reading, told, "informs"),
        ],
        rule=decision.rule,
    )


def _unheard(contact: Contact, reading: Reading, severity: Severity) -> Assessment:
    return Assessment(
        severity=severity,
        marker=contact.marker,
        category="other",
        missing=missing_items(reading, "other", severity)[0],
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


def _evidence(reading: Reading, mentions: list[Mention], effect: Effect) -> list[Evidence]:
    seen: dict[str, int] = {}
    kept = []
    for mention in mentions:
        seen[mention.concept] = seen.get(mention.concept, 0) + 1
        if seen[mention.concept] <= _MOST_PER_RULE:
            kept.append(reading.evidence(mention, effect))
    return kept
