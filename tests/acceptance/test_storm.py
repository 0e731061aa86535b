"""One outage that forty customers report at once: forty tickets, forty answers, one telephone that rings."""

import asyncio
from datetime import timedelta

from dial2 import clock
from tests.acceptance.house import FIRST, House
from tests.polling import eventually

MAILS = 40
REPORTS = (
    "None of our officers can sign in to the portal since 21:40, on any device.",
    "The whole site is down for everyone: nobody can log in.",
    "Nobody at our offices can log in. Everybody gets an error 503.",
    "Plus personne ne peut se connecter depuis 21 h 40, le site est inaccessible pour tous nos agents.",
)


async def test_a_storm_is_one_incident(house: House) -> None:
    await asyncio.gather(
        *[
            house.mail(
                "Urgent Service Issue",
                REPORTS[n % len(REPORTS)],
                number=n,
                sender=f"dispatch@client-{n}.example",
            )
            for n in range(MAILS)
        ]
    )
    await eventually(lambda: house.count("ticket.opened", MAILS), within_seconds=60)
    await eventually(lambda: house.count("clocks.started", MAILS), within_seconds=60)

    async def answered() -> bool:
        sent = [notice for notice in await house.payloads("notice.sent") if notice["kind"] == "acknowledgement"]
        return len({notice["to"] for notice in sent}) == len(sent) == MAILS

    await eventually(answered, within_seconds=60)
    tickets = {opened["ticket"] for opened in await house.payloads("ticket.opened")}
    linked = {event["ticket"]: event["incident"] for event in await house.payloads("ticket.linked")}
    assert linked == dict.fromkeys(tickets, 1)
    assert len(await house.events("incident.opened")) == 1
    (page,) = await house.payloads("page.opened")
    await house.sandbox.handset(FIRST).receives_sms(f"[#{page['ticket']}]")

    await clock.advance(house.scratch.owner_url, timedelta(minutes=5))
    escalated = await house.event("page.escalated", person="second-line")
    assert escalated["page"] == page["page"]
    await house.staff(max(tickets), "callback", how="phone")
    assert (await house.event("page.acknowledged"))["person"] == "duty-lead"
    assert len(await house.events("page.opened")) == 1
    assert await house.faults() == []
