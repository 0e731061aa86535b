"""Who is paged after hours, and what the client is told."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dial2.events.after_hours import AfterHoursRuled, Ruling, VouchersCharged
from dial2.events.notice import NoticeSent
from dial2.events.page import PageOpened
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import Site, clocks, judged, running, story
from tests.polling import eventually
from tests.servers.postgres import Database

OPENING = datetime(2026, 11, 23, 22, tzinfo=UTC)  # Tuesday, nine o'clock in Sydney
CLIENT = "pat@acme.example"


@pytest.fixture
async def site(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> AsyncIterator[Site]:
    async with running(sandbox, database, tmp_path, environment, profile="cytrack") as site:
        yield site


def ruled(ruling: Ruling, *, asks: list[str] | None = None) -> AfterHoursRuled:
    opens_at = OPENING if ruling in {"waits", "excluded"} else None
    return AfterHoursRuled(ticket=1042, ruling=ruling, why="by hand", opens_at=opens_at, asks=asks or [])


async def opened(site: Site, ruling: Ruling, *, asks: list[str] | None = None) -> None:
    """A critical ticket on whose after-hours service was ruled as it was opened."""
    first, *rest = story(1042)
    await site.happens("ticket:1042", first, ruled(ruling, asks=asks), *rest)


async def told(site: Site, words: str) -> str:
    async def mail() -> str | None:
        found = [mail.text for mail in site.sandbox.mail.mails if words in mail.text]
        return found[0] if found else None

    return await eventually(mail)


async def test_what_is_registered_is_paged_for(site: Site) -> None:
    await opened(site, "registered")
    assert (await site.event(PageOpened)).ticket == 1042


async def test_what_waits_is_not_paged_for_and_the_client_is_told_until_when_and_why(site: Site) -> None:
    await opened(site, "waits")
    text = await told(site, "waits for our next opening")
    assert "Ticket 1042 waits for our next opening, Tuesday, November 24, 2026 at 9:00 a.m. (Sydney time)." in text
    assert "After Hours Support Request: yes" in text
    await eventually(lambda: site.events(NoticeSent))
    assert await site.events(PageOpened) == []


async def test_at_the_opening_what_waited_is_paged_for(site: Site) -> None:
    await opened(site, "waits")
    await told(site, "waits for our next opening")
    await site.happens("ticket:1042", ruled("opened"))
    assert (await site.event(PageOpened)).why == "after hours: by hand"


async def test_what_is_excluded_is_sent_the_restart_document_instead_of_a_page(site: Site) -> None:
    await opened(site, "excluded")
    text = await told(site, "is not covered by after-hours support")
    assert "2. Restart the PC or server that CyTrack runs on" in text
    assert await site.events(PageOpened) == []


async def test_a_client_who_answers_the_document_reaches_a_person(site: Site) -> None:
    await opened(site, "excluded")
    await told(site, "is not covered by after-hours support")
    await site.happens("ticket:1042", ruled("registered"))
    assert (await site.event(PageOpened)).ticket == 1042


async def test_what_was_registered_by_its_form_is_paged_for_whatever_its_words_say(site: Site) -> None:
    first, *_ = story(1042)
    await site.happens("ticket:1042", first, ruled("registered"), judged(1042, "low"), clocks(1042, "low"))
    assert (await site.event(PageOpened)).severity == "low"


async def test_internet_access_is_asked_for(site: Site) -> None:
    await opened(site, "registered", asks=["internet_access"])
    assert "- whether the computers have internet access for a remote session" in await told(
        site, "remote session"
    )


async def test_overdrawn_vouchers_are_never_silent(site: Site) -> None:
    charged = VouchersCharged(
        client="acme", ticket=1042, worked_minutes=90, minutes=180, balance_minutes=-120, by="duty-lead"
    )
    await site.happens("client:acme", charged)
    mail = await site.sandbox.mail.mail_to("desk@example.com")
    assert mail.subject == "Vouchers overdrawn: Acme"
    assert "used up: -2 h after work on ticket 1042, charged by duty-lead" in mail.text
