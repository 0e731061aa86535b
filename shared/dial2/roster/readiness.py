"""Whether everybody who may be paged can be: from the roster, the overrides and what is known of contacts."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import msgspec

from dial2.events.page import PageChannel
from dial2.finding import Finding
from dial2.roster.model import SUCCESS_MANAGER, Ladder, Level, Roster
from dial2.roster.on_call import shifts, unanswered
from dial2.roster.person import CHANNELS, Person, is_quiet, lost_channels, out_of_reach, steps_for
from dial2.roster.readiness_wording import WORDS, Words
from dial2.roster.targets import Overrides, person_at
from dial2.vocabulary import Language

_ENOUGH = 2  # channels: carriers fail
_SHOWN = 5  # gaps of one schedule, before the others are only counted
_WEEK = 7 * 24  # hours


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known beside the file: contacts verified by code, and those that a provider refuses, with why."""

    verified: Mapping[str, AbstractSet[PageChannel]] = {}
    lost: Mapping[tuple[PageChannel, str], str] = {}  # by channel and destination
    overrides: Overrides = {}


def findings(
    roster: Roster, known: Known, *, now: datetime, days: int, language: Language = "en"
) -> list[Finding]:
    say, until = WORDS[language], now + timedelta(days=days)
    ladders = {"ladder": roster.ladder} | {f"ladders.{name}": each for name, each in roster.ladders.items()}
    found = [*_contacts(say, roster, known), *_gaps(say, roster, known, now, until)]
    for key, ladder in ladders.items():
        for place, level in enumerate(ladder.levels, 1):
            where = f"{key}.levels[{place}]"
            found += _level(say, roster, known, where, level, now, until)
            found += _late_steps(say, roster, where, level)
        found += _quiet(say, roster, known, key, ladder, now)
    return found


def _contacts(say: Words, roster: Roster, known: Known) -> Iterator[Finding]:
    catch_alls = {roster.ladder.catch_all, *(ladder.catch_all for ladder in roster.ladders.values())}
    for name in sorted(_paged(roster) | catch_alls):
        person, where = roster.people[name], f"people.{name}"
        working: set[PageChannel] = set()
        for channel in CHANNELS:
            if (destination := person.contact(channel)) is None:
                continue
            key = f"{where}.{channel}"
            if why := known.lost.get((channel, destination)):
                refused = say.chat if channel == "chat" else say.refused
                yield refused.problem(key, why=why, name=name, channel=channel)
                continue
            working.add(channel)
            if channel not in {*person.verified, *known.verified.get(name, ())}:
                yield say.untried.advice(key, name=name, channel=channel)
        if not working:
            yield say.nothing.problem(where)
        elif len(working) < _ENOUGH:
            told = say.too_few_of_the_last if name in catch_alls else say.too_few
            yield told.problem(where, channels=say.and_.join(working))


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


def _gaps(say: Words, roster: Roster, known: Known, now: datetime, until: datetime) -> Iterator[Finding]:
    nobody = out_of_reach(roster.people, known.lost)
    for name, schedule in roster.schedules.items():
        where = f"schedules.{name}"
        for place, layer in enumerate(schedule.layers, 1):
            if layer.feed and not layer.shifts:
                yield say.feed.problem(f"{where}.layers[{place}].feed")
        found = unanswered(shifts(schedule, now, until, known.overrides.get(name, ())), nobody)
        for gap in found[:_SHOWN]:
            told = say.lost if gap.person else say.gap
            span = {"since": _told(gap.since), "until": _told(gap.until)}
            yield told.problem(where, schedule=name, person=gap.person, **span)
        if len(found) > _SHOWN:
            yield say.more_gaps.problem(where, count=len(found) - _SHOWN)


def _level(
    say: Words, roster: Roster, known: Known, where: str, level: Level, now: datetime, until: datetime
) -> Iterator[Finding]:
    """The first instant at which the whole level would be skipped."""
    if SUCCESS_MANAGER in level.people:
        for key, client in roster.clients.items():
            if client.success_manager is None:
                yield say.no_manager.advice(f"clients.{key}.success_manager", level=where, client=client.name)
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
            yield say.skipped.problem(where, since=_told(at), level=level.name)
            return


def _late_steps(say: Words, roster: Roster, where: str, level: Level) -> Iterator[Finding]:
    for name in level.people:
        for severity, rules in roster.people.get(name, Person()).rules.items():
            for place, rule in enumerate(rules, 1):
                if rule.after.time() >= level.wait.time():
                    key = f"people.{name}.rules.{severity}[{place}]"
                    yield say.late.advice(key, after=rule.after, level=where, wait=level.wait)


def _quiet(say: Words, roster: Roster, known: Known, key: str, ladder: Ladder, now: datetime) -> Iterator[Finding]:
    """Quiet hours that will not be kept: those of a ladder climbed once, and those of everybody at a time."""
    targets = [name for level in ladder.levels for name in level.people]
    quiet = sorted(name for name in set(targets) & roster.people.keys() if roster.people[name].quiet)
    if quiet and ladder.rounds == 1:
        yield say.climbed_once.advice(f"{key}.rounds", people=", ".join(quiet))
        return
    for hour in range(_WEEK):
        at = now + timedelta(hours=hour)
        found = [person_at(roster, name, at, overrides=known.overrides) for name in targets]
        there = [roster.people[name] for name in found if isinstance(name, str)]
        if there and all(is_quiet(person, "major", at) for person in there):
            yield say.all_quiet.advice(key, since=_told(at))
            return


def _told(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}"
