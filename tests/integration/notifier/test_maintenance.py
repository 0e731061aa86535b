"""Clients are told of maintenance in advance, each in its own language and by its own clock."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio

from dial2 import roster
from dial2.database import Database
from dial2.events.operations import MaintenanceCancelled, MaintenancePlanned
from dial2.profile import load
from notifier.adapters import addresses, attempts
from notifier.letters import Letters
from notifier.mailing import Mailing
from notifier.maintenance import Maintenance
from notifier.messages import Mail
from notifier.posting import Posting
from tests.rosters import ONE_PERSON
from tests.servers.postgres import Database as Scratch

CLIENTS = """
[clients.north-gate]
name = "North Gate Protection"
notices = ["dispatch@northgate.example", "it@northgate.example"]

[clients.porte-sud]
name = "Porte Sud"
notices = ["repartition@portesud.example"]
language = "fr"
zone = "America/Vancouver"

[clients.west-gate]
name = "West Gate Protection"
"""
AT = datetime(2026, 11, 21, 8, tzinfo=UTC)  # a Saturday, 3:00 in Toronto and midnight in Vancouver


def planned(*clients: str) -> MaintenancePlanned:
    return MaintenancePlanned(
        maintenance=1,
        starts_at=AT,
        ends_at=AT.replace(hour=9),
        clients=list(clients),
        why="A new release is installed.",
        critical_fix=False,
        within_allowance=True,
        by="duty-lead",
    )


class Desk:
    def __init__(self, scratch: Scratch, folder: Path) -> None:
        (folder / "roster.toml").write_text(ONE_PERSON + CLIENTS)
        profile = load("tracktik")
        self.database = Database(scratch.url)
        live, letters = roster.LiveRoster(roster.load(folder / "roster.toml")), Letters(profile)
        mailing = Mailing(support_address="support@example.com", title=profile.title, secret="s" * 32)
        posting = Posting(roster=live, profile=profile, letters=letters, mailing=mailing)
        self.maintenance = Maintenance(roster=live, profile=profile, letters=letters, posting=posting)

    async def mails(self) -> dict[str, Mail]:
        """What is to go out, by address."""
        async with self.database.connection() as connection:
            ids = await connection.fetch("SELECT id FROM notifier.attempts WHERE kind = 'notice'")
            found = [await attempts.get(connection, row["id"]) for row in ids]
        return {each.destination: each.message for each in found if each and isinstance(each.message, Mail)}


@pytest_asyncio.fixture
async def desk(database: Scratch, tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(database, tmp_path)
    yield desk
    await desk.database.close()


async def test_every_address_of_every_client_gets_a_mail_in_its_language_and_time(desk: Desk) -> None:
    async with desk.database.work("notifier") as work:
        await desk.maintenance.planned(planned(), work)
    mails = await desk.mails()
    assert set(mails) == {"dispatch@northgate.example", "it@northgate.example", "repartition@portesud.example"}
    english, french = mails["dispatch@northgate.example"], mails["repartition@portesud.example"]
    assert english.subject == "Planned maintenance on Saturday, November 21, 2026 at 3:00 a.m."
    assert (
        "from Saturday, November 21, 2026 at 3:00 a.m.\nto Saturday, November 21, 2026 at 4:00 a.m."
        in english.plain
    )
    assert "A new release is installed." in english.plain
    assert french.subject == "Entretien prévu le samedi 21 novembre 2026 à 0 h"
    assert "(heure de Vancouver)" in french.plain


async def test_only_those_whom_it_concerns_are_told(desk: Desk) -> None:
    async with desk.database.work("notifier") as work:
        await desk.maintenance.planned(planned("porte-sud", "gone-since"), work)
    assert list(await desk.mails()) == ["repartition@portesud.example"]


async def test_what_is_cancelled_is_told_to_the_same(desk: Desk) -> None:
    cancelled = MaintenanceCancelled(
        maintenance=1, starts_at=AT, clients=["north-gate"], why="It is put off.", by="duty-lead"
    )
    async with desk.database.work("notifier") as work:
        await desk.maintenance.cancelled(cancelled, work)
    mail = (await desk.mails())["it@northgate.example"]
    assert mail.subject.startswith("Cancelled: maintenance on Saturday")
    assert "It is put off." in mail.plain


async def test_it_is_no_part_of_any_ticket_and_marked_as_automatic(desk: Desk) -> None:
    async with desk.database.work("notifier") as work:
        await desk.maintenance.planned(planned("porte-sud"), work)
    (mail,) = (await desk.mails()).values()
    assert (mail.notice, mail.in_reply_to, mail.reply_to) == ("maintenance", None, "support@example.com")
    assert mail.auto_submitted == "auto-generated"
    assert mail.message_id.startswith("<maintenance.")


async def test_an_address_that_refuses_mail_is_told_nothing_and_the_desk_hears_of_it(desk: Desk) -> None:
    async with desk.database.work("notifier") as work:
        await addresses.mark_unreachable(work.connection, "it@northgate.example", "5.1.1")
        await desk.maintenance.planned(planned(), work)
    mails = await desk.mails()
    assert "it@northgate.example" not in mails
    assert any("it@northgate.example" in mail.subject for mail in mails.values())
