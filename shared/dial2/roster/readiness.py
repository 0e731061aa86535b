"""Whether everybody who may be paged can be: from the roster, the overrides and what is known of contacts."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import msgspec

from dial2.events.page import PageChannel
from dial2.finding import Finding, advice, problem
from dial2.roster.model import SUCCESS_MANAGER, Ladder, Level, Roster
from dial2.roster.on_call import gaps, shifts
from dial2.roster.person import CHANNELS, Person, is_quiet, lost_channels, steps_for
from dial2.roster.targets import Overrides, person_at

_ENOUGH = 2  # channels: carriers fail
_SHOWN = 5  # gaps of one schedule, before the others are only counted
_WEEK = 7 * 24  # hours


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beside the file: contacts verified by code, and those that a provider refuses, with why."""

    verified: Mapping[str, AbstractSet[PageChannel]] = {}
    lost: Mapping[tuple[PageChannel, str], str] = {}  # by channel and destination
    overrides: Overrides = {}


def findings(roster: Roster, known: Known, *, now: datetime, days: int) -> list[Finding]:
    until = now + timedelta(days=days)
    ladders = {"ladder": roster.ladder} | {f"ladders.{name}": each for name, each in roster.ladders.items()}
    found = [*_contacts(roster, known), *_gaps(roster, known, now, until)]
    for key, ladder in ladders.items():
        for place, level in enumerate(ladder.levels, 1):
            where = f"{key}.levels[{place}]"
            found += _level(roster, known, where, level, now, until)
            found += _late_steps(roster, where, level)
        found += _quiet(roster, known, key, ladder, now)
    return found


def _contacts(roster: Roster, known: Known) -> Iterator[Finding]:
    catch_alls = {roster.ladder.catch_all, *(ladder.catch_all for ladder in roster.ladders.values())}
    for name in sorted(_paged(roster) | catch_alls):
        person, where = roster.people[name], f"people.{name}"
        working: set[PageChannel] = set()
        for channel in CHANNELS:
            if (destination := person.contact(channel)) is None:
                continue
            if why := known.lost.get((channel, destination)):
                restore = f"put it right with this person, then dial2 person restore {name} {channel}"
                fix = "put it right in DIAL2_CHAT_ADDRESSES" if channel == "chat" else restore
                yield problem(f"{where}.{channel}", why, fix=fix)
                continue
            working.add(channel)
            if channel not in {*person.verified, *known.verified.get(name, ())}:
                fix = f"dial2 person verify {name} {channel}"
                yield advice(f"{where}.{channel}", "nobody has tried whether this arrives", fix=fix)
        if len(working) < _ENOUGH:
            told = f"can be reached by {' and '.join(working) or 'nothing'} only"
            if name in catch_alls:
                told += ", and is the last who is told"
            yield problem(where, told, fix="give a second channel: carriers fail")


def _paged(roster: Roster) -> set[str]:
    """Everybody whose turn may come."""
    ladders = (roster.ladder, *roster.ladders.values())
    targets = {name for ladder in ladders for level in ladder.levels for name in level.people}
    names = targets & roster.people.keys()
    for schedule in targets & roster.schedules.keys():
        for layer in roster.schedules[schedule].layers:
            names.update(layer.people, (shift.person for shift in layer.shifts))
    if SUCCESS_MANAGER in targets:
        names.update(client.success_manager for client in roster.clients.values() if client.success_manager)
    return names


def _gaps(roster: Roster, known: Known, now: datetime, until: datetime) -> Iterator[Finding]:
    for name, schedule in roster.schedules.items():
        for place, layer in enumerate(schedule.layers, 1):
            if layer.feed and not layer.shifts:
                told = "the calendar cannot be read, or has no shifts"
                yield problem(f"schedules.{name}.layers[{place}].feed", told, fix="look at the calendar")
        found = gaps(shifts(schedule, now, until, known.overrides.get(name, ())))
        for gap in found[:_SHOWN]:
            span = f"from {_told(gap.since)} to {_told(gap.until)}"
            fix = f"add a layer, or dial2 oncall override {name} --person NAME"
            yield problem(f"schedules.{name}", f"nobody is on call {span}", fix=fix)
        if len(found) > _SHOWN:
            yield problem(f"schedules.{name}", f"{len(found) - _SHOWN} more gaps follow", fix="dial2 oncall gaps")


def _level(
    roster: Roster, known: Known, where: str, level: Level, now: datetime, until: datetime
) -> Iterator[Finding]:
    """The first instant at which the whole level would be skipped."""
    if SUCCESS_MANAGER in level.people:
        for key, client in roster.clients.items():
            if client.success_manager is None:
                told = f"none, so {where} is passed over for {client.name}"
                yield advice(f"clients.{key}.success_manager", told, fix="name a person")
        return
    edges = {now}
    for name in level.people:
        if name in roster.schedules:
            for shift in shifts(roster.schedules[name], now, until, known.overrides.get(name, ())):
                edges.add(shift.since)
    for at in sorted(edges):
        there = [person_at(roster, name, at, overrides=known.overrides) for name in level.people]
        people = [roster.people[name] for name in there if isinstance(name, str)]
        if not any(steps_for(each, "critical", lost=lost_channels(each, known.lost)) for each in people):
            told = f"from {_told(at)} nobody of '{level.name}' can be reached, and the level is skipped"
            yield problem(where, told, fix="add a person to it, or close the gap in its schedules")
            return


def _late_steps(roster: Roster, where: str, level: Level) -> Iterator[Finding]:
    for name in level.people:
        for severity, rules in roster.people.get(name, Person()).rules.items():
            for place, rule in enumerate(rules, 1):
                if rule.after.time() >= level.wait.time():
                    turn = f"when somebody else has the turn ({where} waits {level.wait})"
                    key = f"people.{name}.rules.{severity}[{place}]"
                    yield advice(
                        key,
                        f"comes after {rule.after}, {turn}",
                        fix="let the step come earlier, or the level wait longer",
                    )


def _quiet(roster: Roster, known: Known, key: str, ladder: Ladder, now: datetime) -> Iterator[Finding]:
    """Quiet hours that will not be kept: those of a ladder climbed once, and those of everybody at a time."""
    targets = [name for level in ladder.levels for name in level.people]
    quiet = sorted(name for name in set(targets) & roster.people.keys() if roster.people[name].quiet)
    if quiet and ladder.rounds == 1:
        told = f"is climbed once, so nobody's quiet hours are kept ({', '.join(quiet)})"
        yield advice(f"{key}.rounds", told, fix="let it be climbed twice or more")
        return
    for hour in range(_WEEK):
        at = now + timedelta(hours=hour)
        found = [person_at(roster, name, at, overrides=known.overrides) for name in targets]
        there = [roster.people[name] for name in found if isinstance(name, str)]
        if there and all(is_quiet(person, "major", at) for person in there):
            told = f"everybody on it is quiet at {_told(at)}, so nobody is"
            yield advice(key, told, fix="leave somebody who is not")
            return


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"
