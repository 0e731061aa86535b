"""A whole dial2 on this machine: embedded Postgres, all services, and the stand-ins around them."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import SecretStr

from dial2 import roster
from dial2.cli.processes import find_service, service_names
from dial2.migrate import migrate
from dial2.postgres import EmbeddedPostgres
from dial2.process import run
from dial2.settings import Settings, load
from dial2_sandbox.server import Sandbox
from dial2_sandbox.settings import NumberSettings, SandboxSettings

NUMBER = "+15145550100"  # dial2's own, in the sandbox
SUPPORT_ADDRESS = "support@example.com"
STAFF = "duty-lead"
_HOST = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Ports:
    """What the site listens on; 0 is any free port."""

    http: int = 8080
    ops: int = 9090
    smtp: int = 2525
    exchange: int = 8090
    mail_catcher: int = 2526

    @classmethod
    def free(cls) -> Ports:
        return cls(**_free_ports(dict.fromkeys(_USUAL, 0)))

    @classmethod
    def preferred(cls) -> Ports:
        """The usual ones; a free one in place of each that somebody else has."""
        return cls(**_free_ports(_USUAL))


_USUAL = asdict(Ports())


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running dial2, with what one needs to use it from outside."""

    sandbox: Sandbox
    owner_url: str
    settings: Settings
    ports: Ports
    staff_token: str
    support_address: str = SUPPORT_ADDRESS

    @property
    def public_url(self) -> str:
        return self.settings.public_url


def _free_ports(wanted: dict[str, int]) -> dict[str, int]:
    """All held at once while they are chosen, so that none is chosen twice."""
    with ExitStack() as held:

        def take(port: int) -> int:
            try:
                listener = held.enter_context(socket.create_server((_HOST, port)))
            except OSError:
                return take(0)
            taken: int = listener.getsockname()[1]
            return taken

        return {name: take(port) for name, port in wanted.items()}


@asynccontextmanager
async def running(
    folder: Path, ports: Ports, *, scale: float, profile: str = "tracktik", amqp_url: str | None = None
) -> AsyncIterator[tuple[Site, asyncio.Task[None]]]:
    """Everything started; the task is the services' process, and ends with their failure if they fail.

    `scale` is the real length of a second at the telephone.
    """
    public_url = f"http://{_HOST}:{ports.http}"
    sandbox = Sandbox(_sandbox_settings(ports, public_url, scale))
    postgres = EmbeddedPostgres(folder / "postgres")
    await asyncio.to_thread(postgres.start)
    try:
        await migrate(postgres.owner_url)
        keys = await asyncio.to_thread(_keys, folder / "keys.json")
        os.environ.update(_environment(ports, postgres.url, public_url, keys, sandbox, profile, amqp_url))
        settings = load(Settings)
        _hand_out_telephones(sandbox, settings.roster)
        site = Site(
            sandbox=sandbox,
            owner_url=postgres.owner_url,
            settings=settings,
            ports=ports,
            staff_token=keys["staff"],
        )
        async with sandbox:
            stop, started = asyncio.Event(), asyncio.Event()
            services = [find_service(name) for name in service_names()]
            process = asyncio.create_task(run(services, settings, stop=stop, started=started.set), name="services")
            try:
                waiting = asyncio.create_task(started.wait())
                await asyncio.wait([process, waiting], return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
                if not process.done():
                    yield site, process
            finally:
                stop.set()
                await process
    finally:
        await asyncio.to_thread(postgres.stop)


def _hand_out_telephones(sandbox: Sandbox, path: Path) -> None:
    """One to each person of the roster, so that the page shows who is called."""
    for name, person in roster.load(path).people.items():
        for number in filter(None, {person.voice, person.sms}):
            sandbox.handset(number).name = name


def _sandbox_settings(ports: Ports, public_url: str, scale: float) -> SandboxSettings:
    return SandboxSettings(
        host=_HOST,
        http_port=ports.exchange,
        smtp_port=ports.mail_catcher,
        account_sid="AC" + secrets.token_hex(16),
        auth_token=SecretStr(secrets.token_hex(16)),
        scale=scale,
        numbers={
            NUMBER: NumberSettings(
                voice_url=f"{public_url}/voice/answer",
                sms_url=f"{public_url}/sms",
                fallback_url=f"{public_url}/voice/fallback",
                status_callback=f"{public_url}/voice/status",
            )
        },
    )


def _keys(path: Path) -> dict[str, str]:
    """This site's secrets, made once: links in mail that was sent stay good."""
    if path.exists():
        kept: dict[str, str] = json.loads(path.read_text())
        return kept
    keys = {"secret": secrets.token_urlsafe(48), "staff": secrets.token_urlsafe(24)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(keys))
    return keys


def _environment(
    ports: Ports,
    database_url: str,
    public_url: str,
    keys: dict[str, str],
    sandbox: Sandbox,
    profile: str,
    amqp_url: str | None,
) -> dict[str, str]:
    """What each service reads, as an operator would set it."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET": keys["secret"],
        "PROFILE": profile,
        "ROSTER": str(files("dial2_sandbox").joinpath("roster.toml")),
        "PUBLIC_URL": public_url,
        "HTTP_PORT": str(ports.http),
        "OPS_PORT": str(ports.ops),
        "SMTP_PORT": str(ports.smtp),
        "MAIL_DNS": "none",
        "SUPPORT_ADDRESS": SUPPORT_ADDRESS,
        "STAFF_TOKENS": json.dumps({STAFF: keys["staff"]}),
        "STAFF_ROLES": json.dumps({STAFF: "lead"}),
        "RELAY_HOST": _HOST,
        "RELAY_PORT": str(ports.mail_catcher),
        "TWILIO_ACCOUNT_SID": sandbox.settings.account_sid,
        "TWILIO_AUTH_TOKEN": sandbox.settings.auth_token.get_secret_value(),
        "TWILIO_BASE_URL": f"http://{_HOST}:{ports.exchange}",
        "TWILIO_NUMBER": NUMBER,
    }
    if amqp_url:
        environment["AMQP_URL"] = amqp_url
    return {f"DIAL2_{name}": value for name, value in environment.items()}
