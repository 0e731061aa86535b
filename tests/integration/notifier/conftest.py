from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dial2_sandbox.pace import Pace
from dial2_sandbox.server import Sandbox
from dial2_sandbox.settings import SandboxSettings
from tests.integration.notifier.site import NUMBER, Site, running
from tests.ports import free_port
from tests.servers.postgres import Database


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(SandboxSettings(http_port=0, smtp_port=0), pace=Pace.fast()) as sandbox:
        sandbox.exchange.add_number(NUMBER)
        yield sandbox


@pytest.fixture
def environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the notifier is told of the world; a test may put more into the environment itself."""
    port = free_port()
    variables = {
        "DIAL2_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DIAL2_HTTP_PORT": str(port),
        "DIAL2_TWILIO_ACCOUNT_SID": sandbox.settings.account_sid,
        "DIAL2_TWILIO_AUTH_TOKEN": sandbox.settings.auth_token.get_secret_value(),
        "DIAL2_TWILIO_NUMBER": NUMBER,
        "DIAL2_TWILIO_BASE_URL": sandbox.base_url,
        "DIAL2_CALLS_PER_SECOND": "50",
        "DIAL2_TEXTS_PER_SECOND": "50",
        "DIAL2_SUPPORT_ADDRESS": "support@example.com",
        "DIAL2_RELAY_HOST": sandbox.mail.host,
        "DIAL2_RELAY_PORT": str(sandbox.mail.port),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.fixture
async def site(
    sandbox: Sandbox, database: Database, tmp_path: Path, environment: dict[str, str]
) -> AsyncIterator[Site]:
    async with running(sandbox, database, tmp_path, environment) as site:
        yield site
