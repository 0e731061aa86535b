"""A mail and a call come in, the right person is paged, staff acts, the client agrees: through real processes."""

import re
from datetime import timedelta

import httpx

from dial2 import clock
from dial2_sandbox.handset.held_call import HeldCall
from tests.acceptance.house import CUSTOMER, FIRST, NUMBER, SECOND, House

OUTAGE = (
    "Since 21:40 none of our 140 officers can sign in, on any device. Dispatch gets a 503. Nothing was changed."
)


async def acknowledges(call: HeldCall) -> None:
    await call.hears("press")
    await call.presses("4")
    await call.hears("acknowledged")


async def takes_caller_or_page(call: HeldCall) -> None:
    await call.hears("press")
    heard = " ".join(utterance.text for utterance in call.heard)
    await call.presses("1" if "Press 1 to take it" in heard else "4")
    await call.ends(within=60)


async def test_an_urgent_mail_pages_until_somebody_acknowledges_and_ends_agreed(house: House) -> None:
    second = house.sandbox.handset(SECOND)
    second.answers_with(acknowledges)

    await house.mail("Urgent Service Issue - nobody can sign in", OUTAGE)

    ticket = int(str((await house.event("ticket.opened"))["ticket"]))
    severity = await house.event("severity.assigned", ticket=ticket)
    assert (severity["severity"], severity["marker"]) == ("critical", "urgent")
    clocks = await house.event("clocks.started", ticket=ticket)
    assert [promise["clock"] for promise in clocks["promises"]] == ["call_back", "resolution", "update"]
    await house.event("page.failed", person="first-line", channel="voice")
    await house.sandbox.handset(FIRST).receives_sms(str(ticket))

    await clock.advance(house.scratch.owner_url, timedelta(minutes=5))
    await house.event("page.escalated", person="second-line")
    acknowledged = await house.event("page.acknowledged", ticket=ticket)
    assert (acknowledged["person"], acknowledged["how"]) == ("second-line", "digit")

    mail = await house.sandbox.mail.mail_to(CUSTOMER, subject_contains=f"[#{ticket}]", within=20)
    assert mail.headers["In-Reply-To"] == "<mail-0@northgate.example>"
    assert mail.headers["Auto-Submitted"] == "auto-replied"

    await house.staff(ticket, "callback", how="phone")
    assert (await house.event("clock.met", ticket=ticket, clock="call_back"))["breached"] is False
    await house.staff(ticket, "propose", kind="fix", text="The sign-in service is back.")
    await house.event("notice.sent", ticket=ticket, kind="proposal")
    proposal = await house.sandbox.mail.mail_to(CUSTOMER, within=20)
    link = re.search(r"http\S+/ticket/agree/\S+", proposal.text)
    assert link
    async with httpx.AsyncClient() as client:
        assert (await client.get(link[0])).is_success
        assert await house.events("resolution.agreed") == []  # looking is not agreeing
        assert (await client.post(link[0])).is_success
    assert (await house.event("resolution.agreed", ticket=ticket))["by"] == "client"
    await house.event("clock.met", ticket=ticket, clock="resolution")
    await house.event("page.closed", ticket=ticket)
    assert await house.faults() == []


async def test_a_caller_who_dials_2_reaches_a_person_and_is_a_ticket(house: House) -> None:
    await house.at_night()
    house.sandbox.handset(SECOND).answers_with(takes_caller_or_page)
    caller = house.sandbox.handset("+15145550142")

    call = await caller.dials(NUMBER)
    await call.hears("press 2")
    await call.presses("2")
    await call.hears("press 1")
    await call.presses("1")
    await call.is_connected(within=60)
    await clock.advance(house.scratch.owner_url, timedelta(seconds=30))
    await house.event("call.connected", person="second-line")
    await call.hangs_up()

    opened = await house.event("ticket.opened", channel="phone")
    assert opened["client"] == "north-gate"
    assert (await house.event("severity.assigned", severity="critical"))["ticket"] == opened["ticket"]
    assert (await house.event("callback.made", ticket=opened["ticket"]))["by"] == "second-line"
    assert (await house.event("clock.met", ticket=opened["ticket"]))["clock"] == "call_back"


async def test_a_caller_who_hangs_up_after_dialling_2_is_still_a_ticket(house: House) -> None:
    await house.at_night()
    call = await house.sandbox.handset("+15145550199").dials(NUMBER)
    await call.hears("press 2")
    await call.presses("2")
    await call.hears("press 1")
    await call.hangs_up()
    assert (await house.event("ticket.opened", channel="phone"))["contact"] == {
        "name": "",
        "email": None,
        "number": "+15145550199",
    }


async def test_a_page_can_be_acknowledged_by_text(house: House) -> None:
    await house.mail("Urgent Service Issue", OUTAGE)
    ticket = (await house.event("ticket.opened"))["ticket"]
    first = house.sandbox.handset(FIRST)
    await first.receives_sms(str(ticket), within=30)
    await first.texts(NUMBER, "ack")
    acknowledged = await house.event("page.acknowledged", ticket=ticket)
    assert (acknowledged["person"], acknowledged["how"]) == ("first-line", "sms")


async def test_a_page_can_be_acknowledged_by_the_signed_link_in_the_mail(house: House) -> None:
    await house.mail("Urgent Service Issue", OUTAGE)
    ticket = (await house.event("ticket.opened"))["ticket"]
    mail = await house.sandbox.mail.mail_to("first-line@example.com", within=30)
    link = re.search(r"http\S+/page/\S+", mail.text)
    assert link
    async with httpx.AsyncClient() as client:
        assert (await client.get(link[0])).is_success
        assert await house.events("page.acknowledged") == []
        assert (await client.post(link[0])).is_success
    assert (await house.event("page.acknowledged", ticket=ticket))["how"] == "link"


async def test_the_customers_answer_joins_the_ticket(house: House) -> None:
    await house.mail(
        "Service Issue: report is late", "The daily report came at 6:40 instead of 6:00. Nobody is blocked."
    )
    ticket = (await house.event("ticket.opened"))["ticket"]
    mail = await house.sandbox.mail.mail_to(CUSTOMER, within=30)
    await house.answer(mail, "We tried another browser, and nothing was changed.")
    followed = await house.event("ticket.followed_up", ticket=ticket)
    assert followed["matched_by"] == "our signed token"
    assert len(await house.events("ticket.opened")) == 1


async def test_a_forged_webhook_is_refused_without_saying_why(house: House) -> None:
    form = {"CallSid": "CA" + "1" * 32, "From": "+15145550142", "To": NUMBER, "CallStatus": "ringing"}
    async with httpx.AsyncClient(base_url=house.public_url) as client:
        for signature in ({}, {"X-Twilio-Signature": "AAAAAAAAAAAAAAAAAAAAAAAAAAA="}):
            answer = await client.post("/voice/answer", data=form, headers=signature)
            assert answer.status_code == 403
            assert "ignature" not in answer.text
    assert await house.events("call.started") == []
