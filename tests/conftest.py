"""Servers start once a run, when the first test asks; every test has its own database or virtual host."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import pytest_asyncio

from dial2.migrate import migrate
from tests.servers.postgres import Database, PostgresServer
from tests.servers.rabbitmq import Broker, RabbitNode, any_broker


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated_template(postgres_server: PostgresServer) -> Database:
    """What every test's database is a copy of: nobody connects to it."""
    template = await postgres_server.create_database()
    await migrate(template.owner_url)
    return template


@pytest_asyncio.fixture
async def empty_database(postgres_server: PostgresServer) -> AsyncIterator[Database]:
    """A database that no migration has touched."""
    database = await postgres_server.create_database()
    yield database
    await postgres_server.drop_database(database)


@pytest_asyncio.fixture
async def database(postgres_server: PostgresServer, migrated_template: Database) -> AsyncIterator[Database]:
    """A migrated database with nothing in it."""
    database = await postgres_server.create_database(template=migrated_template.name)
    yield database
    await postgres_server.drop_database(database)


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    with any_broker() as broker:
        yield broker


@pytest.fixture(scope="session")
def rabbit_node(broker: Broker) -> RabbitNode:
    """The run's broker, for tests that kill it."""
    if not isinstance(broker, RabbitNode):
        raise TypeError("this test kills its broker: install rabbitmq-server and unset DIAL2_TEST_AMQP_URL")
    return broker


@pytest.fixture
def vhost_url(broker: Broker) -> Iterator[str]:
    """The AMQP URL of an empty virtual host."""
    name = f"test-{uuid4().hex}"
    yield broker.create_vhost(name)
    broker.delete_vhost(name)
