"""One writer for many connections: each learns what became of its own mail."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from dial2.errors import Permanent, Transient
from intake_email.adapters.group_commit import GroupCommit
from intake_email.envelope import Envelope


class Store:
    """Commits, unless it is told how to fail on a content."""

    def __init__(self) -> None:
        self.transactions: list[list[bytes]] = []
        self.failures: dict[bytes, BaseException] = {}

    async def commit(self, envelopes: Sequence[Envelope]) -> None:
        await asyncio.sleep(0)
        contents = [envelope.content for envelope in envelopes]
        for content in contents:
            if content in self.failures:
                raise self.failures[content]
        self.transactions.append(contents)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest_asyncio.fixture
async def writer(store: Store) -> AsyncIterator[GroupCommit]:
    writer = GroupCommit(store.commit)
    writing = asyncio.create_task(writer.run())
    yield writer
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing


def mail(content: bytes) -> Envelope:
    return Envelope(sender="", recipients=["support@example.com"], content=content)


async def outcomes(writer: GroupCommit, *contents: bytes) -> list[type[BaseException] | None]:
    ended = await asyncio.gather(*[writer.submit(mail(content)) for content in contents], return_exceptions=True)
    return [type(end) if end else None for end in ended]


async def test_mails_that_wait_together_are_committed_together(writer: GroupCommit, store: Store) -> None:
    assert await outcomes(writer, b"1", b"2", b"3") == [None, None, None]
    assert store.transactions == [[b"1", b"2", b"3"]]


async def test_one_mail_that_cannot_be_stored_keeps_back_no_other(writer: GroupCommit, store: Store) -> None:
    store.failures[b"2"] = Permanent("no")
    assert await outcomes(writer, b"1", b"2", b"3") == [None, Permanent, None]


async def test_while_the_database_is_away_all_are_told_at_once(writer: GroupCommit, store: Store) -> None:
    store.failures[b"2"] = Transient("away")
    assert await outcomes(writer, b"1", b"2", b"3") == [Transient, Transient, Transient]
    assert store.transactions == []


async def test_a_driver_that_cancels_the_commit_does_not_end_the_writer(writer: GroupCommit, store: Store) -> None:
    store.failures[b"1"] = asyncio.CancelledError()
    assert await outcomes(writer, b"1") == [Transient]
    assert await outcomes(writer, b"2") == [None]


async def test_a_sender_that_gave_up_harms_no_other(writer: GroupCommit, store: Store) -> None:
    impatient = asyncio.create_task(writer.submit(mail(b"1")))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await outcomes(writer, b"2") == [None]
    assert b"2" in [content for batch in store.transactions for content in batch]
