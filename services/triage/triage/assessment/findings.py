"""What in a reading bears on severity: trouble that is present, whom it reaches, what is fine."""

from typing import NamedTuple

from triage.assessment.matcher import Mention
from triage.assessment.reading import Reading
from triage.assessment.scope import Scope, reach_of
from triage.assessment.spans import Spans
from triage.assessment.tokens import QUESTION
from triage.assessment.words import words

CORE = ("outage.access", "outage.telephony", "outage.operations")
_FINE = {"outage.access": "fine.access", "outage.telephony": "fine.telephony", "outage.operations": "fine.access"}
_BUT = words("but")
_NEAR = 18  # words between what is seen, what it is and whose it is
_RELAPSE = 6  # words around a recovery within which it is taken back


class Findings(NamedTuple):
    """Words by what they bear on: `core` functions gone, `broken` those that nothing says are fine."""

    core: list[Mention]
    broken: list[Mention]
    total: list[Mention]
    trouble: list[Mention]  # all of the above, and what works badly or shows the wrong thing
    exposed: list[Mention]
    vague: list[Mention]
    scope: Scope
    reached: list[Mention]
    others_fine: bool
    only: list[Mention]
    business: list[Mention]
    recovered: bool
    asking: list[int]  # tokens that ask or wish


def findings(reading: Reading) -> Findings:
    after = _present(reading)
    core = {concept: _live(reading, concept, after) for concept in CORE}
    total = _live(reading, "failure.total", after)
    lesser = [
        mention
        for concept in ("failure.partial", "failure.wrong")
        for mention in _live(reading, concept, after)
        if not reading.quoted(mention)
    ]
    reach = reach_of(reading, after=after)
    gone = [mention for found in core.values() for mention in found]
    return Findings(
        core=gone,
        broken=[m for concept, found in core.items() if not reading.stated(_FINE[concept]) for m in found],
        total=total,
        trouble=gone + total + lesser,
        exposed=_exposed(reading),
        vague=_live(reading, "failure.vague", after),
        scope=reach.scope,
        reached=reach.words,
        others_fine=bool(reading.stated("scope.others_fine")),
        only=reading.active("scope.only"),
        business=reading.active("impact.business"),
        recovered=after > 0,
        asking=_asking(reading),
    )


def _live(reading: Reading, concept: str, after: int) -> list[Mention]:
    """Return what is said of now: not before a recovery, and not in the subject of a reply, which is history."""
    return [
        mention
        for mention in reading.active(concept)
        if mention.first >= after and not (reading.in_subject(mention) and reading.is_reply)
    ]


def _present(reading: Reading) -> int:
    """Return the token from which the text speaks of now: what stands before a recovery is over."""
    relapses = Spans(reading.all("recovered.not"))
    for mention in reversed(reading.active("recovered.now")):
        near = relapses.begin_within(mention.first - _RELAPSE, mention.first + _RELAPSE)
        if not near and not relapses.cover(mention.last):
            return _end_of_statement(reading, mention)
    return 0


def _end_of_statement(reading: Reading, mention: Mention) -> int:
    """Return the token after the sentence, or after a "but" in it."""
    for index in range(mention.last + 1, len(reading.tokens)):
        token = reading.tokens[index]
        if token.sentence > reading.sentence(mention) or token.text in _BUT:
            return index
    return len(reading.tokens)


def _exposed(reading: Reading) -> list[Mention]:
    """A breach is one of data unless it was over a fence."""
    if reading.has("exposure.physical"):
        return reading.active("exposure.data")
    return reading.active("exposure.data") + reading.active("exposure.breach") + _seen_by_strangers(reading)


def _seen_by_strangers(reading: Reading) -> list[Mention]:
    """Return the strangers to whom, close by, something personal is shown or sent."""
    personal, seen = Spans(reading.active("exposure.personal")), Spans(reading.active("exposure.seen"))

    def shown(stranger: Mention) -> bool:
        first, last = stranger.first - _NEAR, stranger.first + _NEAR
        return personal.begin_within(first, last) and seen.begin_within(first, last)

    asked = {reading.tokens[index].sentence for index in _asking(reading)}
    strangers = [m for m in reading.active("exposure.stranger") if reading.sentence(m) not in asked]
    return [mention for mention in strangers if shown(mention)]


def _asking(reading: Reading) -> list[int]:
    """Return the places that ask or wish; a sentence that asks for a repair reports what is broken."""
    repairs = {reading.sentence(mention) for mention in reading.active("intent.repair")}
    asks = [index for index, token in enumerate(reading.tokens) if token.text == QUESTION]
    asks += [m.first for concept in ("intent.question", "intent.wish") for m in reading.active(concept)]
    return sorted(index for index in asks if reading.tokens[index].sentence not in repairs)
