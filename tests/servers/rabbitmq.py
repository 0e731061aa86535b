"""RabbitMQ for tests: a private node of the installed server, or one that already runs."""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, urlsplit

import httpx

from tests.ports import free_ports
from tests.servers.folder import new_folder

SERVER = Path(
    "/usr/lib/rabbitmq/bin/rabbitmq-server"
)  # the one in /usr/sbin changes user and drops the environment
BOOT = 120.0  # seconds; 3 to 7 on an idle machine
SPARE_NODES = 2
REGISTRATION = 30.0  # seconds; 1 on an idle machine
USER = "dial2"
NODE = "dial2@localhost"
NAMED = "DIAL2_TEST_AMQP_URL"  # amqp://user:password@host:port of a broker for the tests to use
NAMED_MANAGEMENT = "DIAL2_TEST_MANAGEMENT_URL"  # its management API, where that is not on port 15672 of that host


@contextlib.contextmanager
def any_broker() -> Iterator["Broker"]:
    """The broker that the environment names, else a private node of the installed server."""
    with contextlib.ExitStack() as running:
        if NAMED in os.environ:
            broker = running.enter_context(_named(os.environ[NAMED], os.environ.get(NAMED_MANAGEMENT)))
            if not broker.is_ready:
                raise RuntimeError(
                    f"{NAMED} names a broker whose management API at {broker.management_url} is not ready"
                )
        elif SERVER.exists():
            broker = _private_node(running)
        else:
            raise RuntimeError(
                f"these tests need RabbitMQ, and there is no {SERVER}: run deploy/ci/ensure-rabbitmq, or name "
                f"a running broker in {NAMED}"
            )
        yield broker


class Broker:
    """A RabbitMQ that runs: its addresses, and virtual hosts made through its management API."""

    def __init__(self, *, amqp_url: str, management_url: str, user: str, password: str) -> None:
        self.amqp_url = amqp_url
        self.management_url = management_url
        self._user = user
        self._management = httpx.Client(base_url=f"{management_url}/api", auth=(user, password), timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._management.close()

    @property
    def is_ready(self) -> bool:
        """Whether it takes clients."""
        return self._passes("local-alarms")

    def _passes(self, check: str) -> bool:
        try:
            return self._management.get(f"/health/checks/{check}").is_success
        except httpx.TransportError:
            return False

    def create_vhost(self, name: str) -> str:
        """The AMQP URL of a new, empty virtual host."""
        vhost = quote(name, safe="")
        self._management.put(f"/vhosts/{vhost}").raise_for_status()
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self._management.put(f"/permissions/{vhost}/{self._user}", json=everything).raise_for_status()
        return f"{self.amqp_url}/{vhost}"

    def delete_vhost(self, name: str) -> None:
        self._management.delete(f"/vhosts/{quote(name, safe='')}").raise_for_status()


class DidNotBoot(RuntimeError):
    """The node ended, or took too long; the text has its last words."""


class RabbitNode(Broker):
    """A private node of the installed server: own folder, ports, cookie and password, on 127.0.0.1 only."""

    def __init__(self) -> None:
        self._folder = new_folder("dial2-rabbitmq-")
        self._port, self._management_port, self._dist_port, self._epmd_port = free_ports(4)
        self._password = secrets.token_urlsafe(16)
        self._server: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None
        super().__init__(
            amqp_url=f"amqp://{USER}:{self._password}@127.0.0.1:{self._port}",
            management_url=f"http://127.0.0.1:{self._management_port}",
            user=USER,
            password=self._password,
        )
        self._configure()

    def __enter__(self) -> Self:
        # The node would start a port mapper as a daemon; ours is a child that we can end.
        mapper = ["epmd", "-port", str(self._epmd_port), "-address", "127.0.0.1"]
        self._epmd = self._spawn(mapper)
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._end()  # an orderly stop takes seconds, for data that nobody will read
        if self._epmd is not None:
            self._epmd.terminate()
            self._epmd.wait()
        super().__exit__()
        shutil.rmtree(self._folder)

    @property
    def is_ready(self) -> bool:
        # Its management API answers a moment before it listens to clients.
        return super().is_ready and self._passes(f"port-listener/{self._port}")

    def start(self) -> None:
        """Boot the node on the data of its last run and wait until it takes clients. Raises `DidNotBoot`."""
        self._server = self._spawn([str(SERVER)])
        deadline = time.monotonic() + BOOT
        while not self.is_ready:
            if self._server.poll() is not None or time.monotonic() > deadline:
                said = (self._folder / "console.log").read_text(errors="replace")[-2000:]
                raise DidNotBoot(f"the RabbitMQ node in {self._folder} did not boot:\n{said}")
            time.sleep(0.1)

    def kill(self) -> None:
        """End the node as a crash would; `start` brings it back.

        Waits for RabbitMQ to write down its newest quorum queues: it does so once a second, and a crash before
        that loses the queue with all that was confirmed on it.
        """
        queues = self._management.get("/queues").raise_for_status().json()
        quorum = [f"{queue['vhost']}_{queue['name']}".encode() for queue in queues if queue["type"] == "quorum"]
        deadline = time.monotonic() + REGISTRATION
        while not all(name in self._registry.read_bytes() for name in quorum):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self._registry} does not name all of {quorum} after {REGISTRATION} s")
            time.sleep(0.05)
        self._end()

    @property
    def _registry(self) -> Path:
        return self._folder / "data" / NODE / "quorum" / NODE / "names.dets"

    def _end(self) -> None:
        if self._server is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)  # the shell that started it, the node and its helpers
            self._server.wait()
            self._server = None

    def _spawn(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self._folder / "console.log").open("ab") as console:
            return subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                start_new_session=True,
            )

    def _environment(self) -> dict[str, str]:
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("RABBITMQ_", "ERL_"))
        }
        return inherited | {
            "HOME": str(self._folder),
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }

    def _configure(self) -> None:
        (self._folder / "rabbitmq.conf").write_text(
            f"default_user = {USER}\n"
            f"default_pass = {self._password}\n"
            "management.tcp.ip = 127.0.0.1\n"
            f"management.tcp.port = {self._management_port}\n"
            "disk_free_limit.absolute = 50MB\n"
        )
        (self._folder / "rabbitmq-env.conf").touch()
        (self._folder / "enabled_plugins").write_text("[rabbitmq_management].\n")
        cookie = self._folder / ".erlang.cookie"
        cookie.write_text(secrets.token_hex(16))
        cookie.chmod(0o400)


def _private_node(running: contextlib.ExitStack) -> RabbitNode:
    """A node that booted: somebody may take one of its ports between their choice and its start."""
    for _ in range(SPARE_NODES):
        with contextlib.suppress(DidNotBoot):
            return running.enter_context(RabbitNode())
    return running.enter_context(RabbitNode())


def _named(amqp_url: str, management_url: str | None) -> Broker:
    url = urlsplit(amqp_url)
    return Broker(
        amqp_url=amqp_url.rstrip("/"),
        management_url=management_url or f"http://{url.hostname}:15672",
        user=unquote(url.username or "guest"),
        password=unquote(url.password or "guest"),
    )
