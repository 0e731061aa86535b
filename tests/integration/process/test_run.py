"""A process of services: how it starts, what it says about itself, and how it ends."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import pytest

from dial2.database import Database
from dial2.errors import Permanent
from dial2.events.request import Contact, RequestReceived
from dial2.process import run
from dial2.service import Parts, Runtime, Service
from tests.integration.process.services import command, looping, running, settings
from tests.polling import eventually
from tests.ports import free_port
from tests.servers.postgres import Database as Scratch
from tests.servers.postgres import PostgresServer


class LoopFailed(Exception):
    """What a loop under test ends with."""


async def fails(_stop: asyncio.Event) -> None:
    raise LoopFailed("the disk is on fire")


async def returns(_stop: asyncio.Event) -> None:
    """Though nobody told it to stop."""


async def waits(stop: asyncio.Event) -> None:
    await stop.wait()


def request(name: str) -> RequestReceived:
    return RequestReceived(
        request=name,
        channel="email",
        received_at=datetime.now(UTC),
        contact=Contact(email="dispatch@northgate.example"),
        subject="No access",
        text="Nobody can log in.",
    )


async def test_a_part_that_fails_ends_the_process_with_its_error(database: Scratch, tmp_path: Path) -> None:
    closed: list[str] = []
    with pytest.raises(LoopFailed, match="the disk is on fire"):
        await run([looping(fails, closed=closed)], settings(database.url, tmp_path))
    assert closed == ["closed"]


async def test_a_part_that_ends_by_itself_ends_the_process(database: Scratch, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="triage loop ended by itself"):
        await run([looping(returns)], settings(database.url, tmp_path))


async def test_what_a_service_holds_open_is_closed_when_its_loops_have_ended(
    database: Scratch, tmp_path: Path
) -> None:
    told: list[str] = []

    async def finishes_what_it_has_in_hand(stop: asyncio.Event) -> None:
        await stop.wait()
        for _ in range(3):
            await asyncio.sleep(0)
        told.append("finished")

    stop = asyncio.Event()
    stop.set()
    await run([looping(finishes_what_it_has_in_hand, closed=told)], settings(database.url, tmp_path), stop=stop)
    assert told == ["finished", "closed"]


async def test_a_service_that_cannot_start_leaves_nothing_running(database: Scratch, tmp_path: Path) -> None:
    @asynccontextmanager
    async def start(runtime: Runtime) -> AsyncIterator[Parts]:
        if runtime.settings.profile == "tracktik":
            raise Permanent("the port is taken")
        yield Parts()

    before = asyncio.all_tasks()
    with pytest.raises(Permanent, match="the port is taken"):
        await run([Service(name="triage", settings=[], start=start)], settings(database.url, tmp_path))
    assert asyncio.all_tasks() == before


async def test_a_part_that_fails_while_it_stops_is_named(
    database: Scratch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fails_at_the_end(stop: asyncio.Event) -> None:
        await stop.wait()
        raise LoopFailed("the disk is on fire")

    stop = asyncio.Event()
    stop.set()
    await run([looping(fails_at_the_end)], settings(database.url, tmp_path), stop=stop)
    assert "the disk is on fire" in capsys.readouterr().out


async def test_a_port_that_is_taken_is_named(database: Scratch, tmp_path: Path) -> None:
    given = settings(database.url, tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", given.ops_port))
        taken.listen()
        with pytest.raises(Permanent, match=rf"Cannot listen on 127\.0\.0\.1:{given.ops_port}"):
            await run([looping(waits)], given)


async def test_missing_settings_are_named_all_at_once() -> None:
    """The core's and each service's own."""
    process = await command("run", "triage", "intake-email", environment={"DIAL2_SECRET": "short"})
    _, said = await process.communicate()
    assert process.returncode == 2
    for setting in ("DATABASE_URL", "SECRET", "ROSTER", "PUBLIC_URL", "SUPPORT_ADDRESS"):
        name = f"DIAL2_{setting}"
        assert f"  {name}: " in said.decode()
    assert "Traceback" not in said.decode()


async def test_a_service_that_is_not_there_is_told_from_those_that_are() -> None:
    process = await command("run", "triaje")
    _, said = await process.communicate()
    assert process.returncode == 2
    assert "the services are: intake-email, intake-phone, notifier, sla-timer, triage" in said.decode()


async def test_it_says_that_it_runs_that_it_is_ready_and_what_it_did(database: Scratch, tmp_path: Path) -> None:
    async with running("triage", database.url, tmp_path) as process:
        assert (await process.ops("/healthz")).json() == {"status": "running"}
        assert (await process.ops("/readyz")).json() == {
            "bus": "ready",
            "database": "ready",
            "loops": "ready",
        }
        assert "dial2_handled_total" in (await process.ops("/metrics")).text
        code, _ = await process.stops()
    assert code == 0


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_it_drains_and_ends_in_order(database: Scratch, tmp_path: Path, name: signal.Signals) -> None:
    """What it was given is committed, and nothing is left half done."""
    log = Database(database.url, size=2)
    async with running("triage", database.url, tmp_path) as process:
        async with log.work("test") as work:
            for n in range(50):
                work.append(f"request:{n}", request(str(n)))
        await eventually(lambda: tickets(log))
        code, said = await process.stops(name)
    assert code == 0
    assert '"event": "stopped"' in said
    assert "aborted" not in said
    async with log.connection() as connection:
        opened = await connection.fetchval("SELECT count(*) FROM dial2.events WHERE type = 'ticket.opened'")
        assert opened == await tickets(log)
    await log.close()


async def test_while_postgres_is_away_it_is_not_ready_says_why_and_goes_on_by_itself(
    database: Scratch, postgres_server: PostgresServer, tmp_path: Path
) -> None:
    async with running("triage", database.url, tmp_path) as process:
        postgres_server.kill()
        try:
            answer = await process.ops("/readyz")
            assert answer.status_code == 503
            assert answer.json()["database"].startswith("Postgres does not answer")
            assert (await process.ops("/healthz")).status_code == 200
        finally:
            postgres_server.start()
        await eventually(process.ready)
        log = Database(database.url, size=2)
        async with log.work("test") as work:
            work.append("request:1", request("1"))
        await eventually(lambda: tickets(log))
        await log.close()
        code, _ = await process.stops()
    assert code == 0


async def test_the_log_of_the_mail_intake_names_nobody_and_quotes_nothing(
    database: Scratch, tmp_path: Path
) -> None:
    port = free_port()
    log = Database(database.url, size=2)
    given = {
        "DIAL2_SUPPORT_ADDRESS": "support@example.com",
        "DIAL2_SMTP_PORT": str(port),
        "DIAL2_MAIL_DNS": "none",
    }
    async with running("intake-email", database.url, tmp_path, **given) as process:
        raw = b"From: Dispatch <dispatch@northgate.example>\r\nSubject: Payroll\r\n\r\nThe overtime is wrong.\r\n"
        for _ in range(2):
            await aiosmtplib.send(
                raw,
                sender="dispatch@northgate.example",
                recipients=["support@example.com"],
                hostname="127.0.0.1",
                port=port,
            )
        await eventually(lambda: requests(log))
        code, said = await process.stops()
    await log.close()
    assert code == 0
    assert '"event": "listening"' in said
    for secret in ("northgate", "Payroll", "overtime", "Dispatch"):
        assert secret not in said


async def tickets(log: Database) -> int:
    async with log.connection() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM triage.tickets")
    return count


async def requests(log: Database) -> int:
    async with log.connection() as connection:
        count: int = await connection.fetchval("SELECT count(*) FROM dial2.events WHERE type = 'request.received'")
    return count
