from collections.abc import AsyncIterator

import pytest
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from dial2_sandbox.pace import Pace
from dial2_sandbox.server import Sandbox
from tests.integration.sandbox.application import serving
from tests.unit.sandbox.application import Application

SUPPORT = "+15145550100"
PHONE = "+15145550111"
CALLER = "+15145550123"


@pytest.fixture
async def application() -> AsyncIterator[Application]:
    async with serving() as application:
        yield application


@pytest.fixture
async def sandbox(application: Application) -> AsyncIterator[Sandbox]:
    async with Sandbox(pace=Pace.fast()) as sandbox:
        sandbox.exchange.add_number(SUPPORT, voice_url=application.url("/voice"), sms_url=application.url("/sms"))
        yield sandbox


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    async with AsyncTwilioHttpClient() as http:
        client = Client(
            sandbox.settings.account_sid, sandbox.settings.auth_token.get_secret_value(), http_client=http
        )
        client.api.base_url = sandbox.base_url
        yield client
