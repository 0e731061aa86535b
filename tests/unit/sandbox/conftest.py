from collections.abc import AsyncIterator

import httpx
import pytest

from dial2_sandbox.exchange.exchange import ACCOUNT_SID, AUTH_TOKEN, Exchange
from tests.unit.sandbox.application import Application

SUPPORT = "+15145550100"
CALLER = "+15145550123"
FIRST = "+15145550111"
SECOND = "+15145550112"


@pytest.fixture
def application() -> Application:
    return Application()


@pytest.fixture
async def exchange(application: Application) -> AsyncIterator[Exchange]:
    async with Exchange(transport=application) as exchange:
        exchange.add_number(
            SUPPORT,
            voice_url=application.url("/voice"),
            sms_url=application.url("/sms"),
        )
        yield exchange


@pytest.fixture
async def api(exchange: Exchange) -> AsyncIterator[httpx.AsyncClient]:
    """The REST API, signed in, at the account's resources."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(exchange.app),
        base_url=f"http://exchange.test/2010-04-01/Accounts/{ACCOUNT_SID}",
        auth=(ACCOUNT_SID, AUTH_TOKEN),
    ) as client:
        yield client
