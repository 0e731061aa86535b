"""The bus over RabbitMQ; the only package that knows aio-pika."""

from dial2.bus.rabbit.bus import RabbitBus

__all__ = ["RabbitBus"]
