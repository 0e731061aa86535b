from collections.abc import AsyncIterator

import pytest

from dial2_sandbox.exchange.exchange import Exchange
from tests.unit.sandbox.application import Application

SUPPORT = "+15145550100"
CALLER = "+15145550123"


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
