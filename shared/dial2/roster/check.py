"""What is wrong with a roster, before anybody is paged by it: each problem as `key: what is allowed`."""

import re
from collections.abc import Iterator

import phonenumbers

from dial2.calendar.check import hours_problems
from dial2.roster import turns
from dial2.roster.feed_source import is_address
from dial2.roster.model import PIN_DIGITS, SUCCESS_MANAGER, Ladder, Person, Roster
from dial2.roster.person import CHANNELS
from dial2.roster.schedule import Layer, Schedule

_FEWEST_PIN_DIGITS = 4
_NAME = re.compile("[A-Za-z0-9._-]+")  # as the names of streams


def problems(roster: Roster) -> Iterator[str]:
    known = f"a name under [people]: {', '.join(roster.people)}"
    for key, name in _references(roster):
        if name not in roster.people:
            yield f"{key}: {name!r} is nobody; allowed: {known}"
    yield from _name_problems(roster)
    yield from _ladder_problems(roster, roster.ladder, "ladder")
    for name, ladder in roster.ladders.items():
        yield from _ladder_problems(roster, ladder, f"ladders.{name}")
    if not roster.desk.people:
        yield "desk.people: is empty; somebody must answer the telephone"
    yield from _pin_problems(roster)
    for name, person in roster.people.items():
        yield from _person_problems(f"people.{name}", person)
    if roster.probe and not _rings(roster, roster.probe.person):
        yield "probe.person: only of SMS and calls does a provider say that they arrived; give sms or voice"
    for name, schedule in roster.schedules.items():
        yield from _schedule_problems(f"schedules.{name}", schedule)


def _rings(roster: Roster, name: str) -> bool:
    person = roster.people.get(name)
    return person is None or bool(person.sms or person.voice)


def _name_problems(roster: Roster) -> Iterator[str]:
    for key, names in (("people", roster.people), ("schedules", roster.schedules)):
        for name in names:
            if not _NAME.fullmatch(name):
                yield f"{key}.{name}: write the name with letters, digits, '.', '_' and '-' only"
            if name == SUCCESS_MANAGER:
                yield f"{key}.{name}: means each client's own; choose another name"
    for name in roster.schedules.keys() & roster.people.keys():
        yield f"schedules.{name}: is a person's name already; give the schedule a name of its own"


def _references(roster: Roster) -> Iterator[tuple[str, str]]:
    yield "ladder.catch_all", roster.ladder.catch_all
    for key, ladder in roster.ladders.items():
        yield f"ladders.{key}.catch_all", ladder.catch_all
    for name in roster.desk.people:
        yield "desk.people", name
    for place, group in enumerate(roster.desk.groups, 1):
        for name in group.people:
            yield f"desk.groups[{place}].people", name
    for key, client in roster.clients.items():
        if client.success_manager:
            yield f"clients.{key}.success_manager", client.success_manager
    if roster.probe:
        yield "probe.person", roster.probe.person
    yield from _schedule_references(roster)


def _schedule_references(roster: Roster) -> Iterator[tuple[str, str]]:
    for key, schedule in roster.schedules.items():
        for place, layer in enumerate(schedule.layers, 1):
            for name in layer.people:
                yield f"schedules.{key}.layers[{place}].people", name
            for shift in layer.shifts:
                yield f"schedules.{key}.layers[{place}].shifts", shift.person


def _pin_problems(roster: Roster) -> Iterator[str]:
    owners: dict[str, str] = {}
    for key, client in roster.clients.items():
        if client.pin is None:
            continue
        if not (
            client.pin.isascii() and client.pin.isdecimal() and _FEWEST_PIN_DIGITS <= len(client.pin) <= PIN_DIGITS
        ):
            yield f"clients.{key}.pin: must be {_FEWEST_PIN_DIGITS} to {PIN_DIGITS} digits, in quotes"
        if (owner := owners.setdefault(client.pin, key)) != key:
            yield f"clients.{key}.pin: is the one of {owner} too; each client has its own"


