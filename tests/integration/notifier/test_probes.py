"""A probe goes the whole way, from our own SMTP door to the test contact's telephone; late ones alarm."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from dial2 import probe_mark
from dial2.events.alarm import AlarmCleared, AlarmRaised
from dial2.events.notice import NoticeSent
from dial2.events.page import PageAcknowledged, PageAttempted, PageClosed, PageExhausted
from dial2.events.probe import ProbeFailed, ProbePassed, ProbeStarted
from dial2.watch import watcher
from dial2_sandbox.handset.handset import Handset
from dial2_sandbox.mailbox.catcher import Mail, MailCatcher
from dial2_sandbox.server import Sandbox
from tests.integration.notifier.site import ROSTER, Site, running, story
from tests.polling import eventually
from tests.servers.postgres import Database

SECRET = "s" * 32
LINE = "+15145550109"
PROBED = f"""
[probe]
person = "probe"

[people.probe]
sms = "{LINE}"
{ROSTER}"""


@pytest.fixture
async def door() -> AsyncIterator[MailCatcher]:
    """Our own SMTP door; what triage makes of its mail, a test says."""
    catcher = MailCatcher()
    await catcher.start()
    yield catcher
    await catcher.stop()


@pytest.fixture
async def site(
    sandbox: Sandbox,
    database: Database,
    tmp_path: Path,
    environment: dict[str, str],
    door: MailCatcher,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Site]:
    monkeypatch.setenv("DIAL2_PROBE_SMTP_PORT", str(door.port))
    monkeypatch.setattr(watcher, "_LOOK_SECONDS", 0.05)
    async with running(sandbox, database, tmp_path, environment, people=PROBED) as site:
        yield site


@pytest.fixture
def line(sandbox: Sandbox) -> Handset:
    return sandbox.handset(LINE)


async def sent(door: MailCatcher) -> Mail:
    """The mail of the next probe."""
    return await eventually(lambda: next((mail for mail in door.mails if not mail.read), None))


async def becomes_a_ticket(site: Site, mail: Mail, number: int = 1042) -> str:
    """As triage does; the probe that it is."""
    mail.read = True
    probe = probe_mark.probe_of(SECRET, mail.recipients)
    assert probe is not None
    opened, *rest = story(number, silent=True, probe=probe)
    await site.happens(f"ticket:{number}", opened, *rest[:-1])  # a silent ticket's clocks do not run
    return probe


async def test_a_probe_passes_when_the_provider_says_that_its_page_arrived(
    site: Site, door: MailCatcher, line: Handset
) -> None:
    mail = await sent(door)
    assert mail.subject == "Urgent Service Issue"
    probe = await becomes_a_ticket(site, mail)
    passed = await site.event(ProbePassed)
    assert (passed.probe, passed.ticket, passed.channel) == (probe, 1042, "sms")
    assert (await site.event(ProbeStarted)).person == "probe"
    acknowledged = await site.event(PageAcknowledged)
    assert (acknowledged.person, acknowledged.how) == ("probe", "callback")
    await line.receives_sms("1042")


async def test_a_probe_disturbs_nobody_else(site: Site, door: MailCatcher) -> None:
    await becomes_a_ticket(site, await sent(door))
    await site.event(ProbePassed)
    assert {attempt.person for attempt in await site.events(PageAttempted)} == {"probe"}
    assert await site.events(NoticeSent) == []
    assert site.sandbox.mail.mails == []


async def test_the_next_probe_goes_out_by_the_schedule(site: Site, door: MailCatcher) -> None:
    await becomes_a_ticket(site, await sent(door))
    await site.event(ProbePassed)
    await site.passes(timedelta(hours=1))
    await sent(door)
    assert len(await site.events(ProbeStarted)) == 2


async def test_a_late_probe_says_how_far_it_came_and_alarms_until_one_passes(
    site: Site, door: MailCatcher
) -> None:
    mail = await sent(door)
    await eventually(lambda: accepted(site))
    await site.passes(timedelta(minutes=5))
    failed = await site.event(ProbeFailed)
    assert failed.why == "its mail was accepted, and no ticket was opened from it"
    raised = await site.event(AlarmRaised)
    assert raised.alarm == "probe"
    assert raised.said.endswith(f"did not come through: {failed.why}")
    await becomes_a_ticket(site, mail)
    await site.event(ProbePassed)
    await site.event(AlarmCleared)


async def test_a_probe_that_our_own_door_refuses_fails_at_once(site: Site, door: MailCatcher) -> None:
    mail = await sent(door)
    await becomes_a_ticket(site, mail)
    await site.event(ProbePassed)
    door.refuses("451 4.3.0 Try again later")
    await site.passes(timedelta(hours=1))
    failed = await site.event(ProbeFailed)
    assert failed.why.startswith("our own SMTP door did not take its mail: ")
    assert "451" in failed.why


async def test_a_test_contact_who_is_not_reached_fails_the_probe_and_wakes_nobody(
    site: Site, door: MailCatcher, line: Handset
) -> None:
    line.receives_no_sms(error_code=30007)
    await becomes_a_ticket(site, await sent(door))
    closed = await site.event(PageClosed)
    assert closed.why == "the test contact was not reached"
    await eventually(lambda: accepted(site))
    await site.passes(timedelta(minutes=5))
    failed = await site.event(ProbeFailed)
    assert failed.why == "ticket 1042 was paged for, and nothing says that it arrived: sms failed (30007)"
    assert await site.events(PageExhausted) == []
    assert site.sandbox.mail.mails == []


async def accepted(site: Site) -> bool:
    async with site.log.connection() as connection:
        return bool(await connection.fetchval("SELECT accepted_at FROM notifier.probes"))
