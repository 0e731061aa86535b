"""Staff merges and splits tickets through the API and the command line: clocks, mail and pages follow."""

import re
from datetime import datetime, timedelta

from dial2 import clock
from tests.acceptance.house import CUSTOMER, House
from tests.polling import eventually

REPORT = "The daily report came at 6:40 instead of 6:00. Nobody is blocked."
OUTAGE = "Since 21:40 none of our 140 officers can sign in, on any device. Dispatch gets a 503."


async def test_a_merged_ticket_ends_and_its_mail_goes_on_with_the_other(house: House) -> None:
    await house.mail("Service Issue: report is late", REPORT)
    first = (await house.event("ticket.opened"))["ticket"]
    mail = await house.sandbox.mail.mail_to(CUSTOMER, subject_contains=f"[#{first}]", within=30)
    await house.mail("Service Issue: report is late again", REPORT, number=1)
    second = (await house.event("ticket.opened", ticket=first + 1))["ticket"]
    await house.event("clocks.started", ticket=first)

    await house.command("ticket", "merge", str(first), "--into", str(second))
    await house.event("ticket.merged", ticket=first, into=second)
    await house.answer(mail, "It came at 6:45 today.")
    assert (await house.event("ticket.followed_up"))["ticket"] == second
    await clock.advance(house.scratch.owner_url, timedelta(days=30))
    for name in ("call_back", "resolution", "update"):
        await house.event("clock.breached", ticket=second, clock=name)
    assert {warned["ticket"] for warned in await house.payloads("clock.warned")} == {second}
    assert {breached["ticket"] for breached in await house.payloads("clock.breached")} == {second}


async def test_a_split_follow_up_has_its_own_clocks_from_when_it_came(house: House) -> None:
    await house.mail("Service Issue: report is late", REPORT)
    first = (await house.event("ticket.opened"))["ticket"]
    mail = await house.sandbox.mail.mail_to(CUSTOMER, subject_contains=f"[#{first}]", within=30)
    await house.answer(mail, "Could you also make the logo on the invoices smaller?")
    followed = await house.event("ticket.followed_up", ticket=first)

    said = await house.command(
        "ticket", "split", str(first), "--request", followed["request"], "--why", "about the invoices"
    )
    found = re.search(r"ticket (\d+) was opened", said)
    assert found
    second = int(found[1])
    opened = await house.event("ticket.opened", ticket=second)
    assert (opened["linked"], opened["received_at"]) == (first, followed["received_at"])
    started = await house.event("clocks.started", ticket=second)
    instants = {datetime.fromisoformat(promise["started_at"]) for promise in started["promises"]}
    assert instants == {datetime.fromisoformat(followed["received_at"])}
    await house.sandbox.mail.mail_to(CUSTOMER, subject_contains=f"[#{second}]", within=30)


async def test_a_ticket_that_is_no_part_of_the_storm_rings_when_it_is_taken_out(house: House) -> None:
    for number in range(2):
        await house.mail("Urgent Service Issue", OUTAGE, number=number)
    await eventually(lambda: house.count("severity.assigned", 2), within_seconds=30)
    page = await house.event("page.opened")
    other = max(opened["ticket"] for opened in await house.payloads("ticket.opened"))

    await house.command("ticket", "detach", str(other), "--why", "another site")
    opened = await house.event("page.opened", ticket=other)
    assert opened["page"] != page["page"]
    assert str(other) in await house.command("ticket", "incidents")
