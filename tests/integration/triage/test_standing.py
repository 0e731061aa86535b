"""A mail whose sender is only claimed is taken as a new matter, and staff is told."""

from msgspec.structs import replace

from dial2.events.request import Contact, Thread
from dial2.events.ticket import SeverityAssigned, TicketFollowedUp, TicketOpened
from tests.integration.triage.office import CLIENT, STRANGER, Office, answers, mail

FAILED = {"dmarc": "fail", "policy": "reject", "by": "dial2"}
WHY = "DMARC of northgate.example: fail (policy reject), says dial2"


async def test_a_forged_client_cannot_write_into_the_clients_ticket_by_its_number(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(replace(mail("2", thread=Thread(subject_tag=ticket)), verdicts=FAILED))
    _, second = await office.all_of(TicketOpened)
    assert (second.linked, second.doubt) == (ticket, WHY)


async def test_a_forged_client_cannot_by_a_message_id_either(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(replace(mail("2", thread=answers("1")), verdicts=FAILED))
    assert [opened.linked for opened in await office.all_of(TicketOpened)] == [None, ticket]


async def test_our_own_token_holds_whatever_the_verdicts_say(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(replace(mail("2", thread=Thread(proven=ticket)), verdicts=FAILED))
    assert (await office.only(TicketFollowedUp)).ticket == ticket


async def test_who_confirms_the_severity_sees_the_senders_standing(office: Office) -> None:
    await office.receives(replace(mail("1"), verdicts=FAILED))
    (assigned,) = await office.all_of(SeverityAssigned)
    (found,) = [evidence for evidence in assigned.evidence if evidence.rule == "sender_only_claimed"]
    assert (found.field, found.words) == ("verdicts", WHY)


async def test_reply_to_does_not_make_a_stranger_a_participant(office: Office) -> None:
    ticket = await office.opens()
    borrowed = replace(
        mail("2", thread=Thread(subject_tag=ticket)), contact=Contact(email=CLIENT), author=STRANGER
    )
    await office.receives(borrowed)
    assert [opened.linked for opened in await office.all_of(TicketOpened)] == [None, ticket]


async def test_who_has_answers_sent_elsewhere_takes_part_all_the_same(office: Office) -> None:
    elsewhere = Contact(email="team@northgate.example")
    await office.receives(replace(mail("1"), contact=elsewhere, author=CLIENT))
    (opened,) = await office.all_of(TicketOpened)
    await office.receives(mail("2", thread=Thread(subject_tag=opened.ticket)))
    assert (await office.only(TicketFollowedUp)).ticket == opened.ticket
