"""Clients are told of maintenance in advance, and when it is cancelled."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.operations import MaintenanceCancelled, MaintenancePlanned
from dial2.profile.model import Profile
from dial2.roster import LiveRoster
from dial2.roster.model import Client
from dial2.toml_file import parse_zone
from notifier import times
from notifier.letters import LetterName, Letters
from notifier.posting import Posting


class Maintenance:
    """Each address of each client that it concerns gets a mail of its own."""

    def __init__(self, *, roster: LiveRoster, profile: Profile, letters: Letters, posting: Posting) -> None:
        self._roster = roster
        self._profile = profile
        self._letters = letters
        self._posting = posting

    async def planned(self, event: MaintenancePlanned, work: Work) -> None:
        for client in self._concerned(event.clients):
            moments = {"starts": event.starts_at, "ends": event.ends_at}
            await self._tell(work, client, "maintenance", event.why, moments)

    async def cancelled(self, event: MaintenanceCancelled, work: Work) -> None:
        for client in self._concerned(event.clients):
            await self._tell(work, client, "maintenance_cancelled", event.why, {"starts": event.starts_at})

    def registry(self) -> Mapping[type[Payload], Handler]:
        handlers = {MaintenancePlanned: self.planned, MaintenanceCancelled: self.cancelled}
        return cast("Mapping[type[Payload], Handler]", handlers)

    def _concerned(self, named: list[str]) -> list[Client]:
        """None named means all of them; one that has left the roster since is told nothing."""
        clients = self._roster.current.clients
        return [clients[name] for name in named or clients if name in clients]

    async def _tell(
        self, work: Work, client: Client, name: LetterName, why: str, moments: dict[str, datetime]
    ) -> None:
        language = client.language if client.language in self._profile.languages else None
        language = language or self._profile.languages[0]
        zone = parse_zone(client.zone) if client.zone else self._profile.zone
        facts = {
            "name": client.name,
            "title": self._profile.title,
            "zone": times.zone_name(zone, language),
            "text": why,
            **{moment: times.date_and_time(at, zone, language) for moment, at in moments.items()},
        }
        letter = self._letters.write(name, language, facts)
        for address in client.notices:
            await self._posting.announce(work, "maintenance", address, letter)
