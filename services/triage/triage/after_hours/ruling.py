"""Whether a request is handled outside support hours: each answer with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from dial2.events.after_hours import Ruling
from dial2.profile.model import AfterHours
from dial2.vocabulary import Severity
from triage.after_hours.form import Answers


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is known of a ticket. `entitled` is None where nobody knows the client.

    `excluded`: the words by which something is at fault that the service does not cover; `answered`: the client
    wrote again after the document that is sent for it; `registered_by`: staff did, whatever else there is.
    """

    severity: Severity
    answers: Answers
    entitled: bool | None
    excluded: str | None = None
    answered: bool = False
    registered_by: str | None = None


@dataclass(frozen=True)
class Verdict:
    ruling: Ruling
    why: str


def rule(case: Case, rules: AfterHours) -> Verdict:
    """Where the words, the form and the roster leave a doubt, a person decides: the request is registered."""
    if case.registered_by:
        return Verdict("registered", f"{case.registered_by} registered it")
    if why := _not_served(case, rules):
        return Verdict("waits", why)
    if case.excluded and not case.answered:
        return Verdict("excluded", f"not covered by the service: {case.excluded!r}")
    doubt = _doubt(case, rules)
    return Verdict(
        "registered", f"{doubt}: a person decides" if doubt else "asked for, and the client has the service"
    )


def _not_served(case: Case, rules: AfterHours) -> str | None:
    if case.severity not in rules.severities and not case.answers.claims:
        covered = ", ".join(rules.severities)
        return f"the severity is {case.severity}, and the service is for {covered} only"
    if rules.must_be_requested and not case.answers.requested:
        return "the after-hours service was not asked for"
    if case.entitled is False:
        return "the client has no after-hours service"
    return None


def _doubt(case: Case, rules: AfterHours) -> str | None:
    if case.entitled is None:
        return "nobody knows the client"
    if case.severity not in rules.severities:
        return f"the form claims more than the words, {case.severity}"
    return "the client wrote again after the restart document" if case.excluded else None
