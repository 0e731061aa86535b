"""A severity that a person has to decide on: the desk reads what differs, and somebody is paged, once."""

from datetime import timedelta

import msgspec
import pytest

from dial2.events.call import StaffReplied
from dial2.events.page import PageAcknowledged, PageClosed, PageEscalated, PageOpened
from dial2.events.ticket import Difference, Evidence, ResolutionAgreed, SeverityProposed
from dial2.vocabulary import Severity
from tests.integration.notifier.site import Site, judged
from tests.polling import eventually

TICKET = "ticket:1042"
CHANGED = Difference(
    source="a follow-up",
    by="duty-lead",
    why="heard from the client",
    request="r2",
    new=[Evidence(rule="scope.all", words="for everybody now")],
    outdated=[Evidence(rule="scope.one", words="only one of us")],
)


def proposed(
    severity: Severity = "critical", *, standing: Severity = "low", doubt: bool = False
) -> SeverityProposed:
    return SeverityProposed(
        ticket=1042,
        severity=severity,
        standing=standing,
        why="a follow-up: severity.core_for_all",
        needs_person=doubt,
        difference=CHANGED,
    )


async def test_what_reads_as_severe_rings_although_staff_chose_otherwise(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposed())
    page = await site.event(PageOpened)
    assert page.severity == "critical"
    assert page.why == (
        "what it says differs: it reads as critical and stands as low: a follow-up: severity.core_for_all"
    )


@pytest.mark.parametrize(
    "proposal", [proposed("low", doubt=True), msgspec.structs.replace(proposed("no"), marker="urgent")]
)
async def test_a_doubt_or_a_claim_rings_whatever_it_reads_as(site: Site, proposal: SeverityProposed) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposal)
    assert (await site.event(PageOpened)).severity == "low"


async def test_the_desk_reads_what_differs(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposed())
    mail = await site.sandbox.mail.mail_to("desk@example.com", subject_contains="decides on the severity")
    assert "It stands as Low impact, and what was said since reads as Critical." in mail.text
    assert "Low impact was chosen by duty-lead: heard from the client." in mail.text
    assert "New: “for everybody now”." in mail.text
    assert "No longer so: “only one of us”." in mail.text


async def test_whoever_has_the_ticket_is_not_paged_again_for_the_same(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposed("low", doubt=True))
    await _acknowledged(site)
    await site.happens(TICKET, proposed("low", doubt=True))
    for _ in range(2):
        await site.sandbox.mail.mail_to("desk@example.com", subject_contains="decides on the severity")
    assert await site.events(PageEscalated) == []
    assert len(await site.events(PageOpened)) == 1


async def test_whoever_has_the_ticket_hears_that_it_may_be_worse(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposed("low", doubt=True))
    await _acknowledged(site)
    await site.happens(TICKET, proposed("critical"))
    assert "it reads as critical" in (await site.event(PageEscalated)).why
    assert len(await site.events(PageOpened)) == 1


async def _acknowledged(site: Site) -> None:
    await site.event(PageOpened)
    await site.happens("text:1", StaffReplied(message="SM1", person="dispatcher", text="ack 1042"))
    await site.event(PageAcknowledged)


async def test_with_the_decision_the_page_ends_and_new_words_ring_again(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, proposed())
    await site.event(PageOpened)
    await site.happens(TICKET, judged(1042, "low", previous="low", by="duty-lead"))
    await site.event(PageClosed)
    await site.happens(TICKET, proposed())
    await eventually(lambda: _opened(site, 2))


async def _opened(site: Site, count: int) -> bool:
    return len(await site.events(PageOpened)) == count


async def test_what_is_closed_by_then_asks_nobody(site: Site) -> None:
    await site.ticket(severity="low")
    await site.happens(TICKET, ResolutionAgreed(ticket=1042, by="client", default=False), proposed())
    await site.ticket(1043)
    assert {opened.ticket for opened in [await site.event(PageOpened)]} == {1043}
    await site.passes(timedelta(minutes=1))
    assert len(await site.events(PageOpened)) == 1
