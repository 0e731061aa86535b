"""What is said later: assigned, or put to a person, with the difference explained; the same only once."""

from collections.abc import Callable

import msgspec
import pytest

from dial2.events.ticket import SeverityAssigned, SeverityProposed
from dial2.profile import Profile
from tests.integration.triage.office import OUTAGE, SMALL, Office, answers, mail
from triage import judging
from triage.assessment import Assessment, Contact, assess

STAFF = "duty-lead"
Doubted = Callable[[str], None]


@pytest.fixture
def doubted(monkeypatch: pytest.MonkeyPatch) -> Doubted:
    """From now on, a contact with these words is one on which a person has to decide."""

    def doubt(words: str) -> None:
        def doubtful(contact: Contact, *, profile: Profile) -> Assessment:
            read = assess(contact, profile=profile)
            return msgspec.structs.replace(read, needs_person=words in contact.text)

        monkeypatch.setattr(judging, "assess", doubtful)

    return doubt


async def test_a_follow_up_that_leaves_it_open_is_put_to_a_person(office: Office, doubted: Doubted) -> None:
    ticket = await office.opens()
    doubted("again")
    await office.receives(mail("2", "One of them shows an error again.", thread=answers("1")))
    proposed = await office.only(SeverityProposed)
    assert proposed.needs_person
    assert (proposed.severity, proposed.standing) == ("low", "low")
    assert (await office.ticket(ticket)).severity == "low"


async def test_the_same_doubt_is_put_to_a_person_once(office: Office, doubted: Doubted) -> None:
    await office.opens()
    doubted("again")
    text = "One of them shows an error again."
    await office.receives(mail("2", text, thread=answers("1")), mail("3", text, thread=answers("1")))
    assert len(await office.all_of(SeverityProposed)) == 1
    await office.receives(mail("4", "Two of them are not working again.", thread=answers("1")))
    assert len(await office.all_of(SeverityProposed)) == 2


async def test_a_doubt_about_what_somebody_is_paged_for_anyway_is_none(office: Office, doubted: Doubted) -> None:
    await office.opens(OUTAGE)
    doubted("again")
    await office.receives(mail("2", "One of them shows an error again.", thread=answers("1")))
    assert await office.all_of(SeverityProposed) == []


async def test_what_rules_assign_anew_says_what_was_before_and_which_words_are_new(office: Office) -> None:
    await office.opens()
    await office.receives(mail("2", OUTAGE, thread=answers("1")))
    first, second = await office.all_of(SeverityAssigned)
    assert first.difference is None
    assert second.difference is not None
    assert (second.difference.request, second.difference.by) == ("2", "rules")
    assert second.difference.why == first.why
    assert "Nobody can log in" in [found.words for found in second.difference.new]
    assert all(OUTAGE[found.start : found.end] == found.words for found in second.difference.new)
    assert "One of our users" in [found.words for found in second.difference.outdated]


async def test_a_proposal_against_staff_names_who_chose_and_why(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.assign_severity(ticket, by=STAFF, severity="low", why="heard from the client")
    await office.receives(mail("2", OUTAGE, thread=answers("1")))
    changed = (await office.only(SeverityProposed)).difference
    assert changed is not None
    assert (changed.by, changed.why) == (STAFF, "heard from the client")


async def test_two_follow_ups_in_one_batch_propose_once(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.assign_severity(ticket, by=STAFF, severity="low", why="heard from the client")
    streams = ["request:2", "request:3"]
    for stream in streams:
        await office.recorded(stream, mail(stream[-1], OUTAGE, thread=answers("1")))
    await office.follower.catch_up(streams)
    assert len(await office.all_of(SeverityProposed)) == 1


async def test_the_client_who_insists_after_a_decision_is_heard_again(office: Office) -> None:
    ticket = await office.opens()
    for request in ("2", "3"):
        await office.desk.assign_severity(ticket, by=STAFF, severity="low", why="heard from the client")
        await office.receives(mail(request, OUTAGE, thread=answers("1")))
    assert len(await office.all_of(SeverityProposed)) == 2


async def test_a_follow_up_that_asks_for_the_urgent_service_is_put_to_a_person_once(office: Office) -> None:
    await office.opens(SMALL)
    for request in ("2", "3"):
        urgent = mail(request, "Any news?", subject="Urgent Service Issue: Overtime report", thread=answers("1"))
        await office.receives(msgspec.structs.replace(urgent, marker="urgent"))
    assert [proposed.marker for proposed in await office.all_of(SeverityProposed)] == ["urgent"]


async def test_a_follow_up_to_an_urgent_mail_only_repeats_its_subject(office: Office) -> None:
    subject = "Urgent Service Issue: logo"
    first, second = mail("1", SMALL, subject=subject), mail("2", "Any news?", subject=subject, thread=answers("1"))
    await office.receives(*[msgspec.structs.replace(one, marker="urgent") for one in (first, second)])
    assert await office.all_of(SeverityProposed) == []


async def test_a_proposal_for_which_somebody_is_paged_joins_the_incident_that_it_is_about(office: Office) -> None:
    await office.receives(mail("1", OUTAGE))
    ticket = await office.opens(request="2")
    await office.desk.assign_severity(ticket, by=STAFF, severity="low", why="heard from the client")
    await office.receives(mail("3", OUTAGE, thread=answers("2")))
    assert (await office.ticket(ticket)).incident == 1
    types = await office.types(ticket)
    assert types.index("ticket.linked") < types.index("severity.proposed")
