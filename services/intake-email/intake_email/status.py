"""What `dial2 status` says of mail."""

from dial2.connection import Connection
from dial2.watch.status import Fact


async def facts(connection: Connection) -> list[Fact]:
    row = await connection.fetchrow(
        """SELECT count(*) AS unread, extract(epoch FROM dial2.now() - min(stored_at))::float8 AS seconds
           FROM intake_email.mails WHERE read_at IS NULL"""
    )
    if not row or not row["unread"]:
        return [Fact(name="unread mail", value="none")]
    return [Fact(name="unread mail", value=f"{row['unread']}, the oldest for {row['seconds']:.0f} s")]
