"""Which ticket a mail belongs to, and how that is known."""

from datetime import UTC, datetime, timedelta

import pytest

from dial2.events.request import Thread
from dial2.events.ticket import TicketFollowedUp, TicketOpened
from tests.integration.triage.office import CLIENT, OUTAGE, STRANGER, Office, answers, mail


async def linked(office: Office) -> list[int | None]:
    return [opened.linked for opened in await office.all_of(TicketOpened)]


async def test_our_signed_token_leads_to_its_ticket_whoever_writes(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", sender=STRANGER, subject="another subject", thread=Thread(proven=ticket)))
    followed = await office.only(TicketFollowedUp)
    assert (followed.ticket, followed.request, followed.matched_by) == (ticket, "2", "our signed token")


async def test_an_answer_to_a_known_mail_continues_its_ticket(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", thread=answers("1")))
    followed = await office.only(TicketFollowedUp)
    assert (followed.ticket, followed.matched_by) == (ticket, "the message that it answers")


async def test_an_answer_to_an_answer_is_found_by_its_references(office: Office) -> None:
    await office.opens()
    await office.receives(mail("2", thread=answers("1")))
    between_others = Thread(in_reply_to="<unknown@elsewhere.example>", references=["<2@northgate.example>"])
    await office.receives(mail("3", thread=between_others))
    assert [followed.request for followed in await office.all_of(TicketFollowedUp)] == ["2", "3"]


async def test_a_participant_may_name_the_ticket_in_the_subject(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", thread=Thread(subject_tag=ticket)))
    assert (await office.only(TicketFollowedUp)).matched_by == "the number in its subject"


async def test_a_stranger_who_names_a_ticket_opens_one_that_is_linked_to_it(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", sender=STRANGER, thread=Thread(subject_tag=ticket)))
    assert await linked(office) == [None, ticket]


async def test_a_stranger_who_answered_a_known_mail_takes_part_from_then_on(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", sender=STRANGER, thread=answers("1")))
    await office.receives(mail("3", sender=STRANGER, thread=Thread(subject_tag=ticket)))
    assert len(await office.all_of(TicketFollowedUp)) == 2


@pytest.mark.parametrize(
    "subject", ["Fwd: Overtime report", "FW: payroll", "TR : Overtime report", "[ext] Fwd: x"]
)
async def test_a_forward_opens_a_linked_ticket(office: Office, subject: str) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", subject=subject, thread=answers("1")))
    assert await linked(office) == [None, ticket]


async def test_a_forward_that_carries_our_token_continues_the_ticket(office: Office) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", subject="Fwd: Overtime report", thread=Thread(proven=ticket)))
    assert await linked(office) == [None]


async def test_a_number_that_no_ticket_has_opens_a_new_one(office: Office) -> None:
    await office.receives(mail("1", thread=Thread(subject_tag=999_999)), mail("2", thread=Thread(proven=999_999)))
    assert await linked(office) == [None, None]


async def test_a_closed_ticket_opens_again_within_the_profiles_time(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")
    await office.receives(mail("2", thread=answers("1")))
    assert (await office.ticket(ticket)).status == "open"
    assert (await office.types(ticket))[-2:] == ["ticket.followed_up", "ticket.reopened"]


async def test_after_the_profiles_time_the_answer_opens_a_linked_ticket(office: Office) -> None:
    """14 business days are at most 14 weekdays and as many days again of weekends and holidays: 40 are more."""
    ticket = await office.opens()
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")
    later = datetime.now(UTC) + timedelta(days=40)
    await office.receives(mail("2", thread=answers("1"), received_at=later))
    assert (await office.ticket(ticket)).status == "agreed"
    assert await linked(office) == [None, ticket]


async def test_what_counts_is_when_the_answer_was_received_not_when_it_is_read(office: Office) -> None:
    ticket = await office.opens()
    await office.desk.propose(ticket, by="duty-lead", kind="fix", text="Mended.")
    await office.desk.agree(ticket, by="client")
    await office.passes(timedelta(days=40))
    await office.receives(mail("2", thread=answers("1"), received_at=datetime.now(UTC)))
    assert (await office.ticket(ticket)).status == "open"


async def test_an_answer_to_a_merged_ticket_continues_the_one_that_goes_on(office: Office) -> None:
    first, second, third = [await office.opens(request=str(n)) for n in (1, 2, 3)]
    await office.arranging.merge(first, by="duty-lead", into=second)
    await office.arranging.merge(second, by="duty-lead", into=third)
    await office.receives(mail("4", thread=answers("1")), mail("5", thread=Thread(proven=first)))
    assert [followed.ticket for followed in await office.all_of(TicketFollowedUp)] == [third, third]
    assert (await office.ticket(first)).status == "merged"


async def test_a_person_who_answers_a_machines_mail_opens_a_ticket_that_somebody_looks_at(office: Office) -> None:
    await office.receives(mail("1", OUTAGE, auto="Auto-Submitted: auto-generated"))
    (silent,) = await office.tickets()
    await office.receives(mail("2", OUTAGE, sender=CLIENT, thread=answers("1")))
    assert await linked(office) == [None, silent.ticket]
    assert not (await office.tickets())[-1].silent
    await office.receives(mail("3", OUTAGE, thread=answers("2")))
    assert (await office.only(TicketFollowedUp)).ticket != silent.ticket


UNSEEN = Thread(in_reply_to="<never-seen@elsewhere.example>", references=["<older@elsewhere.example>"])
SAME_ANCESTOR = Thread(references=["<older@elsewhere.example>", "<also-unseen@elsewhere.example>"])


async def test_an_earlier_message_that_both_name_and_nobody_saw_joins_them(office: Office) -> None:
    """Two people who answer the same mail of a third: it had only the third's address in it."""
    await office.receives(mail("1", thread=UNSEEN), mail("2", thread=SAME_ANCESTOR))
    followed = await office.only(TicketFollowedUp)
    assert (followed.request, followed.matched_by) == ("2", "an earlier message that both name")


async def test_a_colleague_of_the_same_client_may_name_that_message(office: Office) -> None:
    colleague = mail("2", sender="night@northgate.example", thread=SAME_ANCESTOR, client="north-gate")
    await office.receives(mail("1", thread=UNSEEN, client="north-gate"), colleague)
    assert (await office.only(TicketFollowedUp)).request == "2"


async def test_a_stranger_who_names_that_message_opens_a_linked_ticket(office: Office) -> None:
    """Everybody who got a circular names the same message."""
    await office.receives(mail("1", thread=UNSEEN, client="north-gate"))
    (first,) = await office.tickets()
    await office.receives(mail("2", sender=STRANGER, thread=SAME_ANCESTOR))
    assert await linked(office) == [None, first.ticket]


async def test_a_message_that_was_only_named_and_then_comes_belongs_to_the_ticket(office: Office) -> None:
    """Mails overtake each other: the answer came first."""
    await office.receives(mail("1", thread=answers("2")), mail("2"))
    assert len(await office.tickets()) == 2
    await office.receives(mail("3", sender=STRANGER, thread=answers("2")))
    assert (await office.only(TicketFollowedUp)).ticket == (await office.tickets())[1].ticket


@pytest.mark.parametrize("subject", ["Re: Holiday schedule", "Invoices of May", "[#1] Re: AW: gate camera"])
async def test_an_old_mail_that_is_used_again_opens_a_linked_ticket(office: Office, subject: str) -> None:
    ticket = await office.opens()
    await office.receives(mail("2", subject=subject, thread=answers("1")))
    assert await linked(office) == [None, ticket]


@pytest.mark.parametrize("subject", ["RE: overtime reports", "Re: Re[2]: Overtime", "report: still there", ""])
async def test_a_subject_that_only_changes_a_little_continues(office: Office, subject: str) -> None:
    await office.opens()
    await office.receives(mail("2", subject=subject, thread=answers("1")))
    assert await linked(office) == [None]


async def test_the_answer_to_a_merged_ticket_keeps_its_own_subject(office: Office) -> None:
    await office.receives(mail("1"), mail("2", subject="gate camera"))
    first, second = [ticket.ticket for ticket in await office.tickets()]
    await office.arranging.merge(first, by="duty-lead", into=second)
    await office.receives(mail("3", thread=answers("1")))
    assert (await office.only(TicketFollowedUp)).ticket == second
