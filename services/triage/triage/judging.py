"""Which severity a ticket gets by what is written and said; staff has the last word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import msgspec
from msgspec.structs import replace

from dial2.database import Work
from dial2.events import decode
from dial2.events.call import DetailGiven
from dial2.events.request import RequestReceived
from dial2.events.ticket import RULES, DetailsMissing, Difference, Evidence, SeverityAssigned, SeverityProposed
from dial2.log import read
from dial2.profile import Profile
from dial2.standing import doubt
from dial2.vocabulary import Marker, Severity, at_least
from triage.adapters import store
from triage.adapters.store import Ticket
from triage.affected import affected
from triage.assessment import Assessment, Contact, assess
from triage.difference import Grounds, difference, grounds
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

    async def told(self, ticket: Ticket, event: DetailGiven, work: Work) -> None:
        """An answer to the checklist of the category that the caller chose."""
        category, item = event.category, event.item
        number = ticket.ticket
        wanted = ticket.missing
        if ticket.category != category:
            wanted = [each.name for each in self.profile.checklists.get(category, [])]
        still = [name for name in wanted if name != item]
        if still != ticket.missing:
            await store.update(work, number, category=category, missing=still)
            work.append(stream(number), DetailsMissing(ticket=number, items=still))
        if item in _TELLING:
            heard = replace(ticket, category=category, missing=still)
            await self.reassess(heard, event.text, "the caller's own words", work, request=event.request)

    async def reassess(
        self,
        ticket: Ticket,
        text: str,
        source: str,
        work: Work,
        *,
        request: str,
        marker: Marker | None = None,
    ) -> None:
        """More severe: assigned where the rules chose before, proposed where staff did.

        Lowered by itself only where there was nothing to read before. What may hide something severe, or claims
        the urgent service only now (`marker`), is put to a person.
        """
        contact = Contact(channel=ticket.channel, subject=ticket.subject, text=text)
        assessment = assess(contact, profile=self.profile)
        told = affected(ticket.subject, text, assessment, self.profile)
        first_words = not ticket.affected and bool(text.strip())
        raised = at_least(assessment.severity, ticket.severity)
        differs = assessment.severity != ticket.severity and (raised or ticket.severity_by == UNHEARD)
        assigns = differs and ticket.severity_by in (RULES, UNHEARD, CALLER)
        severity = assessment.severity if assigns else ticket.severity
        doubtful = assessment.needs_person or marker == "urgent"
        asks = differs or (doubtful and ticket.severity not in self.profile.paging.severities)
        await self.registration.consider(ticket, severity, work, text=text)
        if assigns or first_words:
            by = RULES if assigns or ticket.severity_by == UNHEARD else ticket.severity_by
            changes = {"severity": severity, "severity_by": by, "category": assessment.category}
            await store.update(work, ticket.ticket, affected=told, **changes)
        now = replace(ticket, category=assessment.category)
        join = partial(Incidents(self.profile).take_in, now, told, work=work, doubtful=doubtful)
        why = f"{source}: {assessment.rule}"
        if assigns:
            _, changed = await _changed(ticket.ticket, assessment, source, request, work)
            await join(severity)
            assigned = self.assigned(ticket.ticket, severity, ticket.severity, why, None, assessment)
            work.append(stream(ticket.ticket), replace(assigned, marker=marker, difference=changed))
        elif asks:
            before, changed = await _changed(ticket.ticket, assessment, source, request, work)
            proposed = SeverityProposed(
                ticket=ticket.ticket,
                severity=assessment.severity,
                standing=ticket.severity,
                why=why,
                evidence=_evidence(assessment),
                marker=marker,
                needs_person=assessment.needs_person,
                difference=changed,
            )
            if before.is_news(proposed, changed):
                await join(assessment.severity)
                work.append(stream(ticket.ticket), proposed)
        elif first_words:
            await join(severity)
        await _still_missing(ticket, assessment, work)


async def _changed(
    number: int, assessment: Assessment, source: str, request: str, work: Work
) -> tuple[Grounds, Difference]:
    """What the log says of the severity so far, this transaction included, and what is different now."""
    await work.flush()
    history = await read.stream(work.connection, stream(number))
    before = grounds(map(decode, history))
    return before, difference(before, _evidence(assessment), source=source, request=request)


async def _still_missing(ticket: Ticket, assessment: Assessment, work: Work) -> None:
    still = [item for item in ticket.missing if item in assessment.missing]
    if still != ticket.missing:
        await store.update(work, ticket.ticket, missing=still)
        work.append(stream(ticket.ticket), DetailsMissing(ticket=ticket.ticket, items=still))


def _standing(request: RequestReceived | None) -> list[Evidence]:
    """The severity stands whoever asks; whoever confirms it should know that the sender is only claimed."""
    why = doubt(request) if request else None
    return [Evidence(rule="sender_only_claimed", words=why, field="verdicts")] if why else []


def _evidence(assessment: Assessment) -> list[Evidence]:
    return [msgspec.convert(found, Evidence, from_attributes=True) for found in assessment.evidence]
