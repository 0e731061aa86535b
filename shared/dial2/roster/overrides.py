"""The overrides that stand, as the log tells them: one truth for every service that asks who is on call."""

from collections.abc import Collection, Iterable
from datetime import datetime

from dial2.connection import Connection
from dial2.events import Payload, decode
from dial2.events.oncall import OverrideAdded, OverrideRemoved
from dial2.log import read
from dial2.roster.on_call import Override
from dial2.roster.targets import Overrides


def stream(schedule: str) -> str:
    return f"schedule:{schedule}"


async def standing(connection: Connection, schedules: Collection[str], since: datetime) -> Overrides:
    """By schedule, those that end after `since`, in the order in which they were made."""
    if not schedules:
        return {}
    recorded = await read.streams_past(connection, dict.fromkeys(map(stream, schedules), 0))
    return fold((decode(event) for event in recorded), since)


def fold(events: Iterable[Payload], since: datetime) -> Overrides:
    found: dict[str, Override] = {}
    for event in events:
        match event:
            case OverrideAdded() if event.until > since:
                found[event.override] = Override(
                    id=event.override,
                    schedule=event.schedule,
                    since=event.since,
                    until=event.until,
                    person=event.person,
                    instead_of=event.instead_of,
                )
            case OverrideRemoved():
                found.pop(event.override, None)
            case _:
                pass  # ended, or no matter of overrides
    by_schedule: dict[str, list[Override]] = {}
    for override in found.values():
        by_schedule.setdefault(override.schedule, []).append(override)
    return by_schedule