def _ladder_problems(roster: Roster, ladder: Ladder, key: str) -> Iterator[str]:
    targets = {*roster.people, *roster.schedules, SUCCESS_MANAGER}
    if not ladder.levels:
        yield f"{key}.levels: is empty; at least one level is needed"
    for place, level in enumerate(ladder.levels, 1):
        where = f"{key}.levels[{place}].people"
        if not level.people:
            yield f"{where}: is empty; a level needs at least one person"
        for name in level.people:
            if name not in targets:
                allowed = ", ".join([*roster.people, *roster.schedules, SUCCESS_MANAGER])
                yield f"{where}: {name!r} is nobody; allowed: {allowed}"
        if not level.wait.amount or level.wait.unit == "business day":
            yield f"{key}.levels[{place}].wait: '{level.wait}' is no time to wait; write it as '5 minutes'"
    if ladder.rounds < 1:
        yield f"{key}.rounds: must be 1 or more"


def _person_problems(key: str, person: Person) -> Iterator[str]:
    if not any(person.contact(channel) for channel in CHANNELS):
        yield f"{key}: cannot be reached; give at least one of voice, sms, email, chat"
    if person.chat and not _NAME.fullmatch(person.chat):
        do = "put the address into DIAL2_CHAT_ADDRESSES and write the name that it has there"
        yield f"{key}.chat: is no name; {do}"
    for channel, number in (("voice", person.voice), ("sms", person.sms)):
        if number and not _is_e164(number):
            yield f"{key}.{channel}: {number!r} is no E.164 number; write it as +15145550123"
    has = ", ".join(channel for channel in CHANNELS if person.contact(channel))
    for channel in person.verified:
        if not person.contact(channel):
            yield f"{key}.verified: there is no {channel} to be verified; allowed: {has}"
    yield from _rule_problems(key, person, has)
    for place, quiet in enumerate(person.quiet, 1):
        yield from hours_problems(quiet.hours, f"{key}.quiet[{place}].hours")
        if not quiet.severities:
            yield f"{key}.quiet[{place}].severities: is empty; say for which severities it is quiet"


def _rule_problems(key: str, person: Person, has: str) -> Iterator[str]:
    for severity, rules in person.rules.items():
        if not rules:
            yield f"{key}.rules.{severity}: is empty, so nobody would be told; write a step, or leave it out"
        for place, rule in enumerate(rules, 1):
            where = f"{key}.rules.{severity}[{place}]"
            if not person.contact(rule.channel):
                yield f"{where}.channel: there is no {rule.channel} to be used; allowed: {has}"
            if rule.after.unit == "business day":
                yield f"{where}.after: '{rule.after}' is no time to wait; write it as '2 minutes'"


def _is_e164(number: str) -> bool:
    """Whether it is written in full, `+` and country code first, and could exist there."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return phonenumbers.is_possible_number(parsed) and written == number


def _schedule_problems(key: str, schedule: Schedule) -> Iterator[str]:
    if not schedule.layers:
        yield f"{key}.layers: is empty; a schedule needs at least one layer"
    for place, layer in enumerate(schedule.layers, 1):
        where = f"{key}.layers[{place}]"
        yield from _layer_problems(where, layer)
        yield from hours_problems(layer.hours, f"{where}.hours")
        for number, shift in enumerate(layer.shifts, 1):
            if turns.moment(shift.since, schedule.zone) >= turns.moment(shift.until, schedule.zone):
                yield f"{where}.shifts[{number}]: ends at {shift.until}, before it begins"


def _layer_problems(key: str, layer: Layer) -> Iterator[str]:
    ways = [name for name in ("people", "shifts", "feed") if getattr(layer, name)]
    if len(ways) != 1:
        said = f"has {' and '.join(ways)}" if ways else "has nobody"
        yield f"{key}: {said}; a layer has people who take turns, or shifts, or a feed"
    if layer.people and not (layer.every and layer.starts):
        yield f"{key}: people take turns by `every` (such as '1 week') and `starts`; give both"
    if layer.feed and "://" in layer.feed and not is_address(layer.feed):
        yield f"{key}.feed: {layer.feed} is no https:// address, and no file beside the roster"
    if not layer.people and layer.every:
        yield f"{key}.every: nobody takes turns here; leave it out, or give people"
    for name in ("starts", "ends"):
        written = getattr(layer, name)
        if written and written.tzinfo:
            yield f"{key}.{name}: is by the wall clock of the schedule's zone; write it without an offset"
    if layer.starts and layer.ends and layer.ends <= layer.starts:
        yield f"{key}.ends: is not after starts"
