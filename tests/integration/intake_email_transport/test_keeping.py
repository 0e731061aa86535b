"""What is kept of a mail and of a mailbox, and what can be seen of mail that does not come or is not read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from prometheus_client import REGISTRY

from dial2 import clock
from dial2.database import Database
from dial2.errors import Transient
from dial2.events.request import RequestQuarantined
from dial2.ids import uuid7
from intake_email.adapters import mailboxes, store
from intake_email.adapters.mailboxes import Cursor
from intake_email.adapters.silence import Silence
from intake_email.envelope import Envelope
from tests.integration.intake_email.site import all_of
from tests.servers.postgres import Database as Scratch

MAIL = Envelope(
    sender="a@client.example", recipients=["support@example.com"], content=b"Subject: x\r\n\r\ntext\r\n"
)


@pytest_asyncio.fixture
async def log(database: Scratch) -> AsyncIterator[Database]:
    log = Database(database.url, size=2)
    yield log
    await log.close()


async def test_a_mail_that_nobody_reads_shows_in_readiness_and_in_numbers(
    log: Database, database: Scratch
) -> None:
    silence = Silence(log)
    await silence.check()
    await store.accept(log, [MAIL])
    await silence.check()
    await clock.advance(database.owner_url, timedelta(minutes=10))
    with pytest.raises(Transient, match=r"an accepted mail has waited 60\d s to be read"):
        await silence.check()
    await silence.step()
    assert 600 <= (REGISTRY.get_sample_value("dial2_mail_oldest_unread_seconds") or 0) < 610


async def test_when_the_last_mail_came_can_be_seen(log: Database) -> None:
    silence = Silence(log)
    await silence.step()
    assert REGISTRY.get_sample_value("dial2_mail_last_accepted_timestamp_seconds") == 0
    before = datetime.now(UTC).timestamp()
    await store.accept(log, [MAIL])
    await silence.step()
    assert (REGISTRY.get_sample_value("dial2_mail_last_accepted_timestamp_seconds") or 0) >= before - 1


async def test_a_mailbox_has_one_reader_at_a_time(log: Database) -> None:
    first, second = uuid7(), uuid7()
    assert await mailboxes.hold(log, "support", first, 60) == Cursor(0, 0)
    assert await mailboxes.hold(log, "support", second, 60) is None
    assert await mailboxes.advance(log, "support", first, Cursor(7, 12), 60)
    assert await mailboxes.hold(log, "support", first, 60) == Cursor(7, 12)
    await mailboxes.release(log, "support", first)
    assert await mailboxes.hold(log, "support", second, 60) == Cursor(7, 12)


async def test_a_reader_that_was_gone_too_long_steps_past_nothing(log: Database) -> None:
    slow, other = uuid7(), uuid7()
    assert await mailboxes.hold(log, "support", slow, 0)
    assert await mailboxes.hold(log, "support", other, 60)
    assert not await mailboxes.advance(log, "support", slow, Cursor(7, 99), 60)
    assert await mailboxes.hold(log, "support", other, 60) == Cursor(0, 0)


async def test_what_could_not_be_had_is_quarantined_once(log: Database) -> None:
    await store.quarantine(log, MAIL, "too big")
    await store.quarantine(log, MAIL, "too big")
    (quarantined,) = await all_of(log, RequestQuarantined)
    assert (quarantined.reason, quarantined.sender) == ("too big", "a@client.example")
    await Silence(log).check()  # it does not wait to be read


async def test_a_mail_cannot_have_come_later_than_now(log: Database) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    ahead = Envelope(
        sender="", recipients=MAIL.recipients, content=MAIL.content, received_at=tomorrow, via="imap support"
    )
    await store.accept(log, [ahead])
    async with log.work("test") as work:
        (accepted,) = await store.claim_unread(work, 1, limit_bytes=1)
    assert accepted.received_at < tomorrow - timedelta(hours=23)
