"""How to reach an embedded server: its port and passwords, in a file for its owner's eyes only."""

import socket
from pathlib import Path
from typing import Self

import msgspec

from dial2.postgres.programs import PostgresError


class Access(msgspec.Struct, frozen=True, kw_only=True):
    port: int
    passwords: dict[str, str]  # by role

    @classmethod
    def read(cls, file: Path, data: Path) -> Self:
        """What `file` says of the server of `data`. Raises `PostgresError` where it is missing or unreadable."""
        try:
            return msgspec.json.decode(file.read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError) as error:
            raise PostgresError(
                f"{data} needs the passwords in {file}, which cannot be read ({error}): restore that file, or "
                f"move {data} away to start anew"
            ) from error

    def write(self, file: Path) -> None:
        new = file.with_suffix(".new")
        new.touch(mode=0o600)
        new.write_bytes(msgspec.json.encode(self))
        new.replace(file)

    def on_a_free_port(self) -> Self:
        """Itself where its port is free, else with another one."""
        return self if _is_free(self.port) else msgspec.structs.replace(self, port=free_port())


def free_port() -> int:
    """One of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As PostgreSQL binds it: a connection still closing does not take the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
