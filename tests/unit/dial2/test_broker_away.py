"""A broker that does not answer is waited for: whatever its client says then, no service ends by it."""

import pytest
from aiormq.exceptions import ChannelInvalidStateError

from dial2.bus.rabbit.publisher import Publisher
from dial2.errors import Unavailable


class SlowChannel:
    """As the client's own after an answer that came too late."""

    is_closed = False

    async def declare_queue(self, _name: str, *, passive: bool) -> None:
        raise ChannelInvalidStateError("Channel closed by RPC timeout", passive)


async def test_asking_a_queues_length_of_a_broker_too_slow_to_answer_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publisher = Publisher("amqp://127.0.0.1:1")
    monkeypatch.setattr(publisher, "_channel", SlowChannel())
    with pytest.raises(Unavailable, match="RabbitMQ does not answer"):
        await publisher.depth("notifier")
