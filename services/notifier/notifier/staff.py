"""Whom a page reaches: the one place where paging asks who, by which channels, when."""

from collections.abc import Collection, Sequence
from datetime import datetime

from dial2.connection import Connection
from dial2.events.page import PageChannel
from dial2.roster import LiveRoster, Roster, overrides, targets
from dial2.roster.person import Person, Step, every_contact, is_quiet, lost_channels, steps_for
from dial2.roster.targets import Nobody
from dial2.vocabulary import Severity
from notifier import ladder
from notifier.adapters import contacts, lost_contacts
from notifier.ladder import Policy, Present


class Staff:
    def __init__(self, *, roster: LiveRoster, profile: str) -> None:
        self._live = roster
        self._profile = profile

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def policy(self, severity: Severity) -> Policy:
        """What a page that is opened now keeps to."""
        return ladder.policy(self._roster.ladder_for(severity, self._profile))

    def probe_policy(self) -> Policy | None:
        """A probe pages the test contact, once, and nobody else."""
        rules = self._roster.probe
        if rules is None:
            return None
        only = ladder.Rung(level=0, target=rules.person, wait=rules.late.time())
        return Policy(route=(only,), rounds=1, catch_all=rules.person)

    def catch_all(self, policy: Policy) -> str:
        """Somebody who is there: the policy's person, or the roster's where that one has gone since."""
        known = policy.catch_all in self._roster.people
        return policy.catch_all if known else self._roster.ladder.catch_all

    async def present(
        self, connection: Connection, policy: Policy, severity: Severity, client: str | None, at: datetime
    ) -> Present:
        """Who stands behind the policy's names at an instant and can be reached for this severity."""
        names = {name for rung in policy.route for name in rung.targets}
        roster = self._roster
        standing = await overrides.standing(connection, names & roster.schedules.keys(), at)
        lost = await lost_contacts.known(connection)
        people: dict[str, str] = {}
        absent: dict[str, str] = {}
        for name in names:
            match targets.person_at(roster, name, at, client=client, overrides=standing):
                case Nobody(why=why):
                    absent[name] = why
                case person if _steps(roster.people[person], severity, lost=lost):
                    people[name] = person
                case person:
                    absent[name] = f"no way to reach {person} for severity {severity}"
        quiet = {person for person in people.values() if is_quiet(roster.people[person], severity, at)}
        return Present(people=people, absent=absent, quiet=quiet)

    def telephone(self, person: str) -> str | None:
        known = self._roster.people.get(person)
        return known.voice if known else None

    async def steps(self, connection: Connection, person: str, severity: Severity) -> Sequence[Step]:
        """How a person is tried; nothing for somebody who cannot be, or has gone."""
        verified = await contacts.verified(connection, self._roster)
        known = self._roster.people.get(person)
        lost = await lost_contacts.known(connection)
        return _steps(known, severity, verified.get(person, ()), lost=lost) if known else ()

    def every_step(self, person: str) -> Sequence[Step]:
        """All that a person has, at once, even what seems lost: for the last who can be told."""
        known = self._roster.people.get(person)
        return every_contact(known) if known else ()


def _steps(
    person: Person,
    severity: Severity,
    verified: Collection[PageChannel] = (),
    *,
    lost: Collection[tuple[PageChannel, str]],
) -> Sequence[Step]:
    return steps_for(person, severity, verified, lost_channels(person, lost))
