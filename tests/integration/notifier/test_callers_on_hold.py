"""A caller on hold and whoever acknowledges come together, whatever way the acknowledgement takes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from dial2.call_queue import JOINED, queue_of
from dial2.events.call import CallWaited, CallWaiting, StaffReplied
from dial2.events.page import PageAcknowledged, PageFailed, PageOpened
from dial2.process import http
from dial2_sandbox.exchange.exchange import ACCOUNT_SID, AUTH_TOKEN
from dial2_sandbox.handset.held_call import HeldCall
from dial2_sandbox.server import Sandbox
from tests.acceptance.front_door import front_door
from tests.integration.notifier.site import NUMBER, Site, judged, running
from tests.polling import eventually
from tests.ports import free_ports
from tests.servers.postgres import Database

CALLER, SECOND_CALLER = "+15145550123", "+15145550124"


@pytest.fixture
def joined() -> list[str]:
    """In whose name callers were taken from hold."""
    return []


@asynccontextmanager
async def telephone_intake(port: int, joined: list[str]) -> AsyncIterator[None]:
    """Its one document that concerns the notifier: what a caller hears at the moment of being connected."""
    app, stop = FastAPI(openapi_url=None), asyncio.Event()

    @app.post(JOINED)
    async def say(request: Request) -> Response:
        joined.append(request.query_params["person"])
        return Response("<Response><Say>You are connected.</Say></Response>", media_type="text/xml")

    serving = asyncio.create_task(http.serve(app, http.listen("127.0.0.1", port), stop))
    yield
    stop.set()
    await serving


@pytest.fixture
async def site(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str], joined: list[str]
) -> AsyncIterator[Site]:
    public, phone = free_ports(2)
    environment["DIAL2_PUBLIC_URL"] = f"http://127.0.0.1:{public}"
    ports = {"notifier": int(environment["DIAL2_HTTP_PORT"]), "intake-phone": phone}
    async with (
        telephone_intake(phone, joined),
        front_door(public, ports),
        running(sandbox, database, tmp_path, environment) as site,
    ):
        yield site


async def holds(site: Site, number: str = CALLER, *, request: str = "r1", ticket: int = 1042) -> HeldCall:
    """A caller waits in the queue of the request, and the log tells of it."""
    twiml = f"<Response><Enqueue>{queue_of(request)}</Enqueue></Response>"
    site.sandbox.handset(number)
    async with httpx.AsyncClient(auth=(ACCOUNT_SID, AUTH_TOKEN)) as client:
        calls = f"{site.sandbox.base_url}/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json"
        answer = await client.post(calls, data={"To": number, "From": NUMBER, "Twiml": twiml})
        answer.raise_for_status()
    caller = await site.sandbox.handset(number).rings()
    await caller.hears("music")
    await site.happens(f"call:{request}", CallWaiting(call=request, request=request, ticket=ticket))
    return caller


async def released(site: Site, why: str, *, request: str = "r1") -> None:
    await site.happens(f"call:{request}", CallWaited(call=request, request=request, why=why))


async def paged_in_vain(site: Site) -> None:
    """The page's own call to the dispatcher is over: the next is about the caller."""
    await site.dispatcher.receives_sms("1042")
    await eventually(lambda: _rung_in_vain(site, "dispatcher"))


async def _rung_in_vain(site: Site, person: str) -> bool:
    return any((failed.person, failed.channel) == (person, "voice") for failed in await site.events(PageFailed))


async def texts(site: Site, person: str, text: str) -> None:
    await site.happens("text:SM1", StaffReplied(message="SM1", person=person, text=text))


async def test_who_acknowledges_by_a_key_is_connected_on_the_same_call(site: Site, joined: list[str]) -> None:
    await site.ticket()
    caller = await holds(site)
    call = await site.dispatcher.rings()
    await call.hears("press 4 to acknowledge")
    await call.presses("4")
    await call.hears("its caller is on hold")
    await caller.hears("you are connected")
    await caller.is_connected()
    await call.says("Support here.")
    await caller.hears("support here")
    await released(site, "bridged")
    await caller.hangs_up()
    await call.hears("the call is over")
    await call.ends()
    assert joined == ["dispatcher"]


