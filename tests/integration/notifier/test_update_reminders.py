"""Whoever has a page is reminded of the client's next update, quietly."""

from datetime import timedelta

from dial2.events.clock import ClockWarned
from dial2.events.page import PageAcknowledged
from tests.integration.notifier.site import RECEIVED, Site


async def warned(site: Site) -> None:
    deadline = RECEIVED + timedelta(minutes=90)
    warning = ClockWarned(ticket=1042, clock="update", severity="critical", deadline=deadline)
    await site.happens("ticket:1042", warning)


async def test_whoever_acknowledged_is_texted_before_an_update_is_late_and_nobody_is_called(site: Site) -> None:
    """Received at 10:00 in Toronto, the first update is due at 11:30."""
    site.dispatcher.answers_and_presses("4")
    await site.ticket()
    await site.event(PageAcknowledged)
    await warned(site)
    sms = await site.dispatcher.receives_sms("expects an update by 11:30 a.m.")
    assert sms.body.startswith("[#1042] Acme")
    await site.sandbox.exchange.settled()
    assert len(site.sandbox.exchange.board.calls) == 1


async def test_where_nobody_has_it_yet_only_the_desk_is_told(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("[#1042] Critical")
    await warned(site)
    await site.sandbox.mail.mail_to("desk@example.com")
    assert not any("expects an update" in sms.body for sms in site.dispatcher.sms)
