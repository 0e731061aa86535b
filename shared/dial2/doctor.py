"""What may go wrong, found ahead: each service brings checks of its own, by the entry points `dial2.doctor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points

from dial2.database import Database
from dial2.finding import Finding, advice
from dial2.profile.model import Profile
from dial2.roster.model import Roster
from dial2.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Examination:
    """What a check is given. `days`: how far ahead it looks."""

    settings: Settings
    profile: Profile
    roster: Roster
    database: Database
    days: int


Check = Callable[[Examination], Awaitable[Sequence[Finding]]]


async def examine(examination: Examination) -> list[Finding]:
    """Every check of every service that is installed; problems come first."""
    found: list[Finding] = []
    for point in sorted(entry_points(group="dial2.doctor"), key=lambda point: point.name):
        try:
            check: Check = point.load()
        except ModuleNotFoundError as error:
            # An image carries what its own service needs.
            lack = f"its checks are not done here, for want of {error.name}"
            found.append(advice(point.name, lack, fix="install dial2 with its extra `all`, or ask where it is"))
            continue
        found += await check(examination)
    return sorted(found, key=lambda finding: finding.weight != "problem")