async def test_while_a_caller_waits_an_unanswered_telephone_is_enough_to_go_on(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await site.dispatcher.receives_sms("1042")
    caller = await holds(site)
    call = await site.engineer.rings()  # without the five minutes of the level
    await call.presses("4")
    await caller.is_connected()
    await site.dispatcher.receives_sms("acknowledged by engineer")


async def test_who_acknowledges_by_text_is_called_and_connected(site: Site, joined: list[str]) -> None:
    site.dispatcher.does_not_answer()
    site.engineer.does_not_answer()
    site.director.does_not_answer()
    await site.ticket()
    caller = await holds(site)
    await paged_in_vain(site)
    site.dispatcher.waits_for_a_hand()
    await texts(site, "dispatcher", "ack 1042")
    call = await site.dispatcher.rings()
    await call.hears("a caller is on hold for you")
    await call.presses("4")
    await caller.is_connected()
    await released(site, "bridged")
    await call.hangs_up()
    assert joined == ["dispatcher"]
    assert (await site.event(PageAcknowledged)).how == "sms"


async def test_who_had_acknowledged_before_is_called_when_a_caller_holds(site: Site) -> None:
    site.dispatcher.does_not_answer()
    await site.ticket()
    await paged_in_vain(site)
    await texts(site, "dispatcher", "ack 1042")
    await site.dispatcher.receives_sms("is yours since")
    site.dispatcher.waits_for_a_hand()
    caller = await holds(site)
    call = await site.dispatcher.rings()
    await call.presses("4")
    await caller.is_connected()


async def test_a_caller_who_has_gone_is_not_waited_for(site: Site) -> None:
    await site.ticket()
    caller = await holds(site)
    call = await site.dispatcher.rings()
    await call.hears("press 4")
    await caller.hangs_up()
    await call.presses("4")
    await call.hears("the caller is no longer on the line")
    await call.ends()


async def test_whoever_does_not_answer_is_called_three_times_and_no_more(site: Site) -> None:
    site.with_telephone_off(site.engineer, site.director)
    site.dispatcher.does_not_answer()
    await site.ticket()
    await paged_in_vain(site)
    await texts(site, "dispatcher", "ack 1042")
    await site.dispatcher.receives_sms("is yours since")
    rung = len(site.dispatcher.lines)
    caller = await holds(site)
    for _ in range(3):
        await site.passes(timedelta(seconds=30))
    await eventually(lambda: len(site.dispatcher.lines) >= rung + 3)
    await site.passes(timedelta(minutes=5))
    await site.sandbox.exchange.handset(CALLER).texts(NUMBER, "Still here.")  # a turn of the exchange
    assert len(site.dispatcher.lines) == rung + 3
    await caller.hangs_up()


async def test_after_a_talk_the_next_caller_on_hold_is_offered(site: Site, joined: list[str]) -> None:
    await site.ticket()
    first = await holds(site)
    second = await holds(site, SECOND_CALLER, request="r2")
    call = await site.dispatcher.rings()
    await call.presses("4")
    await first.is_connected()
    await released(site, "bridged")
    await first.hangs_up()
    await call.hears("a caller is on hold for you")
    await call.presses("4")
    await second.is_connected()
    await second.hangs_up()
    assert joined == ["dispatcher", "dispatcher"]


async def test_a_caller_about_a_ticket_that_nobody_is_paged_for_opens_a_page(site: Site) -> None:
    site.with_telephone_off(site.dispatcher, site.engineer, site.director)
    await site.ticket(severity="low")
    await site.happens("ticket:1042", judged(1042, "low", previous="low", by="duty-lead"))
    caller = await holds(site)
    opened = await site.event(PageOpened)
    assert (opened.ticket, opened.severity) == (1042, "critical")
    assert opened.why == "a caller about this ticket is on hold"
    await caller.hangs_up()
