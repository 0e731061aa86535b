"""Requests for the after-hours service: registered, or kept for the next opening, and why."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from dial2.calendar import Calendar
from dial2.database import Work
from dial2.events.after_hours import AfterHoursRuled
from dial2.profile import Profile
from dial2.profile.model import AfterHours
from dial2.roster import LiveRoster
from dial2.vocabulary import Severity
from triage.adapters import after_hours
from triage.adapters.after_hours import Standing
from triage.adapters.store import Ticket
from triage.after_hours.exclusions import exclusion_in
from triage.after_hours.form import Answers, answers
from triage.after_hours.ruling import Case, Verdict, rule
from triage.lifecycle import stream

_AT_ONCE = 100


@dataclass(frozen=True, kw_only=True)
class Registration:
    """Does nothing where the profile has no after-hours service. `calendar` is that of the support hours."""

    profile: Profile
    calendar: Calendar
    roster: LiveRoster

    async def consider(
        self,
        ticket: Ticket,
        severity: Severity,
        work: Work,
        *,
        text: str = "",
        requested: bool | None = None,
        registered_by: str | None = None,
        field: str | None = None,
    ) -> None:
        """Rule by all that is known by now; before the event that assigns `severity`, so that a page waits for it.

        `text` is what the client says now; `requested` and the required `field` were answered on the telephone.
        """
        rules = self.profile.after_hours
        if rules is None or ticket.silent:
            return
        before = await after_hours.of(work, ticket.ticket)
        known = _with(before, text, rules, Answers(requested=requested, fields=[field] if field else []))
        known = replace(known, registered_by=registered_by or known.registered_by)
        if before.ruling == "registered":
            await after_hours.save(work, known)
            return
        case = Case(
            severity=severity,
            answers=known.answers,
            entitled=self._entitled(ticket.client, rules),
            excluded=known.excluded,
            answered=before.ruling == "excluded" and bool(text.strip()),
            registered_by=known.registered_by,
        )
        await self._settle(before, known, rule(case, rules), rules, work)

    async def open_up(self, work: Work) -> int:
        """At the opening, what waited for it is handled like any other; how many there were."""
        due = await after_hours.claim_opening(work, _AT_ONCE)
        for standing in due:
            opened = replace(standing, ruling="opened", opens_at=None)
            await after_hours.save(work, opened)
            _tell(opened, "support hours have begun", work)
        return len(due)

    async def _settle(
        self, before: Standing, known: Standing, verdict: Verdict, rules: AfterHours, work: Work
    ) -> None:
        """In support hours everything is handled; what is registered goes on after them."""
        registered = verdict.ruling == "registered"
        waits = not registered and not self.calendar.is_open(work.now)
        missing = [field.name for field in rules.required_fields if field.name not in known.answers.fields]
        ruled = replace(
            known,
            ruling=verdict.ruling if registered or waits else "opened",
            opens_at=self.calendar.next_opening(work.now) if waits else None,
            asks=missing if registered else [],
        )
        await after_hours.save(work, ruled)
        if ruled.ruling != (before.ruling or "opened"):
            _tell(ruled, verdict.why, work)

    def demands(self, item: str) -> bool:
        """Whether it is a field that the service cannot do without."""
        rules = self.profile.after_hours
        return rules is not None and any(field.name == item for field in rules.required_fields)

    def _entitled(self, client: str | None, rules: AfterHours) -> bool | None:
        known = self.roster.current.clients.get(client or "")
        return rules.entitlement in known.entitlements if known else None


def _with(before: Standing, text: str, rules: AfterHours, spoken: Answers) -> Standing:
    """With what is written and spoken now."""
    known = before.answers.then(answers(text, rules)).then(spoken)
    excluded = exclusion_in(text, rules.excluded)
    return replace(
        before,
        answers=known,
        excluded=before.excluded or (excluded[1] if excluded else None),
        asks=[name for name in before.asks if name not in known.fields],
    )


def _tell(standing: Standing, why: str, work: Work) -> None:
    if standing.ruling is None:
        raise ValueError(f"ticket {standing.ticket} has no ruling to tell of")
    ruled = AfterHoursRuled(
        ticket=standing.ticket,
        ruling=standing.ruling,
        why=why,
        opens_at=standing.opens_at,
        asks=standing.asks,
    )
    work.append(stream(standing.ticket), ruled)
