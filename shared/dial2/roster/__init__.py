"""The roster file: people, ladder, clients."""

from dial2.roster.live import LiveRoster
from dial2.roster.loader import load
from dial2.roster.model import Roster

__all__ = ["LiveRoster", "Roster", "load"]
