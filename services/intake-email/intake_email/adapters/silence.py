"""How long it is since a mail came, and how long the oldest has waited to be read: what an alarm is set on."""

from prometheus_client import Gauge

from dial2.database import Database
from dial2.errors import Transient

LAST = Gauge("dial2_mail_last_accepted_timestamp_seconds", "When the last mail came, by any door; 0: never")
UNREAD = Gauge("dial2_mail_oldest_unread_seconds", "How long the oldest mail has waited to be read; 0: none waits")
_LOOK_AGAIN_SECONDS = 15.0
_TOO_LONG_SECONDS = 300.0


class Silence:
    """That no mail comes is no failure by itself: readiness tells only of mails that are not read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self) -> float:
        """Look once; returns the seconds until the next look."""
        async with self._database.connection() as connection:
            last = await connection.fetchval(
                "SELECT stored_at FROM intake_email.mails ORDER BY request DESC LIMIT 1"
            )
        LAST.set(last.timestamp() if last else 0)
        UNREAD.set(await self._unread_seconds())
        return _LOOK_AGAIN_SECONDS

    async def check(self) -> None:
        """Raises `Transient` while accepted mails wait for too long."""
        waited = await self._unread_seconds()
        if waited > _TOO_LONG_SECONDS:
            raise Transient(f"an accepted mail has waited {waited:.0f} s to be read")

    async def _unread_seconds(self) -> float:
        async with self._database.connection() as connection:
            seconds: float = await connection.fetchval(
                """SELECT greatest(0, coalesce(extract(epoch FROM dial2.now() - min(stored_at)), 0))::float
                   FROM intake_email.mails WHERE read_at IS NULL"""
            )
        return seconds
