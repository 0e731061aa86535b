"""Which severity a ticket gets by what is written and said; staff has the last word."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from dial2.database import Work
from dial2.events.request import RequestReceived
from dial2.events.ticket import RULES, DetailsMissing, Evidence, SeverityAssigned, SeverityProposed
from dial2.profile import Profile
from dial2.standing import doubt
from dial2.vocabulary import Category, Severity, at_least
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.affected import affected
from triage.assessment import Assessment, Contact, assess
from triage.incidents import Incidents
from triage.lifecycle import stream
from triage.registration import Registration

PRESSED_DOWN = "the caller pressed: down or badly degraded"
UNDECIDED = "support is closed, and the caller has not said yet whether the system is down"
LEFT_OPEN = "the caller hung up before saying whether the system is down"
_TELLING = frozenset({"description", "missing_or_error"})  # items whose answers say how bad it is
CALLER, UNHEARD = "caller", "unheard"  # who chose a severity, beside `RULES`, when no member of staff did


@dataclass(frozen=True)
class Judge:
    profile: Profile
    registration: Registration

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
        if request.choice == "undecided":
            return self.profile.phone.severity_undecided, UNHEARD, UNDECIDED
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
            evidence=[*_evidence(assessment), *_standing(request)],
            rules_version=assessment.version,
            needs_person=assessment.needs_person,
        )

    async def left_open(self, ticket: Ticket, work: Work) -> None:
        severity = self.profile.phone.severity_without_text
        if ticket.severity_by == UNHEARD and ticket.severity != severity:
            await store.update(work, ticket.ticket, severity=severity)
            assigned = SeverityAssigned(
                ticket=ticket.ticket, severity=severity, previous=ticket.severity, by=RULES, why=LEFT_OPEN
            )
            work.append(stream(ticket.ticket), assigned)

    async def told(self, ticket: Ticket, category: Category, item: str, text: str, work: Work) -> None:
        """An answer to the checklist of the category that the caller chose."""
        number = ticket.ticket
        wanted = ticket.missing
        if ticket.category != category:
            wanted = [each.name for each in self.profile.checklists.get(category, [])]
        still = [name for name in wanted if name != item]
        if still != ticket.missing:
            await store.update(work, number, category=category, missing=still)
            work.append(stream(number), DetailsMissing(ticket=number, items=still))
        if item in _TELLING:
            heard = msgspec.structs.replace(ticket, category=category, missing=still)
            await self.reassess(heard, text, "the caller's own words", work)

    async def reassess(self, ticket: Ticket, text: str, source: str, work: Work) -> None:
        """More severe: assigned where the rules chose before, proposed where staff did.

        Lowered by itself only where there was nothing to read before.
        """
        number = ticket.ticket
        contact = Contact(channel=ticket.channel, subject=ticket.subject, text=text)
        assessment = assess(contact, profile=self.profile)
        raised = at_least(assessment.severity, ticket.severity)
        differs = assessment.severity != ticket.severity and (raised or ticket.severity_by == UNHEARD)
        assigns = differs and ticket.severity_by in (RULES, UNHEARD, CALLER)
        severity = assessment.severity if assigns else ticket.severity
        await self.registration.consider(ticket, severity, work, text=text)
        if differs:
            why = f"{source}: {assessment.rule}"
            if assigns:
                told = affected(ticket.subject, text, assessment, self.profile)
                await store.update(
                    work,
                    number,
                    severity=assessment.severity,
                    severity_by=RULES,
                    category=assessment.category,
                    affected=told,
                )
                now = msgspec.structs.replace(ticket, category=assessment.category)
                await Incidents(self.profile).take_in(
                    now, told, assessment.severity, work, doubtful=assessment.needs_person
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
            told = affected(ticket.subject, text, assessment, self.profile)
            await store.update(work, number, severity_by=RULES, category=assessment.category, affected=told)
        still = [item for item in ticket.missing if item in assessment.missing]
        if still != ticket.missing:
            await store.update(work, number, missing=still)
            work.append(stream(number), DetailsMissing(ticket=number, items=still))


def _standing(request: RequestReceived | None) -> list[Evidence]:
    """The severity stands whoever asks; whoever confirms it should know that the sender is only claimed."""
    why = doubt(request) if request else None
    return [Evidence(rule="sender_only_claimed", words=why, field="verdicts")] if why else []


def _evidence(assessment: Assessment) -> list[Evidence]:
    return [msgspec.convert(found, Evidence, from_attributes=True) for found in assessment.evidence]
