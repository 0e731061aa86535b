"""The RabbitMQ that other tests stand on."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import AMQPConnectionError, ChannelNotFoundEntity

from tests.ports import free_ports
from tests.servers import rabbitmq
from tests.servers.rabbitmq import Broker, RabbitNode, any_broker


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AbstractChannel]:
    connection = await aio_pika.connect(url)
    async with connection:
        yield await connection.channel()


async def keep(url: str, body: bytes) -> None:
    """Hand `body` to a new quorum queue and wait for its confirmation."""
    async with connected(url) as channel:
        await channel.declare_queue("kept", durable=True, arguments={"x-queue-type": "quorum"})
        message = aio_pika.Message(body, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, "kept")


async def test_what_was_confirmed_outlives_a_killed_node(rabbit_node: RabbitNode, vhost_url: str) -> None:
    await keep(vhost_url, b"a page")
    rabbit_node.kill()
    with pytest.raises(AMQPConnectionError):
        await aio_pika.connect(vhost_url)
    rabbit_node.start()
    async with connected(vhost_url) as channel:
        queue = await channel.get_queue("kept")
        message = await queue.get(timeout=30)
        assert message.body == b"a page"
        await message.ack()


async def test_virtual_hosts_know_nothing_of_each_other(broker: Broker, vhost_url: str) -> None:
    other = f"other-{uuid4().hex}"
    other_url = broker.create_vhost(other)
    await keep(vhost_url, b"a page")
    async with connected(other_url) as channel:
        with pytest.raises(ChannelNotFoundEntity):
            await channel.get_queue("kept")
    broker.delete_vhost(other)


def test_the_node_listens_on_the_loopback_address_only(rabbit_node: RabbitNode) -> None:
    port = urlsplit(rabbit_node.amqp_url).port or 0
    for host, answers in (("127.0.0.1", True), ("127.0.0.2", False)):
        with closing(socket.socket()) as probe:
            assert (probe.connect_ex((host, port)) == 0) is answers


def test_a_broker_that_is_named_is_used(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAL2_TEST_AMQP_URL", broker.amqp_url)
    monkeypatch.setenv("DIAL2_TEST_MANAGEMENT_URL", broker.management_url)
    with any_broker() as named:
        assert type(named) is Broker
        vhost = f"named-{uuid4().hex}"
        assert named.create_vhost(vhost) == f"{broker.amqp_url}/{vhost}"
        named.delete_vhost(vhost)


def test_a_named_broker_that_does_not_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAL2_TEST_AMQP_URL", "amqp://guest:guest@127.0.0.1:1")
    monkeypatch.setenv("DIAL2_TEST_MANAGEMENT_URL", "http://127.0.0.1:1")
    with (
        pytest.raises(RuntimeError, match=r"DIAL2_TEST_AMQP_URL .* http://127\.0\.0\.1:1 is not ready"),
        any_broker(),
    ):
        pass


def test_without_any_broker_the_tests_say_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIAL2_TEST_AMQP_URL", raising=False)
    monkeypatch.setattr(rabbitmq, "SERVER", rabbitmq.SERVER / "nowhere")
    with pytest.raises(RuntimeError, match=r"run deploy/ci/ensure-rabbitmq"), any_broker():
        pass


def test_a_node_that_lost_a_port_to_somebody_else_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIAL2_TEST_AMQP_URL", raising=False)
    with closing(socket.create_server(("127.0.0.1", 0))) as somebody:
        taken = somebody.getsockname()[1]
        amqp, management, _, epmd, *others = free_ports(7)
        choices = iter([[amqp, management, taken, epmd], [amqp, *others]])
        monkeypatch.setattr(rabbitmq, "free_ports", lambda _count: next(choices))
        with any_broker() as broker:
            assert broker.is_ready
            assert broker.management_url == f"http://127.0.0.1:{others[0]}"
