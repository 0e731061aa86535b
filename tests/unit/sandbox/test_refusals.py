from datetime import UTC, datetime

import httpx
import pytest
from starlette.datastructures import QueryParams

from dial2_sandbox.exchange.errors import Refused
from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.exchange.rest.paging import within
from dial2_sandbox.pace import Pace
from tests.unit.sandbox.conftest import FIRST, SUPPORT

CALL = {"To": FIRST, "From": SUPPORT, "Twiml": "<Response/>"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"Twiml": ""}, 21205),
        ({"Twiml": "", "Url": "voice.xml"}, 21205),
        ({"Timeout": "soon"}, 20001),
        ({"MachineDetection": "Maybe"}, 20001),
    ],
)
async def test_a_call_that_lacks_something_is_refused_by_its_code(
    exchange: Exchange, api: httpx.AsyncClient, change: dict[str, str], code: int
) -> None:
    refused = await api.post("/Calls.json", data=CALL | change)

    assert (refused.status_code, refused.json()["code"]) == (400, code)
    assert exchange.board.calls == {}


async def test_a_call_takes_no_other_status_than_its_end(exchange: Exchange, api: httpx.AsyncClient) -> None:
    created = await api.post("/Calls.json", data=CALL)
    ringing = await exchange.handset(FIRST).rings()
    path = f"/Calls/{created.json()['sid']}.json"

    assert (await api.post(path, data={"Status": "paused"})).json()["code"] == 20001
    assert (await api.post(path, data={"Twiml": "<Response/>"})).json()["code"] == 21220
    assert (await api.post(path, data={"Status": "completed"})).json()["status"] == "canceled"
    await ringing.ends()


async def test_canceling_leaves_a_call_in_progress_alone(exchange: Exchange, api: httpx.AsyncClient) -> None:
    twiml = '<Response><Say>Ticket 1042.</Say><Pause length="6000"/></Response>'
    created = await api.post("/Calls.json", data=CALL | {"Twiml": twiml})
    call = await exchange.handset(FIRST).rings()
    await call.hears("1042")
    path = f"/Calls/{created.json()['sid']}.json"

    assert (await api.post(path, data={"Status": "canceled"})).json()["status"] == "in-progress"
    assert (await api.post(path, data={"Status": "completed"})).json()["status"] == "completed"
    await call.ends()


@pytest.mark.parametrize(
    "path", ["/Messages/SM0.json", "/Calls/CA0.json", "/IncomingPhoneNumbers/PN0.json", "/Applications.json"]
)
async def test_what_is_not_there_is_not_found(api: httpx.AsyncClient, path: str) -> None:
    missing = await api.get(path)

    assert (missing.status_code, missing.json()["code"]) == (404, 20404)


@pytest.mark.parametrize("deed", ["fail-before", "hang-before"])
async def test_a_service_that_is_not_available_does_nothing(
    exchange: Exchange, api: httpx.AsyncClient, deed: str
) -> None:
    exchange.faults.plan("calls.create", "fail-before" if deed == "fail-before" else "hang-before")

    assert (await api.post("/Calls.json", data=CALL)).status_code == 503
    assert exchange.board.calls == {}


@pytest.mark.parametrize(
    ("query", "included"),
    [
        ("", True),
        ("StartTime=2026-01-31", True),
        ("StartTime=2026-02-01", False),
        ("StartTime%3C=2026-01-31T12:00:00Z", True),
        ("StartTime%3C=2026-01-31", False),
        ("StartTime%3E=2026-01-31T11:59:59Z&StartTime%3C=2026-01-31T12:00:01Z", True),
        ("StartTime%3E=2026-01-31T12:00:01", False),
    ],
)
def test_a_list_is_bounded_by_day_or_by_instant(query: str, included: bool) -> None:  # noqa: FBT001 - a table's column
    noon = datetime(2026, 1, 31, 12, tzinfo=UTC)

    assert within(noon, QueryParams(query), "StartTime") is included
    assert within(None, QueryParams(query), "StartTime") is not bool(query)


def test_a_date_that_is_none_is_refused_with_those_that_are_possible() -> None:
    with pytest.raises(Refused, match="StartTime is 'yesterday'; 2026-01-31 or 2026-01-31T12:00:00Z are possible"):
        within(datetime.now(UTC), QueryParams("StartTime=yesterday"), "StartTime")


def test_time_does_not_stand_still() -> None:
    with pytest.raises(ValueError, match="a pace of 0 is not possible"):
        Pace(scale=0, patience=1)
