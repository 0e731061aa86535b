"""The contract's severities from what a text says, in an order that misses an outage last."""

from typing import NamedTuple

from dial2.vocabulary import Severity
from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.scope import Scope, scope_of

_CORE = ("outage.access", "outage.telephony", "outage.operations")
_DOWN = frozenset("down dead out offline crashed panne mort morte plante tombe".split())
_FEW_WORDS = 14
_FINE = {"outage.access": "fine.access", "outage.telephony": "fine.telephony", "outage.operations": "fine.access"}


class Decision(NamedTuple):
    """A severity, the rule that gave it and the words that it rests on."""

    severity: Severity
    rule: str
    because: list[Mention]


def decide(reading: Reading) -> Decision:
    """Return the severity that the content of a request supports."""
    after = _present(reading)
    if _exposure(reading):
        return Decision("critical", "severity.exposure", _exposure(reading))
    core = {concept: _live(reading, concept, after) for concept in _CORE}
    total = _live(reading, "failure.total", after)
    partial = _live(reading, "failure.partial", after)
    wrong = _live(reading, "failure.wrong", after)
    trouble = [mention for found in core.values() for mention in found] + total + partial + wrong
    asking = _asking(reading)
    if asking and not any(core.values()) and not [m for m in trouble if reading.sentence(m) not in asking]:
        return _untroubled(reading, after, "unsaid", [])
    if _bare_cry(reading, total):
        return Decision("critical", "severity.down_unqualified", total)
    scope, who = scope_of(reading, after=after)
    if _staging(reading):
        return Decision("no", "severity.staging", reading.active("unreal.staging"))
    if not trouble:
        return _untroubled(reading, after, scope, who)
    calm = _calm(reading, trouble, total, core, scope)
    if calm:
        return calm
    return _by_reach(reading, core, trouble, scope, who)


def _by_reach(
    reading: Reading, core: dict[str, list[Mention]], trouble: list[Mention], scope: Scope, who: list[Mention]
) -> Decision:
    others_fine = bool(reading.stated("scope.others_fine"))
    broken = [mention for concept, found in core.items() if not reading.stated(_FINE[concept]) for mention in found]
    business = reading.active("impact.business")
    only = reading.active("scope.only")
    if broken and scope == "all":
        if others_fine:
            return Decision("major", "severity.core_for_a_part", broken + who)
        return Decision("critical", "severity.core_for_all", broken + who)
    if broken and scope == "unsaid" and not others_fine:
        return Decision("critical", "severity.core_without_limit", broken)
    if broken and scope in ("counted", "plural") and not others_fine and not only and not reading.has("impact.coping"):
        return Decision("critical", "severity.core_for_many", broken + who)
    if only and scope not in ("all", "many") and not business:
        return Decision("low", "severity.one_thing", trouble + only)
    if scope in ("all", "many", "counted", "plural"):
        return Decision("major", "severity.function_for_many", trouble + who)
    if business and scope != "one":
        return Decision("major", "severity.business_affected", trouble + business)
    return Decision("low", "severity.specific_users", trouble + who)


def _untroubled(reading: Reading, after: int, scope: Scope, who: list[Mention]) -> Decision:
    if after:
        return Decision("no", "severity.over", reading.active("recovered.now"))
    vague = _live(reading, "failure.vague", after)
    if vague:
        return Decision("low", "severity.vague", vague)
    asked = [m for concept in ("intent.question", "intent.wish", "intent.commercial", "failure.cosmetic") for m in reading.active(concept)]
    if asked or any(token.text == "?" for token in reading.tokens):
        return Decision("no", "severity.nothing_broken", asked)
    limited = reading.has("scope.only", "scope.place") or bool(reading.stated("scope.others_fine"))
    if not limited and (scope in ("all", "many", "counted") or reading.has("impact.business")):
        return Decision("major", "severity.unclear_for_many", who + reading.active("impact.business"))
    return Decision("low", "severity.unclear", [])


def _calm(
    reading: Reading, trouble: list[Mention], total: list[Mention], core: dict[str, list[Mention]], scope: Scope
) -> Decision | None:
    """A question, a wish or a matter of looks that only sounds like trouble."""
    wished = [mention for mention in reading.active("intent.wish") if reading.in_subject(mention)]
    if wished and not any(core.values()):
        return Decision("no", "severity.wish", wished)
    if any(core.values()) or total or reading.has("failure.vague"):
        return None
    asked = reading.active("intent.question") + reading.active("intent.wish")
    cosmetic = reading.active("failure.cosmetic")
    if cosmetic and scope in ("one", "unsaid", "few"):
        return Decision("no", "severity.cosmetic", cosmetic)
    if asked and len(trouble) == 0:
        return Decision("no", "severity.question", asked)
    return None


def _live(reading: Reading, concept: str, after: int) -> list[Mention]:
    return [
        mention
        for mention in reading.active(concept)
        if mention.first >= after
        and not (reading.in_subject(mention) and reading.is_reply)
        and not (concept in ("failure.partial", "failure.wrong") and reading.quoted(mention))
    ]


def _present(reading: Reading) -> int:
    """Return the token from which the text speaks of now: what stands before a recovery is over."""
    relapse = reading.all("recovered.not")
    for mention in reversed(reading.active("recovered.now")):
        if any(abs(other.first - mention.first) <= 6 or other.first <= mention.last <= other.last for other in relapse):  # noqa: PLR2004
            continue
        sentence = reading.sentence(mention)
        for index in range(mention.last, len(reading.tokens)):
            if reading.tokens[index].sentence != sentence:
                return index
        return len(reading.tokens)
    return 0


def _asking(reading: Reading) -> set[int]:
    """Return the sentences that ask or wish; one that asks for a repair reports it."""
    asks = {token.sentence for token in reading.tokens if token.text == "?"}
    for concept in ("intent.question", "intent.wish"):
        asks |= {reading.sentence(mention) for mention in reading.active(concept)}
    return asks - {reading.sentence(mention) for mention in reading.active("intent.repair")}


def _bare_cry(reading: Reading, total: list[Mention]) -> bool:
    """A few words that say "down" and name neither a function nor a person: nobody writes less when all is lost."""
    limits = ("scope.one", "scope.self", "scope.only", "scope.few", "phone.strong", "dashboard.strong", "other.strong", "intent.question")
    down = [mention for mention in total if reading.tokens[mention.last].text in _DOWN]
    return bool(down) and len(reading.tokens) <= _FEW_WORDS and not reading.has(*limits)


def _exposure(reading: Reading) -> list[Mention]:
    """A breach is one of data unless it was over a fence."""
    found = reading.active("exposure.data")
    return found if reading.has("exposure.physical") else found + reading.active("exposure.breach")


def _staging(reading: Reading) -> bool:
    return reading.has("unreal.staging")
