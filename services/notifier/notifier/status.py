"""What `dial2 status` says of pages."""

from dial2.connection import Connection
from dial2.watch.status import Fact
from notifier.adapters import probes
from notifier.adapters.probes import Probe


async def facts(connection: Connection) -> list[Fact]:
    row = await connection.fetchrow(
        """SELECT count(*) FILTER (WHERE state = 'open') AS open,
                  count(*) FILTER (WHERE state = 'exhausted') AS exhausted,
                  count(*) FILTER (WHERE state = 'acknowledged') AS acknowledged
           FROM notifier.pages"""
    )
    assert row is not None  # noqa: S101 - an aggregate has a row
    told = f"{row['open']} open, {row['exhausted']} that nobody acknowledged, {row['acknowledged']} acknowledged"
    return [Fact(name="pages", value=told), Fact(name="last probe", value=_told(await probes.newest(connection)))]


def _told(probe: Probe | None) -> str:
    if probe is None:
        return "none was ever made"
    when = f"{probe.planned_at:%Y-%m-%d %H:%M:%S %Z}"
    if probe.passed_at and probe.started_at:
        late = ", late" if probe.failed_at else ""
        return f"{when}, passed in {(probe.passed_at - probe.started_at).total_seconds():.1f} s{late}"
    return f"{when}, FAILED: {probe.why}" if probe.failed_at else f"{when}, under way"
