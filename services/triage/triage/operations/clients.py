"""The clients that an interruption or maintenance is said to concern."""

from __future__ import annotations

from collections.abc import Iterable

from dial2.errors import NotFound
from dial2.roster.model import Roster


def known_clients(roster: Roster, named: Iterable[str]) -> None:
    """Raises `NotFound` that names those who are in the roster."""
    unknown = sorted(set(named) - roster.clients.keys())
    if unknown:
        known = ", ".join(sorted(roster.clients)) or "none"
        raise NotFound(f"There is no client {', '.join(unknown)}; the roster has: {known}")
