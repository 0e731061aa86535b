"""What a person can do about a mail that could not be read."""

import asyncio
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from dial2.errors import NotFound
from dial2.events.request import RequestQuarantined, RequestReceived
from intake_email.adapters import parser
from intake_email.commands import mail
from tests.integration.intake_email.site import CLIENT, Site, letter
from tests.servers.postgres import Database as Scratch


async def says(*words: str) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, mail, list(words))


def fails(*_: object, **__: object) -> None:
    raise ValueError("cannot bear it")


async def test_a_mail_in_quarantine_is_listed_and_becomes_a_request_when_it_is_read_again(
    site: Site, database: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_DATABASE_URL", database.url)
    with monkeypatch.context() as broken:
        broken.setattr(parser, "read", fails)
        await site.send(letter("Nobody can log in."))
        (kept,) = await site.read(RequestQuarantined)
    listed = (await says("quarantined")).output
    assert listed.startswith(f"{kept.request}  received ")
    assert listed.endswith(f"from {CLIENT}: ValueError: cannot bear it\n")
    assert (await says("retry", kept.request)).output == f"{kept.request} is read again\n"
    (request,) = await site.read(RequestReceived)
    assert (request.request, request.received_at) == (kept.request, kept.received_at)
    assert request.text.strip() == "Nobody can log in."
    assert (await says("quarantined")).output == ""


async def test_what_is_not_in_quarantine_is_not_read_again(
    site: Site, database: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAL2_DATABASE_URL", database.url)
    await site.send(letter())
    (request,) = await site.read(RequestReceived)
    for unknown in (request.request, str(uuid4())):
        assert isinstance((await says("retry", unknown)).exception, NotFound)
    assert len(await site.all_of(RequestReceived)) == 1
