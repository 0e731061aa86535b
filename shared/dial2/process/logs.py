"""Structured logs: one line an event, stable names, no addresses and no texts at INFO."""

import logging
import sys
from typing import TextIO

import structlog


def configure(*, json: bool, stream: TextIO = sys.stderr) -> None:
    """For the whole process; the standard library's loggers go through the same renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(stream),  # a third of the standard library's time a line
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # These print addresses, numbers or request lines at INFO.
    for chatty in (
        "mail.log",
        "twilio",
        "twilio.http_client",
        "aiormq",
        "aio_pika",
        "httpx",
        "uvicorn.access",
        "uvicorn.error",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
