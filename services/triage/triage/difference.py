"""What new words change about a ticket's severity: which are new, and what no longer holds because of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from dial2.events import Payload
from dial2.events.ticket import RULES, Difference, Evidence, SeverityAssigned, SeverityProposed
from dial2.vocabulary import SEVERITIES
from triage.assessment.text import fold

_BEARING = ("scope", "outage", "failure", "fine", "recovered", "exposure", "impact")  # groups of rules
_DECISIVE = ("decides", "raises", "lowers", "contradicts")
_WIDER = ("scope.self", "scope.one", "scope.few", "scope.plural", "scope.many", "scope.all")
_CALM = ("fine", "recovered", "failure.cosmetic")
_TROUBLE = ("outage", "exposure", "failure.total")


class Grounds(msgspec.Struct, frozen=True, kw_only=True):
    """Why a ticket has the severity that it has, as its log says.

    `proposed` is what was put to a person since it was last chosen, and is not decided.
    """

    by: str = RULES
    why: str = ""
    known: list[Evidence] = []
    proposed: list[SeverityProposed] = []

    def is_news(self, proposal: SeverityProposed, changed: Difference) -> bool:
        """Whether nobody has been asked the same: something new is said, or said to be as bad only now."""
        if changed.new:
            return True
        if proposal.marker == "urgent":
            return all(one.marker != "urgent" for one in self.proposed)
        differs = SEVERITIES.index(proposal.severity) < SEVERITIES.index(proposal.standing)
        return differs and all(one.severity != proposal.severity for one in self.proposed)


def grounds(history: Iterable[Payload]) -> Grounds:
    """By all that was assigned and proposed so far."""
    stands = Grounds()
    for event in history:
        match event:
            case SeverityAssigned():
                known = _then(stands.known, event)
                stands = Grounds(by=event.by, why=event.why, known=known)
            case SeverityProposed():
                known = _then(stands.known, event)
                proposed = [*stands.proposed, event]
                stands = msgspec.structs.replace(stands, known=known, proposed=proposed)
    return stands


def difference(before: Grounds, now: Sequence[Evidence], *, source: str, request: str | None) -> Difference:
    """Of what is read `now` in new words, from what was known `before`."""
    known = {_said(each) for each in before.known}
    new: dict[tuple[str, str, bool], Evidence] = {}
    for each in now:
        if _bears(each) and each.field != "subject" and _said(each) not in known:
            new.setdefault(_said(each), each)
    return Difference(
        source=source,
        by=before.by,
        why=before.why,
        request=request,
        new=list(new.values()),
        outdated=[each for each in before.known if any(_contradicts(other, each) for other in new.values())],
    )


def _then(known: Sequence[Evidence], event: SeverityAssigned | SeverityProposed) -> list[Evidence]:
    outdated = {_said(each) for each in event.difference.outdated} if event.difference else set()
    held = {_said(each): each for each in [*known, *filter(_bears, event.evidence)]}
    return [each for said, each in held.items() if said not in outdated]


def _said(evidence: Evidence) -> tuple[str, str, bool]:
    return evidence.rule, fold(evidence.words), _holds(evidence)


def _holds(evidence: Evidence) -> bool:
    return not evidence.negated and evidence.effect != "ignored"


def _bears(evidence: Evidence) -> bool:
    """Whether words speak for or against a severity, and not only of what kind the matter is."""
    return bool(evidence.words) and (evidence.effect in _DECISIVE or evidence.rule.partition(".")[0] in _BEARING)


def _contradicts(new: Evidence, old: Evidence) -> bool:
    """Whether both cannot hold: more are hit than was said, what was denied is so, what was fine is not."""
    if new.rule == old.rule:
        return _holds(new) != _holds(old)
    if not (_holds(new) and _holds(old)):
        return False
    if new.rule in _WIDER and old.rule in _WIDER:
        return _WIDER.index(new.rule) > _WIDER.index(old.rule)
    return new.rule.startswith(_TROUBLE) and old.rule.startswith(_CALM)
