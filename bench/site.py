"""The servers, and on them a new site for every measurement: the services as processes, or the floor as one."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bench.stand_ins import Arrivals, mail_relay
from dial2.migrate import migrate
from tests.acceptance.house import SERVICES, House
from tests.ports import free_ports
from tests.servers.postgres import Database, PostgresServer
from tests.servers.rabbitmq import Broker, any_broker


class Site(House):
    """`arrivals`: when the exchange was first asked for each attempt, by its id."""

    def __init__(self, database: Database, folder: Path, *, amqp_url: str, services: Sequence[str]) -> None:
        super().__init__(database, folder, amqp_url=amqp_url, services=services)
        self.smtp_port = self._ports["smtp"]
        self.relay_port = free_ports(1)[0]
        self.arrivals: dict[str, float] = {}
        self.sandbox.exchange.app.add_middleware(Arrivals, at=self.arrivals)

    def _environment(self, service: str) -> dict[str, str]:
        return super()._environment(service) | {"DIAL2_RELAY_PORT": str(self.relay_port)}


@dataclass(frozen=True)
class Servers:
    """A real Postgres, fsync on, and a real RabbitMQ."""

    postgres: PostgresServer
    broker: Broker
    template: Database

    @asynccontextmanager
    async def site(self, services: Sequence[str] = SERVICES, *, kind: type[Site] = Site) -> AsyncIterator[Site]:
        async with AsyncExitStack() as stack:
            database, amqp_url = await stack.enter_async_context(self._fresh())
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dial2-bench-")))
            site = kind(database, folder, amqp_url=amqp_url, services=services)
            await stack.enter_async_context(mail_relay(site.relay_port))
            yield await stack.enter_async_context(site)

    @asynccontextmanager
    async def floor(self) -> AsyncIterator[int]:
        """The port that it takes mail on."""
        async with self._fresh() as (database, amqp_url):
            port = free_ports(1)[0]
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.floor", database.owner_url, amqp_url, str(port)),
                stdout=asyncio.subprocess.PIPE,
            )
            assert process.stdout is not None  # noqa: S101 - asked for above
            try:
                if not await process.stdout.readline():
                    raise RuntimeError("the floor did not start: see above")
                yield port
            finally:
                process.kill()
                await process.wait()

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[tuple[str, str]]:
        """An empty database's address, as its owner, and an empty virtual host's."""
        async with self._fresh() as (database, amqp_url):
            yield database.owner_url, amqp_url

    @asynccontextmanager
    async def _fresh(self) -> AsyncIterator[tuple[Database, str]]:
        vhost = f"bench-{uuid4().hex}"
        database = await self.postgres.create_database(template=self.template.name)
        try:
            yield database, self.broker.create_vhost(vhost)
        finally:
            self.broker.delete_vhost(vhost)
            await self.postgres.drop_database(database)


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    with PostgresServer() as postgres, any_broker() as broker:
        template = await postgres.create_database()
        await migrate(template.owner_url)
        yield Servers(postgres, broker, template)
