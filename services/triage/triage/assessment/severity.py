"""The contract's severities from what a text says: rules in order, the first that applies decides.

The order misses an outage last: exposure comes before all that calms, and a core function gone is critical unless
the words limit it.
"""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from dial2.vocabulary import Severity
from triage.assessment.findings import Findings
from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.words import words

_DOWN = words("down")
_FEW_WORDS = 14
_FINE = ("fine.access", "fine.telephony", "fine.other")
_CLOSE = 15  # words
_NAMES_SOMETHING = (
    "scope.one",
    "scope.self",
    "scope.only",
    "scope.few",
    "phone.strong",
    "dashboard.strong",
    "other.strong",
    "intent.question",
)


class Decision(NamedTuple):
    """A severity, the rule that gave it and the words that it rests on."""

    severity: Severity
    rule: str
    because: list[Mention]


def decide(reading: Reading, found: Findings) -> Decision:
    """Return the severity that the content of a request supports."""
    decisions = (rule(reading, found) for rule in _RULES)
    return next(decision for decision in decisions if decision)


def _exposure(_reading: Reading, found: Findings) -> Decision | None:
    return Decision("critical", "severity.exposure", found.exposed) if found.exposed else None


def _only_asked(reading: Reading, found: Findings) -> Decision | None:
    """All that sounds like trouble stands in sentences that ask or wish."""
    if not found.asking or found.core or any(not _is_asked(reading, found, mention) for mention in found.trouble):
        return None
    return _over(reading, found) or _vague(reading, found) or Decision("no", "severity.question", _asked(reading))


def _is_asked(reading: Reading, found: Findings, mention: Mention) -> bool:
    """Whether words stand close to a question in its sentence; speech without punctuation is one long sentence."""
    start = bisect_left(found.asking, mention.first - _CLOSE)
    end = bisect_right(found.asking, mention.first + _CLOSE)
    sentence = reading.sentence(mention)
    return any(reading.tokens[index].sentence == sentence for index in found.asking[start:end])


def _bare_cry(reading: Reading, found: Findings) -> Decision | None:
    """A few words that say "down" and name no function or person: nobody writes less when all is lost."""
    down = [mention for mention in found.total if reading.tokens[mention.last].text in _DOWN]
    if not down or len(reading.tokens) > _FEW_WORDS or reading.has(*_NAMES_SOMETHING):
        return None
    return Decision("critical", "severity.down_unqualified", down)


def _staging(reading: Reading, found: Findings) -> Decision | None:
    """Trouble in a test environment only: not where that one is fine, nor where the real one is in trouble too."""
    fine = {reading.sentence(m) for concept in _FINE for m in reading.stated(concept)}
    staging = [mention for mention in reading.active("unreal.staging") if reading.sentence(mention) not in fine]
    there = {reading.sentence(mention) for mention in staging}
    real = {reading.sentence(mention) for mention in reading.active("unreal.production")} - there
    if not staging or any(reading.sentence(mention) in real for mention in found.trouble):
        return None
    return Decision("no", "severity.staging", staging)


def _over(reading: Reading, found: Findings) -> Decision | None:
    if found.trouble or not found.recovered:
        return None
    return Decision("no", "severity.over", reading.active("recovered.now"))


def _vague(_reading: Reading, found: Findings) -> Decision | None:
    return Decision("low", "severity.vague", found.vague) if found.vague and not found.trouble else None


def _nothing_broken(reading: Reading, found: Findings) -> Decision | None:
    asked = _asked(reading)
    if found.trouble or not (asked or any(token.text == "?" for token in reading.tokens)):
        return None
    return Decision("no", "severity.nothing_broken", asked)


def _unclear(reading: Reading, found: Findings) -> Decision | None:
    """Nothing known to be trouble is said; whom it reaches decides."""
    if found.trouble:
        return None
    limited = found.others_fine or reading.has("scope.only", "scope.place")
    several = found.scope in ("all", "many", "counted", "plural")
    if (several and found.business) or (not limited and (several or found.business)):
        return Decision("major", "severity.unclear_for_many", found.reached + found.business)
    return Decision("low", "severity.unclear", found.reached)


def _wish(reading: Reading, found: Findings) -> Decision | None:
    wished = [mention for mention in reading.active("intent.wish") if reading.in_subject(mention)]
    return Decision("no", "severity.wish", wished) if wished and not found.core else None


def _cosmetic(reading: Reading, found: Findings) -> Decision | None:
    cosmetic = reading.active("failure.cosmetic")
    if not cosmetic or found.core or found.total or found.vague or found.scope not in ("one", "unsaid", "few"):
        return None
    return Decision("no", "severity.cosmetic", cosmetic)


def _core(reading: Reading, found: Findings) -> Decision | None:
    """A core function is gone: for everybody, a part of them, or nobody in particular, read as everybody."""
    if not found.broken or (found.others_fine and found.scope != "all"):
        return None
    because = found.broken + found.reached
    if found.others_fine:
        return Decision("major", "severity.core_for_a_part", because)
    if found.scope == "all":
        return Decision("critical", "severity.core_for_all", because)
    if found.scope == "unsaid":
        return Decision("critical", "severity.core_without_limit", because)
    limited = found.only or reading.has("impact.coping") or found.scope not in ("counted", "plural")
    return None if limited else Decision("critical", "severity.core_for_many", because)


def _one_thing(_reading: Reading, found: Findings) -> Decision | None:
    if not found.only or found.scope in ("all", "many") or found.business:
        return None
    return Decision("low", "severity.one_thing", found.trouble + found.only)


def _function(_reading: Reading, found: Findings) -> Decision:
    if found.scope in ("all", "many", "counted", "plural"):
        return Decision("major", "severity.function_for_many", found.trouble + found.reached)
    if found.business and found.scope != "one":
        return Decision("major", "severity.business_affected", found.trouble + found.business)
    return Decision("low", "severity.specific_users", found.trouble + found.reached)


def _asked(reading: Reading) -> list[Mention]:
    concepts = ("intent.question", "intent.wish", "intent.commercial", "failure.cosmetic")
    return [mention for concept in concepts for mention in reading.active(concept)]


_RULES = (
    _exposure,
    _only_asked,
    _staging,
    _bare_cry,
    _over,
    _vague,
    _nothing_broken,
    _unclear,
    _wish,
    _cosmetic,
    _core,
    _one_thing,
    _function,
)
