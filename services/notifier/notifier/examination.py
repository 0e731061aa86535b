"""What the notifier finds wrong with its own work, of which somebody outside is to hear."""

from __future__ import annotations

from dial2.connection import Connection
from dial2.watch.illness import Illness
from notifier.adapters import pages, probes

_ONE_BY_ONE = 10  # in a storm the rest are one alarm


async def examine(connection: Connection) -> list[Illness]:
    """Pages that nobody was reached for, until somebody acknowledges; a probe that failed, until one passes."""
    rows = await pages.exhausted(connection)
    found = [
        Illness(name=f"page.{row['id']}", kind="exhausted", what=str(row["ticket"])) for row in rows[:_ONE_BY_ONE]
    ]
    if more := rows[_ONE_BY_ONE:]:
        found.append(Illness(name="pages", kind="storm", count=len(more)))
    last = await probes.newest(connection, ended=True)
    if last and not last.passed_at:
        found.append(Illness(name="probe", kind="probe", what=last.why or "", since=last.planned_at))
    return found
