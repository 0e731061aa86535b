"""The demonstration's story: a mail and a call at night, and what becomes of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import aiosmtplib
import httpx

from dial2 import clock
from dial2_sandbox.handset.held_call import HeldCall
from dial2_sandbox.site import NUMBER, Site
from dial2_sandbox.timeline import Timeline

CUSTOMER = "dispatch@northgate.example"
CUSTOMER_NUMBER = "+15145550142"
FIRST, SECOND, THIRD, LAST = "+15145550111", "+15145550112", "+15145550113", "+15145550114"
_NIGHT_HOUR = 22  # the profile's zone: support is closed
_LINK = re.compile(r"https?://\S+/ticket/agree/\S+")

MAIL = """\
Hello,

Since 21:40 none of our 140 officers can sign in to the mobile app, and dispatch gets a 503 page on the web as
well. We tried two browsers and another network. Nothing was changed at our end.

The dispatch desk
"""


async def tell(site: Site, timeline: Timeline) -> None:
    """Raises what went wrong, with what was awaited."""
    await _at_night(site, timeline)
    _people(site)
    mailed = await _a_mail_comes_in(site, timeline)
    await _resolve(site, timeline, mailed)
    called = await _a_call_comes_in(site, timeline)
    await _close_for_caller(site, timeline, called)


async def _at_night(site: Site, timeline: Timeline) -> None:
    """Move the clock to the next weekday night, so that each run tells the same."""
    zone = ZoneInfo("America/Toronto")
    now = datetime.now(zone)
    night = now.replace(hour=_NIGHT_HOUR, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while night.weekday() > 3:  # noqa: PLR2004 - Monday to Thursday: a support day follows
        night += timedelta(days=1)
    await clock.advance(site.owner_url, night.astimezone(UTC) - datetime.now(UTC))
    timeline.say(f"It is {night:%A %H:%M} in Toronto: support is closed.")


def _people(site: Site) -> None:
    phones = site.sandbox
    phones.handset(FIRST).does_not_answer()
    phones.handset(SECOND).answers_with(_takes_it)
    for number in (THIRD, LAST):
        phones.handset(number).does_not_answer()


async def _takes_it(call: HeldCall) -> None:
    """Presses 4 to acknowledge a page, or 1 to take a caller."""
    await call.hears("press")
    offered = " ".join(utterance.text for utterance in call.heard)
    await call.presses("1" if "Press 1 to take it" in offered else "4")
    await call.ends()


async def _a_mail_comes_in(site: Site, timeline: Timeline) -> int:
    message = EmailMessage()
    message["From"] = f"North Gate dispatch <{CUSTOMER}>"
    message["To"] = site.support_address
    message["Subject"] = "Urgent Service Issue - nobody can sign in"
    message["Message-ID"] = "<outage-1@northgate.example>"
    message.set_content(MAIL)
    await aiosmtplib.send(message, hostname="127.0.0.1", port=site.ports.smtp)
    timeline.say("A customer's mail was accepted: 250 after the commit.")
    ticket = await timeline.ticket_opened("email")
    await timeline.until("clocks.started", ticket=ticket)
    await timeline.until("page.opened", ticket=ticket)
    await timeline.until("page.failed", person="first-line", channel="voice")
    timeline.say("The first person's telephone rang out, and the text is not answered. Five minutes pass.")
    await clock.advance(site.owner_url, timedelta(minutes=5))
    await timeline.until("page.acknowledged", ticket=ticket, person="second-line", how="digit")
    await site.sandbox.mail.mail_to(CUSTOMER, subject_contains=f"#{ticket}")
    return ticket


async def _resolve(site: Site, timeline: Timeline, ticket: int) -> None:
    await _staff(site, ticket, "callback", {"how": "phone", "note": "the sign-in service ran out of connections"})
    await timeline.until("clock.met", ticket=ticket, clock="call_back")
    await _staff(site, ticket, "update", {"text": "We found the cause and are restarting the sign-in service."})
    await timeline.until("update.given", ticket=ticket)
    await _staff(site, ticket, "propose", {"kind": "fix", "text": "The sign-in service is back; please try."})
    await timeline.until("resolution.proposed", ticket=ticket)
    await timeline.until("notice.sent", ticket=ticket, kind="proposal")
    timeline.say("The client opens the signed link in the mail and agrees.")
    await _agree_by_link(site)
    await timeline.until("resolution.agreed", ticket=ticket, by="client")
    await timeline.until("clock.met", ticket=ticket, clock="resolution")


async def _agree_by_link(site: Site) -> None:
    for mail in reversed(site.sandbox.mail.mails):
        if CUSTOMER in mail.recipients and (found := _LINK.search(mail.text)):
            async with httpx.AsyncClient() as client:
                (await client.post(found[0])).raise_for_status()
            return
    raise LookupError("no mail to the customer carries a link to agree with")


async def _a_call_comes_in(site: Site, timeline: Timeline) -> int:
    timeline.say("A customer calls, dials 2, and presses 1: the system is down.")
    call = await site.sandbox.handset(CUSTOMER_NUMBER).dials(NUMBER)
    await call.hears("press 2")
    await call.presses("2")
    await call.hears("press 1")
    await call.presses("1")
    ticket = await timeline.ticket_opened("phone")
    await call.is_connected()
    timeline.say("The first person did not take the call; the second does, and they talk.")
    await clock.advance(site.owner_url, timedelta(seconds=30))
    await timeline.until("call.connected", person="second-line")
    await call.hangs_up()
    await timeline.until("callback.made", ticket=ticket)
    await timeline.until("clock.met", ticket=ticket, clock="call_back")
    await timeline.until("page.acknowledged", ticket=ticket)
    return ticket


async def _close_for_caller(site: Site, timeline: Timeline, ticket: int) -> None:
    await _staff(site, ticket, "propose", {"kind": "workaround", "text": "Use the second address until morning."})
    await timeline.until("resolution.proposed", ticket=ticket)
    timeline.say("The client agrees on the telephone; staff records it.")
    await _staff(site, ticket, "agree", {})
    await timeline.until("resolution.agreed", ticket=ticket)
    await timeline.until("clock.met", ticket=ticket, clock="resolution")


async def _staff(site: Site, ticket: int, action: str, body: dict[str, str]) -> None:
    async with httpx.AsyncClient(base_url=site.public_url) as client:
        answer = await client.post(
            f"/api/tickets/{ticket}/{action}",
            json=body,
            headers={"Authorization": f"Bearer {site.staff_token}"},
        )
    answer.raise_for_status()
