"""What differs between two rosters, in lines for people to read."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from dial2.roster.model import Roster
from dial2.roster.on_call import on_call

_SECRET = {"pin"}


def changes(before: Roster, after: Roster, now: datetime) -> list[str]:
    """Each key that was added, removed or changed, and who is on call now because of it."""
    old, new = (msgspec.to_builtins(roster, enc_hook=str) for roster in (before, after))
    return [*_differences(old, new, ""), *_on_call_changes(before, after, now)]


def _differences(old: object, new: object, key: str) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for name in old | new:
            where = f"{key}.{name}" if key else str(name)
            if name not in new:
                yield f"{where}: removed"
            elif name not in old:
                yield f"{where}: added"
            elif name in _SECRET and old[name] != new[name]:
                yield f"{where}: changed"
            else:
                yield from _differences(old[name], new[name], where)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _has_tables(old + new):
        for place, (each, other) in enumerate(zip(old, new, strict=True), 1):
            yield from _differences(each, other, f"{key}[{place}]")
    elif old != new:
        yield f"{key}: {_written(old)} became {_written(new)}"


def _has_tables(values: list[object]) -> bool:
    return any(isinstance(value, dict) for value in values)


def _written(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"{len(value)} entries" if _has_tables(value) else f"[{', '.join(map(str, value))}]"
    return str(value)


def _on_call_changes(before: Roster, after: Roster, now: datetime) -> Iterator[str]:
    for name, schedule in after.schedules.items():
        if name not in before.schedules:
            continue
        was, is_now = on_call(before.schedules[name], now), on_call(schedule, now)
        if was != is_now:
            yield f"schedules.{name}: on call now is {is_now or 'nobody'}, was {was or 'nobody'}"
