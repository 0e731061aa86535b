import httpx
import pytest

from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.exchange.faults import Deed, Faults
from tests.unit.sandbox.application import Application
from tests.unit.sandbox.conftest import FIRST, SECOND, SUPPORT


async def page(api: httpx.AsyncClient, application: Application, to: str = FIRST) -> httpx.Response:
    order = {
        "To": to,
        "From": SUPPORT,
        "Twiml": "<Response><Say>Ticket 1042.</Say></Response>",
        "StatusCallback": application.url("/status"),
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }
    return await api.post("/Calls.json", data=order)


def statuses(application: Application) -> list[str]:
    return [told["CallStatus"] for told in application.asked["/status"]]


async def test_a_refused_request_places_no_call_and_the_next_one_does(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.faults.plan("calls.create", "refuse-429")

    refused = await page(api, application)
    assert (refused.status_code, refused.json()["code"]) == (429, 20429)
    assert exchange.board.calls == {}

    assert (await page(api, application)).status_code == 201


async def test_a_request_may_fail_although_the_call_goes_out(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.faults.plan("calls.create", "fail-after")

    failed = await page(api, application)

    assert (failed.status_code, failed.json()["code"]) == (500, 20500)
    call = await exchange.handset(FIRST).rings()
    await call.hears("ticket 1042")


async def test_a_request_may_hang_although_the_call_goes_out(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.faults.plan("calls.create", "hang-after", seconds=0.01)

    assert (await page(api, application)).status_code == 201
    await exchange.handset(FIRST).rings()


@pytest.mark.parametrize(
    ("event", "deed", "told"),
    [
        ("callback:ringing", "drop", ["initiated", "in-progress", "completed"]),
        ("callback:ringing", "duplicate", ["initiated", "ringing", "ringing", "in-progress", "completed"]),
        ("callback:ringing", "swap", ["initiated", "in-progress", "ringing", "completed"]),
        ("callback:*", "drop", ["ringing", "in-progress", "completed"]),
    ],
)
async def test_callbacks_get_lost_doubled_and_out_of_order(
    exchange: Exchange, application: Application, api: httpx.AsyncClient, event: str, deed: Deed, told: list[str]
) -> None:
    exchange.handset(FIRST).answers_and_presses()
    exchange.faults.plan(event, deed)

    await page(api, application)
    await exchange.expect_quiet()

    assert statuses(application) == told


async def test_a_late_callback_comes_behind_all_others(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.handset(FIRST).is_busy()
    exchange.faults.plan("callback:initiated", "late", seconds=0.2)

    await page(api, application)
    await exchange.expect_quiet()

    assert statuses(application) == ["ringing", "busy", "initiated"]


async def test_a_swapped_callback_that_nothing_follows_is_sent_in_the_end(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    exchange.handset(FIRST).is_busy()
    exchange.faults.plan("callback:completed", "swap")

    await page(api, application)
    await exchange.expect_quiet()

    assert statuses(application) == ["initiated", "ringing", "busy"]


async def test_calls_leave_one_a_second_and_those_behind_are_queued(
    exchange: Exchange, application: Application, api: httpx.AsyncClient
) -> None:
    for number in (FIRST, SECOND):
        exchange.handset(number).is_busy()
        await page(api, application, to=number)
    await exchange.expect_quiet()

    first, second = (call.ended for call in exchange.board.calls.values())
    assert first is not None
    assert second is not None
    assert second > first


def test_faults_befall_the_next_of_their_kind_and_no_more() -> None:
    faults = Faults()
    faults.plan("calls.create", "refuse-429", times=2)

    taken = [faults.take(what) for what in ("messages.create", "calls.create", "calls.create", "calls.create")]

    assert [fault is not None for fault in taken] == [False, True, True, False]
