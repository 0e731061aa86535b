"""What staff decides about an address that takes no mail."""

import asyncio

import pytest
from typer.testing import CliRunner, Result

from dial2.database import Database
from dial2.errors import NotFound
from dial2.events.address import stream_of
from dial2.log.read import stream
from notifier.adapters import addresses
from notifier.address_commands import app
from tests.servers.postgres import Database as Scratch

ADDRESS = "Pat@acme.example"


async def says(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, list(words))


async def test_an_address_is_listed_until_staff_says_that_it_works(
    database: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_DATABASE_URL", database.url)
    log = Database(database.url, size=1)
    async with log.work("notifier") as work:
        assert await addresses.mark_unreachable(work.connection, ADDRESS, "5.1.1")
    listed = (await says("list")).output
    assert listed.startswith("pat@acme.example  since ")
    assert listed.endswith("status 5.1.1\n")
    assert (await says("clear", ADDRESS)).output == "notices go to Pat@acme.example again\n"
    assert (await says("list")).output == ""
    async with log.connection() as connection:
        assert [event.type for event in await stream(connection, stream_of(ADDRESS))] == ["address.reachable"]
    await log.close()


async def test_clearing_what_is_clear_says_where_to_look(
    database: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_DATABASE_URL", database.url)
    error = (await says("clear", ADDRESS)).exception
    assert isinstance(error, NotFound)
    assert str(error) == "Nothing is held against Pat@acme.example; see `dial2 address list`"
