"""One release acts at a time: while an upgrade rolls, loops of the older one stand aside.

Copies of one release share the row of their loop; a newer release takes it over, and waits for nobody longer than
a transaction.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from dial2.database import Database, Work
from dial2.errors import Transient

STANDS_ASIDE_SECONDS = 5.0  # what a fenced loop sleeps before it looks again


class Fence:
    """A loop's right to act.

    `release` grows with every upgrade. `terms` and `digest` name what it acts by, such as a profile and a hash of
    it: of the same release the last to start is in force, so that two opinions never undo each other in turns.
    """

    def __init__(
        self, database: Database, loop: str, release: list[int], *, terms: str = "", digest: str = ""
    ) -> None:
        self._database = database
        self._loop = loop
        self._mine = (release, terms, digest)
        self._registered = False

    async def register(self) -> None:
        """Take over, unless a newer release with the same terms has."""
        async with self._database.work("fence") as work:
            await work.connection.execute(
                """INSERT INTO dial2.fences AS f (loop, release, terms, digest)
                   SELECT $1, $2::integer[], $3, $4 WHERE NOT EXISTS (
                       SELECT FROM dial2.fences WHERE (loop, release, terms, digest) = ($1, $2, $3, $4))
                   ON CONFLICT (loop) DO UPDATE
                   SET release = excluded.release, terms = excluded.terms, digest = excluded.digest,
                       registered_at = excluded.registered_at
                   WHERE f.release <= excluded.release OR f.terms <> excluded.terms""",
                self._loop,
                *self._mine,
            )
        self._registered = True

    async def holds(self, work: Work) -> bool:
        """Whether the loop may act, and then until the work ends. Raises `Transient` while another takes over."""
        if not self._registered:
            await self.register()
        row = await work.connection.fetchrow(
            "SELECT release, terms, digest FROM dial2.fences WHERE loop = $1 FOR SHARE NOWAIT", self._loop
        )
        return row is not None and tuple(row) == self._mine

    async def ready(self) -> None:
        """A check: raises `Transient` that says what stands in the way."""
        async with self._database.connection() as connection:
            row = await connection.fetchrow(
                "SELECT release, terms, digest, registered_at FROM dial2.fences WHERE loop = $1", self._loop
            )
        if row is None or (row["release"], row["terms"], row["digest"]) == self._mine:
            return
        since = row["registered_at"].isoformat(sep=" ", timespec="seconds")
        raise Transient(
            f"{self._loop} stands aside: {_told(row['release'], row['terms'])} took over at {since}, and this is "
            f"{_told(self._mine[0], self._mine[1])}. Stop this one, or restart it with what is in force"
        )


def program_release() -> list[int]:
    """The numbers of dial2's version."""
    return [int(number) for number in re.findall(r"\d+", version("dial2").split("+")[0])]


def _told(release: list[int], terms: str) -> str:
    return f"release {'.'.join(map(str, release))} {terms}".strip()
