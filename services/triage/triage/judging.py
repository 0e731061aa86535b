"""Which severity a ticket gets by what is written and said; staff has the last word."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from dial2.database import Work
from dial2.events.request import RequestReceived
from dial2.events.ticket import RULES, DetailsMissing, Evidence, SeverityAssigned, SeverityProposed
from dial2.profile import Profile
from dial2.vocabulary import Severity, at_least
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.assessment import Assessment, Contact, assess
from triage.lifecycle import stream

PRESSED_DOWN = "the caller pressed: down or badly degraded"
CALLER, UNHEARD = "caller", "unheard"  # who chose a severity, beside `RULES`, when no member of staff did


@dataclass(frozen=True)
class Judge:
    profile: Profile

    def assess(self, request: RequestReceived) -> Assessment:
        contact = Contact(
            channel=request.channel,
            subject=request.subject,
            text=request.reply or request.text,
            marker=request.marker,
        )
        return assess(contact, profile=self.profile)

    def initial(self, request: RequestReceived, assessment: Assessment) -> tuple[Severity, str, str]:
        """The severity, who chose it, and why."""
        if request.choice == "down":
            return self.profile.phone.severity_when_down, CALLER, PRESSED_DOWN
        if request.auto is not None:
            return "no", RULES, f"written by a machine: {request.auto}"
        heard = bool((request.subject or request.text).strip())
        return assessment.severity, RULES if heard else UNHEARD, assessment.rule

    def assigned(
        self,
        number: int,
        severity: Severity,
        previous: Severity | None,
        why: str,
        request: RequestReceived | None,
        assessment: Assessment,
    ) -> SeverityAssigned:
        return SeverityAssigned(
            ticket=number,
            severity=severity,
            previous=previous,
            by="rules",
            why=why,
            marker=request.marker if request else None,
            category=assessment.category,
            evidence=_evidence(assessment),
            rules_version=assessment.version,
        )

    async def reassess(self, ticket: Ticket, text: str, source: str, work: Work) -> None:
        """More severe: assigned where the rules chose before, proposed where staff did.

        Lowered by itself only where there was nothing to read before.
        """
        number = ticket.ticket
        contact = Contact(channel=ticket.channel, subject=ticket.subject, text=text)
        assessment = assess(contact, profile=self.profile)
        raised = at_least(assessment.severity, ticket.severity)
        if assessment.severity != ticket.severity and (raised or ticket.severity_by == UNHEARD):
            why = f"{source}: {assessment.rule}"
            if ticket.severity_by in (RULES, UNHEARD, CALLER):
                await store.update(
                    work,
                    number,
                    severity=assessment.severity,
                    severity_by=RULES,
                    category=assessment.category,
                )
                assigned = self.assigned(number, assessment.severity, ticket.severity, why, None, assessment)
                work.append(stream(number), assigned)
            else:
                proposed = SeverityProposed(
                    ticket=number,
                    severity=assessment.severity,
                    standing=ticket.severity,
                    why=why,
                    evidence=_evidence(assessment),
                )
                work.append(stream(number), proposed)
        elif ticket.severity_by == UNHEARD and text.strip():
            await store.update(work, number, severity_by=RULES, category=assessment.category)
        still = [item for item in ticket.missing if item in assessment.missing]
        if still != ticket.missing:
            await store.update(work, number, missing=still)
            work.append(stream(number), DetailsMissing(ticket=number, items=still))


def _evidence(assessment: Assessment) -> list[Evidence]:
    return [msgspec.convert(found, Evidence, from_attributes=True) for found in assessment.evidence]
