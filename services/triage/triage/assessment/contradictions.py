"""Where what a contact says of itself and what it describes disagree: it is told, and a person looks."""

import re
from collections.abc import Mapping

from dial2.vocabulary import SEVERITIES, Severity
from triage.assessment.evidence import Evidence
from triage.assessment.reading import Reading
from triage.assessment.severity import Decision
from triage.assessment.spans import Spans

MARKER, TONE, RULES = "contradiction.marker", "contradiction.tone", "contradiction.rules"
EXPOSURE = "contradiction.exposure"
RISK, CLOSE = "contradiction.may_be_critical", "contradiction.close"
_SEVERE: tuple[Severity, ...] = ("critical", "major")
_FAR = 2  # steps of severity between the rules and the model
# Probability of a critical matter from which another severity may hide one.
_AT_RISK: dict[Severity, float] = {"major": 0.2, "low": 0.1, "no": 0.1}
_OPEN = (0.15, 0.65)  # probabilities of critical or major between which it may be either: to miss one costs more
_UNSURE = (
    0.6  # probability of the severity given, below which a marker or rules that say otherwise are reason to look
)
_NEAR = 12  # words between what was seen, who saw it and whose it is
_MARKER = re.compile(r"(?:urgent\W+)?service\s+issue", re.IGNORECASE)


def contradictions(
    reading: Reading, decision: Decision, severity: Severity, likely: Mapping[Severity, float]
) -> list[Evidence]:
    """Return what speaks against the severity given: marker, tone, rules, strangers' data, or a chance of worse.

    A chance has no words of its own: its evidence stands at the start of the text, and is empty.
    """
    found = [
        *_marker(reading, severity),
        *_tone(reading, severity),
        *_rules(reading, decision, severity),
        *_exposure(reading, severity),
    ]
    if severity != "critical" and likely["critical"] >= _AT_RISK[severity]:
        found.append(_chance(RISK))
    least, most = _OPEN
    if least <= sum(likely[name] for name in _SEVERE) <= most:
        found.append(_chance(CLOSE))
    return found


def needs_person(found: list[Evidence], severity: Severity, likely: Mapping[Severity, float]) -> bool:
    """Whether a person should look before anybody relies on the severity; a tone alone is no reason."""
    rules = {item.rule for item in found}
    return bool(rules & {RISK, CLOSE, EXPOSURE}) or (bool(rules & {MARKER, RULES}) and likely[severity] < _UNSURE)


def _chance(rule: str) -> Evidence:
    return Evidence(rule=rule, words="", start=0, end=0, field="body", effect="contradicts")


def _marker(reading: Reading, severity: Severity) -> list[Evidence]:
    claims = {"urgent": severity not in _SEVERE, "normal": severity in _SEVERE}
    match = _MARKER.search(reading.subject)
    if match is None or not claims.get(reading.contact.marker or "", False):
        return []
    start, end = match.span()
    words = match.group()
    return [Evidence(rule=MARKER, words=words, start=start, end=end, field="subject", effect="contradicts")]


def _tone(reading: Reading, severity: Severity) -> list[Evidence]:
    concept = "tone.gentle" if severity in _SEVERE else "tone.alarmed"
    return [reading.evidence(mention, "contradicts", rule=TONE) for mention in reading.active(concept)[:1]]


def _rules(reading: Reading, decision: Decision, severity: Severity) -> list[Evidence]:
    if abs(SEVERITIES.index(decision.severity) - SEVERITIES.index(severity)) < _FAR:
        return []
    return [reading.evidence(mention, "contradicts", rule=RULES) for mention in decision.because[:1]]


def _exposure(reading: Reading, severity: Severity) -> list[Evidence]:
    """Return whose data somebody tells of having seen, be it in a question and beside much else."""
    if severity == "critical":
        return []
    witnessed = Spans(reading.active("exposure.witnessed"))
    private = Spans(reading.active("exposure.personal") + reading.active("exposure.private"))
    for stranger in reading.active("exposure.stranger"):
        near = stranger.first - _NEAR, stranger.last + _NEAR
        if not reading.quoted(stranger) and witnessed.begin_within(*near) and private.begin_within(*near):
            return [reading.evidence(stranger, "contradicts", rule=EXPOSURE)]
    return []
