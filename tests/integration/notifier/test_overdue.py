"""Whoever left a hold to be called back and was not: the desk hears of it."""

from datetime import UTC, datetime

from dial2.events.callback import CallbackOverdue
from tests.integration.notifier.site import Site

DUE = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)  # 10:30 in Toronto


def overdue(ticket: int | None) -> CallbackOverdue:
    return CallbackOverdue(call="CA1", request="r1", due_at=DUE, ticket=ticket)


async def test_the_desk_hears_once_of_a_caller_who_was_not_called_back(site: Site) -> None:
    site.with_telephone_off(site.dispatcher, site.engineer, site.director)
    await site.ticket(severity="low")
    await site.happens("call:CA1", overdue(1042))
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert mail.headers["Subject"] == "[#1042] a caller was not called back"
    assert "called back by Tuesday, December 1, 2026 at 10:30 a.m." in " ".join(mail.text.split())
    assert "dial2 ticket call 1042" in mail.text


async def test_the_desk_hears_also_where_the_request_has_no_ticket_yet(site: Site) -> None:
    await site.happens("call:CA1", overdue(None))
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert mail.headers["Subject"] == "a caller was not called back"
    assert "dial2 calls waiting" in mail.text
