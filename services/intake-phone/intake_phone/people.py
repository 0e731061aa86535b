"""Whose telephones there are: the desk in support hours, and whoever is on call when nothing else can be asked."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from dial2.roster import LiveRoster, Roster
from dial2.roster.model import Level, RingGroup
from dial2.roster.targets import person_at
from intake_phone.flow.desk import groups_in_turn, groups_together
from intake_phone.flow.state import Groups


class People:
    def __init__(self, roster: LiveRoster) -> None:
        self._live = roster

    @property
    def _roster(self) -> Roster:
        return self._live.current

    def desk(self) -> Groups:
        desk = self._roster.desk
        groups = desk.groups or [RingGroup(people=desk.people)]
        return tuple(rung for group in groups for rung in self._rung(group))

    def numbers(self, people: Sequence[str]) -> dict[int, str]:
        """By place, of those who are still in the roster: a call may have begun before it changed."""
        known = {place: self._roster.people.get(person) for place, person in enumerate(people)}
        return {place: person.voice for place, person in known.items() if person and person.voice}

    def designates(self, now: datetime) -> list[str]:
        """The first level of the ladder on which somebody with a telephone is on call."""
        levels = (self._with_telephone(self._on_level(level, now)) for level in self._roster.ladder.levels)
        return next(filter(None, levels), self._with_telephone([self._roster.ladder.catch_all]))

    def _on_level(self, level: Level, now: datetime) -> list[str]:
        found = [
            person_at(self._roster, name, now, client=None, overrides=self._live.overrides)
            for name in level.people
        ]
        return [person for person in found if isinstance(person, str)]

    def _rung(self, group: RingGroup) -> Groups:
        people = self._with_telephone(group.people)
        return groups_in_turn(people) if group.ring == "in-turn" else groups_together(people)

    def _with_telephone(self, people: Iterable[str]) -> list[str]:
        return [person for person in people if self._roster.people[person].voice]
