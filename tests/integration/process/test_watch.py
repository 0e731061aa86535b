"""dial2 watches itself: what falls silent or hangs is told outside, past everything else of ours."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from dial2 import clock, roster
from dial2.bus.embedded import EmbeddedBus
from dial2.database import Database
from dial2.errors import Transient
from dial2.events import Payload, decode, type_of
from dial2.events.alarm import AlarmCleared, AlarmRaised
from dial2.events.call import CallEnded
from dial2.log.read import matching
from dial2.process import run
from dial2.roster.live import LiveRoster
from dial2.wake import Wake
from dial2.watch import pulse, watcher
from dial2.watch.beats import Beats
from dial2.watch.illness import Illness
from dial2.watch.outside import Outside
from dial2.watch.settings import WatchSettings
from dial2.watch.watcher import Examine, Watcher
from dial2_sandbox.mailbox.catcher import MailCatcher
from tests.integration.process.services import command, looping, settings
from tests.polling import eventually
from tests.rosters import ONE_PERSON
from tests.servers import postgres
from tests.servers.postgres import PostgresServer

DESK = "desk@example.com"


class Listener:
    """An address elsewhere that counts its pings."""

    def __init__(self) -> None:
        self.pings = 0
        self.url = ""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.pings += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK")
        await writer.drain()
        writer.close()


class Site:
    def __init__(self, scratch: postgres.Database, folder: Path, relay: MailCatcher, elsewhere: str) -> None:
        self.scratch = scratch
        self.log = Database(scratch.url, size=4)
        self.wake = Wake(scratch.url)
        self.relay = relay
        (folder / "roster.toml").write_text(ONE_PERSON)
        self._roster = LiveRoster(roster.load(folder / "roster.toml"))
        given = {
            "alarm_relay": f"smtp://127.0.0.1:{relay.port}",
            "heartbeat_url": elsewhere,
        }
        self._settings = WatchSettings.model_validate(given)

    def watcher(self, services: tuple[str, ...], examine: dict[str, Examine] | None = None) -> Watcher:
        return Watcher(
            database=self.log,
            bus=EmbeddedBus(self.log, self.wake),
            outside=Outside(self._settings, self._roster),
            services=services,
            readers=["triage"],
            examine=examine or {},
            language="en",
            heartbeat_seconds=0.001,
        )

    @asynccontextmanager
    async def watched(self, *services: str, examine: dict[str, Examine] | None = None) -> AsyncIterator[None]:
        """A process of these services that beats, and watches everybody."""
        stop = asyncio.Event()
        runs = [
            Beats(services, self.log).run(self.wake, stop),
            self.watcher(services, examine).run(self.wake, stop),
        ]
        tasks = [asyncio.create_task(task) for task in runs]
        try:
            yield
        finally:
            stop.set()
            await asyncio.gather(*tasks)

    async def was_heard(self, service: str, ago: timedelta) -> None:
        """A process that beat last so long ago."""
        async with self.log.connection() as connection:
            await connection.execute(
                """INSERT INTO dial2.beats
                   VALUES (gen_random_uuid(), ARRAY[$1], 'elsewhere', clock_timestamp() - $2::interval,
                           clock_timestamp() - $2::interval, '{}', '{}')""",
                service,
                ago,
            )

    async def alarm(self, name: str, of: type[Payload] = AlarmRaised) -> Payload:
        """The newest such event of the alarm, once it is there."""

        async def look() -> Payload | None:
            async with self.log.connection() as connection:
                found = await matching(connection, stream_prefix=f"alarm:{name}", types=[type_of(of)], limit=1)
            return decode(found[0]) if found else None

        return await eventually(look)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "_LOOK_SECONDS", 0.05)
    monkeypatch.setattr(watcher, "_TURN_SECONDS", 0.01)


@pytest.fixture
async def relay() -> AsyncIterator[MailCatcher]:
    catcher = MailCatcher()
    await catcher.start()
    yield catcher
    await catcher.stop()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener, "127.0.0.1", 0)
    listener.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/beat"
    yield listener
    server.close()
    await server.wait_closed()


@pytest.fixture
async def site(
    database: postgres.Database, tmp_path: Path, relay: MailCatcher, listener: Listener
) -> AsyncIterator[Site]:
    site = Site(database, tmp_path, relay, listener.url)
    yield site
    await site.log.close()


async def test_a_service_that_falls_silent_is_told_by_name_and_since_when(site: Site, listener: Listener) -> None:
    await site.was_heard("notifier", timedelta(minutes=3))
    async with site.watched("triage"):
        mail = await site.relay.mail_to(DESK)
        assert mail.subject.startswith("[dial2] ALARM: notifier has not been heard from since ")
        assert mail.headers["Auto-Submitted"] == "auto-generated"
        raised = await site.alarm("silent.notifier")
        assert isinstance(raised, AlarmRaised)
        assert (raised.times, raised.told) == (1, [DESK])
        assert listener.pings == 0
        await site.was_heard("notifier", timedelta())
        over = await site.relay.mail_to(DESK)
        assert over.subject.startswith("[dial2] OK: notifier has not been heard from since ")
        await site.alarm("silent.notifier", AlarmCleared)
        await eventually(lambda: listener.pings > 0)


async def test_a_service_that_beats_in_another_process_is_not_missed(site: Site, listener: Listener) -> None:
    await site.was_heard("triage", timedelta(minutes=3))
    async with site.watched("triage"):
        await eventually(lambda: listener.pings > 0)
        await eventually(lambda: _beaten(site, processes=1))
        assert site.relay.mails == []
        async with site.log.connection() as connection:
            hosts = await connection.fetch("SELECT host FROM dial2.beats")
    assert [row["host"] for row in hosts] != ["elsewhere"]


async def test_a_loop_that_hangs_is_named_and_its_process_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulse, "STUCK_SECONDS", 0.0)
    with site.wake.pulse.step("triage consumer"):
        with pytest.raises(Transient, match=r"does not get on: .*triage consumer for"):
            await site.wake.pulse.ready()
        async with site.watched("triage"):
            await site.relay.mail_to(DESK, subject_contains="triage consumer has not got on since")


async def test_a_loop_that_fails_again_and_again_has_not_got_on(site: Site) -> None:
    wake, failures = site.wake, 0
    stop = asyncio.Event()

    async def fails() -> float:
        nonlocal failures
        failures += 1
        if failures == 2:
            stop.set()
        raise Transient("away")

    began = wake.pulse.stuck()
    await wake.repeat(fails, stop, name="lane")
    assert began == {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pulse, "STUCK_SECONDS", 0.4)  # each failure is waited out for half a second
        assert set(wake.pulse.stuck()) == {"lane"}


async def test_parked_deliveries_are_an_alarm(site: Site) -> None:
    async with site.log.connection() as connection:
        await connection.execute(
            """INSERT INTO dial2.deliveries (service, event, stream, version, type, attempt, reason, parked_at)
               VALUES ('triage', gen_random_uuid(), 'request:1', 1, 'request.received', 1, 'odd', dial2.now())"""
        )
    async with site.watched("triage"):
        mail = await site.relay.mail_to(DESK)
    assert mail.subject == "[dial2] ALARM: deliveries to triage are parked: 1; see dial2 parked list triage"


async def test_events_that_nobody_hands_on_are_an_alarm(site: Site) -> None:
    async with site.log.work("test") as work:
        work.append("call:CA1", CallEnded(call="CA1", status="completed", seconds=40))
    await clock.advance(site.scratch.owner_url, timedelta(minutes=2))
    async with site.watched("triage"):
        await site.relay.mail_to(DESK, subject_contains="have not been handed on by triage")


async def test_an_alarm_is_told_again_while_it_lasts(site: Site) -> None:
    await site.was_heard("notifier", timedelta(minutes=3))
    async with site.watched("triage"):
        await site.relay.mail_to(DESK)
        await clock.advance(site.scratch.owner_url, watcher.TOLD_AGAIN)
        await site.relay.mail_to(DESK)
        await eventually(lambda: _raised(site, times=2))


async def test_an_alarm_that_did_not_get_out_is_told_as_soon_as_it_can_be(site: Site) -> None:
    await site.relay.is_away()
    await site.was_heard("notifier", timedelta(minutes=3))
    async with site.watched("triage"):
        raised = await site.alarm("silent.notifier")
        assert isinstance(raised, AlarmRaised)
        assert raised.told == []
        await site.relay.is_back()
        await site.relay.mail_to(DESK)


async def test_two_watchers_tell_once(site: Site, listener: Listener) -> None:
    await site.was_heard("notifier", timedelta(minutes=3))
    async with site.watched("triage"), site.watched("sla-timer"):
        await site.relay.mail_to(DESK)
        await site.was_heard("notifier", timedelta())
        await eventually(lambda: listener.pings > 3)
    assert [mail.subject.split(":")[0] for mail in site.relay.mails] == ["[dial2] ALARM", "[dial2] OK"]


async def test_what_a_service_finds_wrong_with_its_work_is_told_until_it_is_mended(site: Site) -> None:
    found = [Illness(name="page.1042", kind="exhausted", what="1042")]

    async def examine(_connection: object) -> list[Illness]:
        return found

    async with site.watched("notifier", examine={"notifier": examine}):
        mail = await site.relay.mail_to(DESK)
        assert mail.subject.startswith("[dial2] ALARM: NOBODY was reached for ticket 1042")
        found.clear()
        await site.relay.mail_to(DESK, subject_contains="OK: NOBODY was reached for ticket 1042")


async def test_while_postgres_is_away_the_alarm_still_gets_out(
    site: Site, postgres_server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watcher, "_AWAY_SECONDS", 0.0)
    async with site.watched("triage"):
        await eventually(lambda: _beaten(site))
        postgres_server.kill()
        try:
            await site.relay.mail_to(DESK, subject_contains="ALARM: Postgres has not answered", within=30)
        finally:
            postgres_server.start()
        await site.relay.mail_to(DESK, subject_contains="OK: Postgres", within=30)


async def _raised(site: Site, *, times: int) -> bool:
    raised = await site.alarm("silent.notifier")
    return isinstance(raised, AlarmRaised) and raised.times == times


async def _beaten(site: Site, *, processes: int = 1) -> bool:
    """Whether so many have, and none is left from before."""
    async with site.log.connection() as connection:
        hosts = await connection.fetch("SELECT host FROM dial2.beats")
    return len(hosts) == processes and all(row["host"] != "elsewhere" for row in hosts)


async def test_a_process_beats_for_its_services(database: postgres.Database, tmp_path: Path) -> None:
    stop = asyncio.Event()

    async def waits(stop: asyncio.Event) -> None:
        await stop.wait()

    process = asyncio.create_task(run([looping(waits)], settings(database.url, tmp_path), stop=stop))
    log = Database(database.url, size=1)

    async def beats() -> list[str]:
        async with log.connection() as connection:
            rows = await connection.fetch("SELECT unnest(services) AS service FROM dial2.beats")
        return [row["service"] for row in rows]

    assert await eventually(beats) == ["triage"]
    stop.set()
    await process
    await log.close()


async def test_the_status_is_one_screen_and_says_what_is_ill(site: Site) -> None:
    environment = {"DIAL2_DATABASE_URL": site.scratch.url}
    for service in ("intake-email", "intake-phone", "triage", "sla-timer"):
        await site.was_heard(service, timedelta())
    await site.was_heard("notifier", timedelta(minutes=3))
    process = await command("status", environment=environment)
    out, _ = await process.communicate()
    lines = out.decode().splitlines()
    assert process.returncode == 1
    assert lines[0].split() == ["service", "heard", "processes", "waiting", "parked"]
    (notifier,) = (line for line in lines if line.startswith("notifier"))
    assert "SILENT since" in notifier
    assert "unread mail: none" in lines
    assert "last probe: none was ever made" in lines
    assert "pages: 0 open, 0 that nobody acknowledged, 0 acknowledged" in lines
    assert lines[-1] == "something is ill"
    await site.was_heard("notifier", timedelta())
    process = await command("status", "--json", environment=environment)
    out, _ = await process.communicate()
    assert process.returncode == 0
    told = json.loads(out)
    assert {each["service"]: each["processes"] for each in told["services"]} == {
        "intake-email": 1,
        "intake-phone": 1,
        "triage": 1,
        "sla-timer": 1,
        "notifier": 1,
    }
    assert told["alarms"] == []
