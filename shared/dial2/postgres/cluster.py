"""A PostgreSQL cluster in a folder: set up, started, shared and stopped."""

import fcntl
import hashlib
import os
import secrets
import shlex
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path
from typing import Self

from dial2.postgres.access import Access, free_port
from dial2.postgres.programs import Account, PostgresError, Programs, find

SUPERUSER, OWNER, SERVICE, DATABASE = "postgres", "dial2_owner", "dial2", "dial2"
ELSEWHERE = Path("/var/lib/dial2")  # for root's clusters whose folder the server's account may not enter
PATIENCE = 60  # seconds for recovery after a crash, the only slow start

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "jit": "off",  # compiling costs our short statements more memory and time than it gives back
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class EmbeddedPostgres:
    """A cluster in `folder`, on 127.0.0.1, with passwords made up at the first start and kept in the folder.

    Whoever starts it while it runs joins it, and the last one to stop it stops the server; one that died
    counts as gone. Besides the superuser two roles may log in: `dial2_owner` owns the database and migrates
    it; `dial2` is the services' and may do what migrations grant to `dial2_service`. Where root starts it,
    it runs as the account `postgres` or `nobody`, and the data lie in /var/lib/dial2 where that account
    cannot reach `folder`.
    """

    def __init__(self, folder: Path = Path(".dial2/postgres")) -> None:
        self._folder = folder.resolve()
        self._access_file = self._folder / "access.json"
        self._users: int | None = None
        self._access: Access | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where services connect."""
        return self._url(SERVICE, DATABASE)

    @property
    def owner_url(self) -> str:
        """Where migrations connect."""
        return self._url(OWNER, DATABASE)

    @property
    def superuser_url(self) -> str:
        """Where an administrator connects: to create databases, to look at the server."""
        return self._url(SUPERUSER, "postgres")

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder; its log is the file `server.log` there."""
        return self._home() / "data"

    def start(self) -> str:
        """Set up what is missing, start the server or join the one that runs, and return `url`. Blocks."""
        if self._users is not None:
            return self.url
        self._make_folder()
        with self._alone():
            self._users = os.open(self._folder / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            try:
                self._access = self._join() or self._launch()
            except BaseException:
                self._leave()
                raise
        return self.url

    def stop(self) -> None:
        """Stop the server unless somebody else uses it too. Stopping what is not started does nothing."""
        if self._users is None:
            return
        with self._alone():
            if self._leave() and self._pid() is not None:
                self._control("stop", "-m", "fast")
        self._access = None

    def _url(self, role: str, database: str) -> str:
        if self._access is None:
            raise PostgresError(f"the PostgreSQL in {self._folder} is not started: call start() first")
        return f"postgresql://{role}:{self._access.passwords[role]}@127.0.0.1:{self._access.port}/{database}"

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise PostgresError(
                f"cannot make {self._folder} for PostgreSQL's data ({error.strerror}): name another folder"
            ) from error
        if not os.access(self._folder, os.W_OK):
            raise PostgresError(
                f"{self._folder} belongs to {self._folder.owner()}: start dial2 as that user, or name "
                f"another folder"
            )
        if os.geteuid() == 0:
            self._folder.chmod(0o711)  # the server's account passes through it to `data`

    def _home(self) -> Path:
        """Where the data are; for new ones, where the server's account can reach them."""
        elsewhere = ELSEWHERE / hashlib.sha256(bytes(self._folder)).hexdigest()[:16]
        data = self._folder / "data"
        if os.geteuid() != 0 or data.exists():
            return self._folder
        if (elsewhere / "data").exists() or not Account.owning(data).may_enter(self._folder):
            return elsewhere
        return self._folder

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One starter or stopper at a time."""
        with (self._folder / "turn.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _leave(self) -> bool:
        """Whether nobody else uses the server now."""
        users, self._users = self._users, None
        if users is None:
            return False
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        finally:
            os.close(users)
        return True

    def _programs(self) -> Programs:
        return find(Account.owning(self.data), self.data)

    def _control(self, *command: str) -> None:
        self._programs().run("pg_ctl", *command, "-D", str(self.data), "-w", "-t", str(PATIENCE))

    def _pid(self) -> int | None:
        """The server's process, None where it does not run. Removes a pid file that names another process."""
        pid_file = self.data / "postmaster.pid"
        with suppress(FileNotFoundError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            command = Path(f"/proc/{pid}/cmdline")
            if command.exists():
                if bytes(self.data) in command.read_bytes().split(b"\0"):
                    return pid
                pid_file.unlink()  # left by a crash, and the number is somebody else's now
            elif not Path("/proc/self").exists() and _is_alive(pid):
                return pid
        return None

    def _join(self) -> Access | None:
        """Access to the server that runs already, once it is ready."""
        deadline = time.monotonic() + PATIENCE
        while (pid := self._pid()) is not None:
            if self._is_ready():
                return Access.read(self._access_file, self.data)
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"PostgreSQL (process {pid}) runs on {self.data} but is not ready: see {self._log()}"
                )
            time.sleep(0.02)
        return None

    def _is_ready(self) -> bool:
        with suppress(FileNotFoundError):
            return (self.data / "postmaster.pid").read_text().rstrip().endswith("\nready")  # its last line
        return False

    def _launch(self) -> Access:
        if not self.data.exists():
            self._set_up()
        access = Access.read(self._access_file, self.data).on_a_free_port()
        access.write(self._access_file)
        settings = {**SETTINGS, "port": str(access.port)}
        options = shlex.join(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        try:
            self._control("start", "-l", str(self._log()), "-o", options)
        except PostgresError as error:
            tail = self._log().read_text(errors="replace").splitlines()[-5:] if self._log().exists() else []
            raise PostgresError("\n".join([str(error), f"the end of {self._log()}:", *tail])) from error
        return access

    def _set_up(self) -> None:
        """Make the cluster under another name first: a set-up cut short leaves no half of one behind."""
        unfinished = self.data.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700, parents=True)
        account = Account.owning(self.data)
        os.chown(unfinished, account.uid, account.gid)
        programs = find(account, self.data)
        initial = ("--username", SUPERUSER, "--auth", "reject", "--encoding", "UTF8", "--locale", "C")
        programs.run("initdb", "-D", str(unfinished), *initial)
        (unfinished / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n")
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, SERVICE)}
        roles = files("dial2.postgres").joinpath("roles.sql").read_text("utf-8")
        roles = roles.replace(":'owner_password'", f"'{passwords[OWNER]}'")
        roles = roles.replace(":'service_password'", f"'{passwords[SERVICE]}'")
        superuser = f"ALTER ROLE {SUPERUSER} PASSWORD '{passwords[SUPERUSER]}';\n"
        single = ("--single", "-D", str(unfinished), "-c", "exit_on_error=on", "postgres")
        programs.run("postgres", *single, stdin=superuser + roles)
        Access(port=free_port(), passwords=passwords).write(self._access_file)
        unfinished.rename(self.data)

    def _log(self) -> Path:
        return self.data / "server.log"


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
