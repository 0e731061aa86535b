import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from dial2.process import run
from dial2.service import Service
from dial2.settings import Settings
from dial2_sandbox.pace import Pace
from dial2_sandbox.server import Sandbox
from dial2_sandbox.settings import SandboxSettings
from intake_phone.app import service
from tests.integration.intake_phone.gate import Gate
from tests.integration.intake_phone.office import PREVIOUS_TOKEN, ROSTER, STAFF_TOKENS, SUPPORT, TELEPHONES, Office
from tests.ports import free_port
from tests.servers.postgres import Database

TORONTO = ZoneInfo("America/Toronto")
TUESDAY_MORNING = datetime(2026, 12, 1, 10, 0, tzinfo=TORONTO)
SATURDAY = datetime(2026, 12, 5, 10, 0, tzinfo=TORONTO)


@asynccontextmanager
async def working(
    database: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    profile: str,
    *others: Service,
    webhook_seconds: float = 10.0,
) -> AsyncIterator[Office]:
    """On a busy machine too, webhooks are given the time to be answered by the flow."""
    settings = SandboxSettings(http_port=0, smtp_port=0)
    roster = folder / "roster.toml"
    roster.write_text(ROSTER, encoding="utf-8")
    gate = Gate(database.url)
    await gate.open()
    async with Sandbox(settings, pace=Pace.fast()) as sandbox:
        monkeypatch.setenv("DIAL2_TWILIO_ACCOUNT_SID", settings.account_sid)
        monkeypatch.setenv("DIAL2_TWILIO_AUTH_TOKEN", settings.auth_token.get_secret_value())
        monkeypatch.setenv("DIAL2_TWILIO_PREVIOUS_AUTH_TOKEN", PREVIOUS_TOKEN)
        monkeypatch.setenv("DIAL2_TWILIO_BASE_URL", sandbox.base_url)
        monkeypatch.setenv("DIAL2_TWILIO_NUMBER", SUPPORT)
        monkeypatch.setenv("DIAL2_WEBHOOK_SECONDS", str(webhook_seconds))
        monkeypatch.setenv("DIAL2_STAFF_TOKENS", json.dumps(STAFF_TOKENS))
        port, ops_port = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        sandbox.exchange.add_number(
            SUPPORT,
            voice_url=f"{url}/voice/answer",
            fallback_url=f"{url}/voice/fallback",
            status_callback=f"{url}/voice/status",
            sms_url=f"{url}/sms",
        )
        for telephone in TELEPHONES:
            sandbox.handset(telephone)
        service_settings = Settings(
            database_url=SecretStr(gate.url),
            secret=SecretStr("s" * 32),
            profile=profile,
            roster=roster,
            public_url=url,
            http_port=port,
            ops_port=ops_port,
        )
        office = Office(
            sandbox=sandbox,
            url=url,
            ops_url=f"http://127.0.0.1:{ops_port}",
            database=database,
            gate=gate,
            settings=service_settings,
        )
        await office.set_clock(TUESDAY_MORNING)
        stop, started = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(run([service, *others], service_settings, stop=stop, started=started.set))
        await started.wait()
        yield office
        stop.set()
        await running
    await gate.close()


@pytest.fixture
async def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Open: a Tuesday morning."""
    async with working(database, tmp_path, monkeypatch, "tracktik") as office:
        yield office


@pytest.fixture
async def hasty_office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """Answers from memory as soon as it may."""
    async with working(database, tmp_path, monkeypatch, "tracktik", webhook_seconds=0.5) as office:
        yield office


@pytest.fixture
async def assured_office(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """Out of hours, where only who has bought the service is served."""
    async with working(database, tmp_path, monkeypatch, "cytrack") as office:
        await office.set_clock(SATURDAY)
        yield office


@pytest.fixture
async def closed_office(office: Office) -> Office:
    """Out of hours: a Saturday."""
    await office.set_clock(SATURDAY)
    return office
