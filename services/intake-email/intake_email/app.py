"""The mail intake, put together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from dial2.service import Parts, Runtime, Service
from dial2.settings import load
from dial2.wake import first_of
from intake_email import mailboxes
from intake_email.adapters import smtp, store
from intake_email.adapters.dns import Dns, NoDns
from intake_email.adapters.group_commit import GroupCommit
from intake_email.adapters.parser import Parser
from intake_email.adapters.puller import Puller
from intake_email.adapters.silence import Silence
from intake_email.addresses import Addresses
from intake_email.authentication.authenticator import Authenticator
from intake_email.authentication.resolver import Resolver
from intake_email.envelope import Envelope
from intake_email.handlers import Reader
from intake_email.mailboxes import Mailboxes
from intake_email.rush import Rush
from intake_email.settings import Settings

_UNREAD = "mail accepted"  # the wake-up within this process; other copies look by themselves


@asynccontextmanager
async def start(runtime: Runtime) -> AsyncIterator[Parts]:
    settings = load(Settings)
    named = mailboxes.load(settings.mailboxes, runtime.roster.current) if settings.mailboxes else Mailboxes()
    addresses = Addresses({settings.support_address: "", **named.addresses})

    rush = Rush(time.monotonic)

    async def commit(envelopes: Sequence[Envelope]) -> None:
        await store.accept(runtime.database, envelopes)
        rush.accepted(len(envelopes))
        runtime.wake.tell(_UNREAD)

    writer = GroupCommit(commit)
    parser = Parser(runtime.profile.markers)
    reader = Reader(
        database=runtime.database,
        parser=parser,
        authenticator=Authenticator(
            _resolver(settings.mail_dns), relays=settings.mail_relays, trusted=settings.mail_authserv_ids
        ),
        roster=runtime.roster,
        addresses=addresses,
        secret=runtime.settings.secret.get_secret_value(),
        rush=rush,
    )
    silence = Silence(runtime.database)
    pullers = {
        f"mailbox {mailbox.name}": Puller(
            mailbox, database=runtime.database, submit=writer.submit, max_bytes=settings.smtp_max_bytes
        )
        for mailbox in named.imap
    }
    writing = asyncio.create_task(writer.run(), name="intake-email group commit")

    async def watch_writer(stop: asyncio.Event) -> None:
        """It outlives the loops, which still submit while they end; but without it the process is of no use."""
        await first_of(asyncio.shield(writing), stop.wait())
        if writing.done():
            writing.result()

    try:
        async with smtp.listening(settings, writer.submit, addresses.takes) as listen:
            yield Parts(
                loops={
                    "smtp": listen,
                    "writer": watch_writer,
                    "reader": lambda stop: runtime.wake.repeat(reader.step, stop, _UNREAD, name="mail reader"),
                    "silence": lambda stop: runtime.wake.repeat(silence.step, stop, name="mail silence"),
                    **{name: puller.run for name, puller in pullers.items()},
                },
                ready={
                    "reading": silence.check,
                    **{name: puller.health.check for name, puller in pullers.items()},
                },
            )
    finally:
        writing.cancel()
        parser.close()


def _resolver(named: str) -> Resolver:
    match named:
        case "none":
            return NoDns()
        case "system":
            return Dns()
    return Dns(named.split())


service = Service(name="intake-email", settings=[Settings], start=start)
