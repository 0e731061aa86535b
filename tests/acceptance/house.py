"""The whole of dial2 as real processes, and the stand-ins around it: what acceptance tests drive from outside."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from importlib.resources import files
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import aiosmtplib
import httpx
from pydantic import SecretStr

from dial2 import clock
from dial2.database import Database
from dial2.events import Recorded
from dial2.log import read
from dial2.log.verify import Fault, verify
from dial2_sandbox.mailbox.catcher import Mail
from dial2_sandbox.pace import Pace
from dial2_sandbox.server import Sandbox
from dial2_sandbox.settings import NumberSettings, SandboxSettings
from tests.acceptance.front_door import front_door
from tests.polling import eventually
from tests.ports import free_ports
from tests.servers.postgres import Database as Scratch

SERVICES = ("intake-email", "intake-phone", "triage", "sla-timer", "notifier")
NUMBER = "+15145550100"
CUSTOMER = "dispatch@northgate.example"
SUPPORT = "support@example.com"
STAFF = {"Authorization": "Bearer staff-token-for-tests"}
FIRST, SECOND, THIRD, LAST = "+15145550111", "+15145550112", "+15145550113", "+15145550114"
_STOP_SECONDS = 40


class House:
    """With RabbitMQ each of `services` is a process; on the embedded bus one, `dial2`, runs them all."""

    def __init__(
        self, scratch: Scratch, folder: Path, *, amqp_url: str | None, services: Sequence[str] = SERVICES
    ) -> None:
        self.log = Database(scratch.url, size=3)
        self.scratch = scratch
        self._folder = folder
        self.roster = folder / "roster.toml"
        self.roster.write_text(files("dial2_sandbox").joinpath("roster.toml").read_text("utf-8"))
        self._amqp_url = amqp_url
        self._groups = {name: (name,) for name in services} if amqp_url else {"dial2": tuple(services)}
        self._stack = AsyncExitStack()
        self._client = httpx.AsyncClient()  # one for all: each would read the authorities for TLS anew
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        names = [*(f"{group} {kind}" for group in self._groups for kind in ("http", "ops")), "public", "smtp"]
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        self.public_url = f"http://127.0.0.1:{self._ports['public']}"
        self.sandbox = Sandbox(self._sandbox_settings(), pace=Pace(scale=0.01, patience=10.0))
        for number in (FIRST, SECOND, THIRD, LAST):
            self.sandbox.handset(number).does_not_answer()

    async def __aenter__(self) -> Self:
        self._stack.push_async_callback(self.log.close)
        await self._stack.enter_async_context(self._client)
        await self._stack.enter_async_context(self.sandbox)
        http = {name: self._ports[f"{group} http"] for group in self._groups for name in self._groups[group]}
        await self._stack.enter_async_context(front_door(self._ports["public"], http))
        self._stack.push_async_callback(self._stop_all)
        await asyncio.gather(*[self.start(process) for process in self.processes])
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.__aexit__(None, None, None)

    @property
    def processes(self) -> list[str]:
        return list(self._groups)

    async def start(self, process: str) -> None:
        """Returns when it says that it is ready."""
        log = (self._folder / f"{process}.log").open("ab")
        self._processes[process] = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dial2",
            "run",
            *self._groups[process],
            env=self._environment(process),
            stderr=log,
            stdout=log,
        )
        log.close()
        await eventually(lambda: self.ready(process), within_seconds=60)

    async def ready(self, process: str) -> bool:
        running = self._processes[process]
        assert running.returncode is None, f"{process} ended:\n{self.said(process)[-3000:]}"
        try:
            answer = await self._client.get(f"http://127.0.0.1:{self._ports[f'{process} ops']}/readyz", timeout=5)
        except httpx.TransportError:
            return False
        return answer.is_success

    def url(self, process: str) -> str:
        """Where it listens itself, behind the public address."""
        return f"http://127.0.0.1:{self._ports[f'{process} http']}"

    def said(self, process: str) -> str:
        return (self._folder / f"{process}.log").read_text()

    async def kill(self, process: str) -> None:
        """As a power cut does: nothing is finished, nothing is said."""
        running = self._processes[process]
        running.send_signal(signal.SIGKILL)
        await running.wait()

    async def _stop_all(self) -> None:
        for process in self._processes.values():
            if process.returncode is None:
                process.terminate()
        async with asyncio.timeout(_STOP_SECONDS):
            await asyncio.gather(*[process.wait() for process in self._processes.values()])

    async def mail(self, subject: str, text: str, *, number: int = 0, sender: str = CUSTOMER) -> None:
        """Raises aiosmtplib's error for anything else than 250."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, SUPPORT, subject
        message["Message-ID"] = f"<mail-{number}@northgate.example>"
        message.set_content(text)
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self._ports["smtp"], timeout=30)

    async def answer(self, mail: Mail, text: str) -> None:
        """As a mail program replies: to Reply-To, naming the message."""
        message = EmailMessage()
        message["From"], message["To"] = CUSTOMER, mail.headers["Reply-To"]
        message["Subject"] = f"Re: {mail.headers['Subject']}"
        message["In-Reply-To"] = mail.headers["Message-ID"]
        message.set_content(text)
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self._ports["smtp"], timeout=30)

    async def at_night(self) -> None:
        """Move the clock to the next Tuesday, 22:00 in Toronto: support is closed."""
        await self._next_tuesday(22)

    async def in_the_morning(self) -> None:
        """Move the clock to the next Tuesday, 10:00 in Toronto: support is open."""
        await self._next_tuesday(10)

    async def _next_tuesday(self, hour: int) -> None:
        now = datetime.now(ZoneInfo("America/Toronto"))
        then = now.replace(hour=hour, minute=0) + timedelta(days=(1 - now.weekday()) % 7 or 7)
        await clock.advance(self.scratch.owner_url, then.astimezone(UTC) - datetime.now(UTC))

    async def staff(self, ticket: int, action: str, **body: str) -> None:
        url = f"{self.public_url}/api/tickets/{ticket}/{action}"
        (await self._client.post(url, headers=STAFF, json=body)).raise_for_status()

    async def events(self, type_: str, *, stream: str = "") -> list[Recorded]:
        async with self.log.connection() as connection:
            return await read.matching(connection, stream_prefix=stream or None, types=[type_], limit=10_000)

    async def payloads(self, type_: str) -> list[dict[str, Any]]:
        return [json.loads(bytes(event.payload)) for event in await self.events(type_)]

    async def count(self, type_: str, count: int) -> bool:
        """Whether there are so many by now."""
        return len(await self.events(type_)) == count

    async def command(self, *arguments: str) -> str:
        """What `dial2 …` prints, as an operator would run it."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "dial2",
            *arguments,
            env=self._environment(self.processes[0]),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def event(self, type_: str, *, within_seconds: float = 30, **facts: object) -> dict[str, Any]:
        """The payload of the first such event with these facts; waits for it."""

        async def look() -> dict[str, Any] | None:
            for payload in await self.payloads(type_):
                if all(payload.get(name) == value for name, value in facts.items()):
                    return payload
            return None

        return await eventually(look, within_seconds=within_seconds)

    async def faults(self) -> list[Fault]:
        async with self.log.connection() as connection:
            return [fault async for _, faults in verify(connection) for fault in faults]

    def _sandbox_settings(self) -> SandboxSettings:
        return SandboxSettings(
            account_sid="AC" + "0" * 32,
            auth_token=SecretStr("auth-token-for-tests"),
            calls_per_second=50,
            numbers={
                NUMBER: NumberSettings(
                    voice_url=f"{self.public_url}/voice/answer",
                    sms_url=f"{self.public_url}/sms",
                    fallback_url=f"{self.public_url}/voice/fallback",
                    status_callback=f"{self.public_url}/voice/status",
                )
            },
        )

    def _environment(self, process: str) -> dict[str, str]:
        given = {
            "DATABASE_URL": self.scratch.url,
            "SECRET": "a secret of more than thirty-two characters",
            "PROFILE": "tracktik",
            "ROSTER": str(self.roster),
            "PUBLIC_URL": self.public_url,
            "HTTP_PORT": str(self._ports[f"{process} http"]),
            "OPS_PORT": str(self._ports[f"{process} ops"]),
            "SMTP_PORT": str(self._ports["smtp"]),
            "MAIL_DNS": "none",
            "PROBE_SMTP_PORT": str(self._ports["smtp"]),
            "SUPPORT_ADDRESS": SUPPORT,
            "STAFF_TOKENS": json.dumps({"duty-lead": STAFF["Authorization"].removeprefix("Bearer ")}),
            "API_URL": self.public_url,
            "STAFF_TOKEN": STAFF["Authorization"].removeprefix("Bearer "),
            "STAFF_ROLES": json.dumps({"duty-lead": "lead"}),
            "RELAY_HOST": "127.0.0.1",
            "RELAY_PORT": str(self.sandbox.mail.port),
            "TWILIO_ACCOUNT_SID": self.sandbox.settings.account_sid,
            "TWILIO_AUTH_TOKEN": self.sandbox.settings.auth_token.get_secret_value(),
            "TWILIO_BASE_URL": self.sandbox.base_url,
            "TWILIO_NUMBER": NUMBER,
            "WEBHOOK_SECONDS": "10",
            "CALLS_PER_SECOND": "50",
            "TEXTS_PER_SECOND": "50",
        }
        if self._amqp_url:
            given["AMQP_URL"] = self._amqp_url
        return {**os.environ, **{f"DIAL2_{name}": value for name, value in given.items()}}
