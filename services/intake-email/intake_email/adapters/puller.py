"""Reading a mailbox over IMAP: each mail is stored first, then settled in the folder, then stepped past."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import structlog

from dial2.database import Database
from dial2.errors import Transient
from dial2.ids import uuid7
from dial2.wake import first_of
from intake_email.adapters import mailboxes, store
from intake_email.adapters.imap import Connection, Folder, Found
from intake_email.adapters.mailbox_health import MailboxHealth
from intake_email.adapters.mailboxes import Cursor
from intake_email.envelope import Envelope, from_mailbox
from intake_email.mailboxes import Mailbox

T = TypeVar("T")

_LEASE_SECONDS = 90.0
_NEWS_SECONDS = 0.5
_WAITS = 10  # news that comes while IDLE begins is not heard, so look again after as many waits
_STAND_BY_SECONDS = 10.0
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 60.0
_TRIES = 5
_UIDS_AT_ONCE = 5_000  # what a server answers fits into one line

log = structlog.get_logger(__name__)


class Puller:
    """One mailbox, read by one process at a time; any failure is tried again, ever less often.

    `submit` returns when a mail is committed. A mail that the server does not hand over is quarantined after some
    tries, and the rest go on.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        *,
        database: Database,
        submit: Callable[[Envelope], Awaitable[None]],
        max_bytes: int,
    ) -> None:
        self.health = MailboxHealth(mailbox.name)
        self._mailbox = mailbox
        self._database = database
        self._submit = submit
        self._max_bytes = max_bytes
        self._holder = uuid7()
        self._failures: Counter[int] = Counter()  # by UID
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap {mailbox.name}")

    async def run(self, stop: asyncio.Event) -> None:
        pause = _FIRST_PAUSE_SECONDS
        try:
            while not stop.is_set():
                try:
                    await self._read(stop)
                    pause = _STAND_BY_SECONDS
                except Exception as error:  # noqa: BLE001 - whatever it was: this mailbox waits, all else goes on
                    again = self.health.failing_since is not None
                    pause = min(pause * 2, _LONGEST_PAUSE_SECONDS) if again else _FIRST_PAUSE_SECONDS
                    self.health.failed(error)
                    log.warning(
                        "mailbox_failed", mailbox=self._mailbox.name, error=str(error), retry_seconds=pause
                    )
                await first_of(asyncio.sleep(pause), stop.wait())
        finally:
            self._thread.shutdown(wait=False, cancel_futures=True)

    async def _read(self, stop: asyncio.Event) -> None:
        """Until `stop`, or until another process has it."""
        if await self._hold() is None:
            self.health.stands_by()
            return
        connection = await self._blocking(Connection, self._mailbox, self._max_bytes)
        try:
            while not stop.is_set() and (cursor := await self._hold()):
                await self._take_new(connection, cursor, stop)
                self.health.looked()
                await self._wait_for_news(connection, stop)
            await mailboxes.release(self._database, self._mailbox.name, self._holder)
            await self._blocking(connection.close)
        finally:
            connection.abort()

    async def _take_new(self, connection: Connection, cursor: Cursor, stop: asyncio.Event) -> None:
        folder = await self._blocking(connection.look)
        if cursor.uidvalidity not in (0, folder.uidvalidity):
            log.warning("mailbox_renumbered", mailbox=self._mailbox.name)
        if cursor.uidvalidity != folder.uidvalidity:
            cursor = Cursor(folder.uidvalidity, 0)  # all of it again; what was stored is known by its content
        while cursor.last_uid + 1 < folder.next_uid and not stop.is_set():
            high = min(cursor.last_uid + _UIDS_AT_ONCE, folder.next_uid - 1)
            for uid in await self._blocking(connection.uids, cursor.last_uid + 1, high):
                if stop.is_set():
                    return
                await self._take(connection, folder, uid)
                await self._advance(Cursor(folder.uidvalidity, uid))
            cursor = Cursor(folder.uidvalidity, high)
            await self._advance(cursor)

    async def _take(self, connection: Connection, folder: Folder, uid: int) -> None:
        try:
            found = await self._blocking(connection.fetch, uid)
        except Exception as error:
            self._failures[uid] += 1
            if self._failures[uid] < _TRIES:
                raise
            await self._quarantine_unfetched(folder, uid, error)
            return
        if found is None:
            return
        await self._keep(found, uid)
        try:
            await self._blocking(connection.settle, uid)
        except OSError:
            raise
        except Exception as error:  # noqa: BLE001 - the mail is stored: where it lies is no reason to stop
            log.warning("mail_not_settled", mailbox=self._mailbox.name, uid=uid, error=str(error))

    async def _keep(self, found: Found, uid: int) -> None:
        envelope = self._envelope(found)
        if found.whole:
            await self._submit(envelope)
            return
        reason = (
            f"the mail with UID {uid} in mailbox {self._mailbox.name} has {found.size} octets, "
            f"more than the {self._max_bytes} allowed: only its header was taken"
        )
        await store.quarantine(self._database, envelope, reason)

    async def _quarantine_unfetched(self, folder: Folder, uid: int, error: Exception) -> None:
        reason = (
            f"mailbox {self._mailbox.name} does not hand over the mail with UID {uid} "
            f"(UIDVALIDITY {folder.uidvalidity}): {error}"
        )
        envelope = Envelope(
            sender="", recipients=[self._mailbox.address], content=reason.encode(errors="replace"), via=self._via
        )
        await store.quarantine(self._database, envelope, envelope.content.decode())
        del self._failures[uid]

    async def _wait_for_news(self, connection: Connection, stop: asyncio.Event) -> None:
        idle = await self._blocking(connection.begin_idle)
        for _ in range(_WAITS):
            if stop.is_set():
                break
            if not idle:
                await first_of(asyncio.sleep(_NEWS_SECONDS), stop.wait())
            elif await self._blocking(connection.news, _NEWS_SECONDS):
                break
        if idle:
            await self._blocking(connection.end_idle)

    def _envelope(self, found: Found) -> Envelope:
        return from_mailbox(
            found.content, address=self._mailbox.address, received_at=found.received_at, via=self._via
        )

    @property
    def _via(self) -> str:
        return f"imap {self._mailbox.name}"

    async def _hold(self) -> Cursor | None:
        return await mailboxes.hold(self._database, self._mailbox.name, self._holder, _LEASE_SECONDS)

    async def _advance(self, cursor: Cursor) -> None:
        if not await mailboxes.advance(self._database, self._mailbox.name, self._holder, cursor, _LEASE_SECONDS):
            raise Transient("another process reads this mailbox now")

    async def _blocking(self, function: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(function, *arguments))
