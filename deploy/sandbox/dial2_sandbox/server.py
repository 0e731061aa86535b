"""The sandbox as a process, or inside one: exchange, mail catcher, control API and page."""

import asyncio
import signal
import socket
from types import TracebackType
from typing import Self

import uvicorn

from dial2.process.http import Server
from dial2_sandbox.exchange.exchange import Exchange
from dial2_sandbox.handset.handset import Handset
from dial2_sandbox.mailbox.catcher import MailCatcher
from dial2_sandbox.pace import Pace
from dial2_sandbox.settings import SandboxSettings
from dial2_sandbox.web import control


class Sandbox:
    """Everything outside dial2 in one object; `async with Sandbox() as sandbox` starts and stops it.

    In a process of its own time runs as `settings` say; `pace` replaces that, for tests.
    """

    def __init__(self, settings: SandboxSettings | None = None, *, pace: Pace | None = None) -> None:
        self.settings = settings or SandboxSettings()
        given = self.settings
        self.exchange = Exchange(
            account_sid=given.account_sid,
            auth_token=given.auth_token.get_secret_value(),
            pace=pace or Pace(scale=given.scale, patience=given.patience),
            webhook_limit=given.webhook_limit,
            calls_per_second=given.calls_per_second,
        )
        for number, urls in given.numbers.items():
            self.exchange.add_number(number, **urls.model_dump())
        self.mail = MailCatcher(host=given.host, port=given.smtp_port)
        control.attach(self.exchange.app, self.exchange, self.mail, open_to_all=given.control_open)
        self._server: Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        """Where the REST API, the control API and the page are."""
        return self.exchange.board.base_url

    def handset(self, number: str) -> Handset:
        return self.exchange.handset(number)

    async def start(self) -> None:
        """Listen on both ports; returns when both take connections."""
        await self.mail.start()
        listener = socket.create_server((self.settings.host, self.settings.http_port))
        host, port = listener.getsockname()[:2]
        self.exchange.board.base_url = self.settings.public_url or f"http://{host}:{port}"
        config = uvicorn.Config(self.exchange.app, lifespan="off", log_level="warning", ws="none")
        self._server = Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listener]), name="sandbox HTTP")

    async def stop(self) -> None:
        await self.exchange.close()
        await self.mail.stop()
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            self._server.force_exit = True
            await self._serving

    async def expect_quiet(self, *, within: float = 5.0) -> None:
        """Fail on every call, SMS, mail and error that no script dealt with."""
        await self.exchange.expect_quiet(within=within)
        self.mail.expect_quiet()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def serve(settings: SandboxSettings) -> None:
    """Run until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Sandbox(settings) as sandbox:
        print(f"Telephones and mail: {sandbox.base_url}/  SMTP: {settings.host}:{sandbox.mail.port}")  # noqa: T201 - for the person who started it
        await stop.wait()
