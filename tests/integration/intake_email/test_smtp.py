"""What the listener takes, what it refuses, and what its 250 means."""

import asyncio

import aiosmtplib
import pytest

from dial2.events.request import RequestIgnored, RequestReceived
from tests.integration.intake_email.site import SUPPORT, Site, letter
from tests.polling import eventually
from tests.servers.postgres import PostgresServer


async def test_250_means_that_it_is_stored(site: Site) -> None:
    await site.send(letter())
    assert await site.stored() == 1


async def test_nothing_is_answered_before_the_commit(site: Site) -> None:
    async with site.table_locked():
        sending = asyncio.create_task(site.code(letter()))
        await eventually(lambda: waiting_for_the_table(site))
        assert not sending.done()
        assert await site.stored() == 0
    assert await sending == 250
    assert await site.stored() == 1


async def test_a_mail_becomes_a_request(site: Site) -> None:
    await site.send(letter("Nobody can log in.", message_id="<1@northgate.example>"))
    (request,) = await site.read(RequestReceived)
    assert (request.channel, request.subject, request.to) == ("email", "No access", [SUPPORT])
    assert (request.text, request.client) == ("Nobody can log in.", "northgate")
    assert request.message_id == "<1@northgate.example>"


async def test_while_postgres_is_away_it_says_try_again_and_then_takes_the_mail(
    site: Site, postgres_server: PostgresServer
) -> None:
    await site.send(letter("one"))
    postgres_server.kill()
    try:
        assert await site.code(letter("two")) == 451
    finally:
        postgres_server.start()
    await eventually(lambda: accepted(site, letter("two")))
    assert [request.text for request in await site.read(RequestReceived, 2)] == ["one", "two"]


@pytest.mark.parametrize(
    "to", ["support@example.com", "SUPPORT@Example.COM", "support+1042.tag@example.com", "postmaster@example.com"]
)
async def test_our_addresses_are_ours(site: Site, to: str) -> None:
    assert await site.code(letter(), to=to) == 250


@pytest.mark.parametrize("to", ["sales@example.com", "support@elsewhere.example", "supporter@example.com"])
async def test_any_other_address_is_unknown(site: Site, to: str) -> None:
    assert await site.code(letter(), to=to) == 550
    assert await site.stored() == 0


async def test_the_postmaster_needs_no_domain(site: Site) -> None:
    said = await site.says(b"HELO x", b"MAIL FROM:<>", b"RCPT TO:<Postmaster>")
    assert [line[:3] for line in said] == [b"250", b"250", b"250"]


async def test_an_address_that_cannot_be_stored_is_refused_at_once(site: Site) -> None:
    """451 would let it come back for days, and hold up the mails that are stored with it."""
    said = await site.says(
        b"HELO x", b"MAIL FROM:<\xff@northgate.example>", b"MAIL FROM:<>", b"RCPT TO:<support+\xff@example.com>"
    )
    assert [line[:1] for line in said] == [b"2", b"5", b"2", b"5"]


async def test_a_mail_above_the_limit_is_refused_for_good(site: Site) -> None:
    assert await site.code(letter("x" * 70 + "\n" + "many words\n" * 100_000)) == 552
    assert await site.stored() == 0


async def test_a_line_longer_than_the_standard_allows_is_taken(site: Site) -> None:
    raw = b"From: dispatch@northgate.example\r\nSubject: long\r\n\r\n" + b"word " * 20_000 + b"\r\n"
    assert await site.code(raw) == 250
    (request,) = await site.read(RequestReceived)
    assert len(request.text.split()) == 20_000


async def test_a_repeated_mail_makes_one_request_and_the_log_names_the_first(site: Site) -> None:
    raw = letter(message_id="<1@northgate.example>")
    await site.send(raw)
    await site.send(raw)
    (request,) = await site.read(RequestReceived)
    (ignored,) = await site.read(RequestIgnored)
    assert ignored.why == f"a copy of request {request.request}"
    assert await site.stored() == 1


async def test_two_mails_under_one_message_id_are_two_when_their_texts_differ(site: Site) -> None:
    await site.send(letter("one", message_id="<1@northgate.example>"))
    await site.send(letter("two", message_id="<1@northgate.example>"))
    assert [request.text for request in await site.read(RequestReceived, 2)] == ["one", "two"]


async def test_without_a_message_id_the_content_tells_whatever_way_it_came(site: Site) -> None:
    first = "from desk.northgate.example by mx.northgate.example; Mon, 16 Nov 2026 10:00:00 -0500"
    await site.send(
        letter("one", received=["from a.example by b.example; Mon, 16 Nov 2026 10:00:05 -0500", first])
    )
    await site.send(
        letter("one", received=["from c.example by b.example; Mon, 16 Nov 2026 10:05:00 -0500", first])
    )
    await site.send(letter("two", received=[first]))
    assert [request.text for request in await site.read(RequestReceived, 2)] == ["one", "two"]
    assert len(await site.all_of(RequestIgnored)) == 1


async def test_forty_mails_at_once_on_eight_connections_are_all_stored(site: Site) -> None:
    async def connection(number: int) -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=site.port, start_tls=False) as client:
            for n in range(5):
                raw = letter(f"mail {number}.{n}", message_id=f"<{number}.{n}@northgate.example>")
                await client.sendmail("dispatch@northgate.example", [SUPPORT], raw)

    await asyncio.gather(*[connection(number) for number in range(8)])
    assert await site.stored() == 40
    texts = {request.text for request in await site.read(RequestReceived, 40)}
    assert texts == {f"mail {number}.{n}" for number in range(8) for n in range(5)}


async def test_the_same_mail_on_many_connections_at_once_is_one_request(site: Site) -> None:
    raw = letter(message_id="<1@northgate.example>")
    assert await asyncio.gather(*[site.code(raw) for _ in range(8)]) == [250] * 8
    assert await site.stored() == 1
    assert len(await site.read(RequestIgnored, 7)) == 7


async def test_a_mail_in_hand_when_the_service_stops_is_still_answered(site: Site) -> None:
    async with site.table_locked():
        sending = asyncio.create_task(site.code(letter()))
        await eventually(lambda: waiting_for_the_table(site))
        site.stop.set()
        await eventually(lambda: refuses_connections(site))
    assert await sending == 250


async def accepted(site: Site, raw: bytes) -> bool:
    return await site.code(raw) == 250


async def waiting_for_the_table(site: Site) -> bool:
    """Whether the mail's own INSERT waits; the reader may wait as well."""
    async with site.log.connection() as connection:
        waits: bool = await connection.fetchval(
            """SELECT EXISTS (SELECT FROM pg_stat_activity
                              WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO intake_email.mails%')"""
        )
    return waits


async def refuses_connections(site: Site) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", site.port)
    except ConnectionError:
        return True
    writer.close()
    return False
