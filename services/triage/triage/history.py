"""A ticket's history for people: one line an event, and what is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

_HEADLINE = ("status", "severity", "incident", "client", "channel", "language")
_UNTOLD = {"type", "schema", "ticket", "evidence", "contact", "promises", "text", "message_id", "difference"}

_ENDS = {"resolution.agreed", "ticket.merged"}


def lines(
    ticket: Mapping[str, Any], history: Sequence[Mapping[str, Any]], as_of: datetime | None
) -> Iterator[str]:
    """`as_of`, naive times being UTC, leaves out what was recorded later."""
    limit = _limit(as_of)
    known = [event for event in history if limit is None or _time(event["recorded_at"]) <= limit]
    yield f"Ticket {ticket['ticket']}: {ticket['subject'] or '(no subject)'}"
    if limit is None:
        yield "  ".join(f"{name} {ticket[name]}" for name in _HEADLINE if ticket.get(name))
    else:
        yield f"as of {limit.isoformat(sep=' ', timespec='seconds')}"
    for event in known:
        moment = event["happened_at"][:19].replace("T", " ")
        yield f"{moment}  {event['type']:<20} {event['actor']}: {_told(event['payload'])}"
        yield from _difference(event["payload"])
    if promises := _promises(known):
        yield "Promised:"
        for name, promise in promises.items():
            yield f"  {name:<10} by {promise['deadline']}, warns {promise['warn_at']} ({promise['calendar']})"


def merged(history: Sequence[Mapping[str, Any]], as_of: datetime | None) -> list[int]:
    """The tickets that were merged into this one by then."""
    limit = _limit(as_of)
    return [
        event["payload"]["merged"]
        for event in history
        if event["type"] == "ticket.absorbed" and (limit is None or _time(event["recorded_at"]) <= limit)
    ]


def _limit(as_of: datetime | None) -> datetime | None:
    return as_of and (as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC))


def _promises(history: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What is promised after these events: the last that was said of each clock, until it is met or withdrawn."""
    standing: dict[str, Mapping[str, Any]] = {}
    for event in history:
        payload = event["payload"]
        if event["type"] in _ENDS:
            standing.clear()
        if event["type"] == "clock.met":
            standing.pop(payload["clock"], None)
        for name in payload.get("withdrawn", []):
            standing.pop(name, None)
        for promise in payload.get("promises", []):
            standing[promise["clock"]] = promise
        if promise := payload.get("promise"):
            standing[promise["clock"]] = promise
    return standing


def _told(payload: Mapping[str, Any]) -> str:
    facts = [f"{name}={value}" for name, value in payload.items() if name not in _UNTOLD and value]
    against = [
        found["words"] or found["rule"]
        for found in payload.get("evidence", [])
        if found.get("effect") == "contradicts"
    ]
    if against:
        facts.append(f"contradicted by: {'; '.join(against)}")
    if text := payload.get("text"):
        facts.append(repr(text[:80]))
    return " ".join(facts)


def _difference(payload: Mapping[str, Any]) -> Iterator[str]:
    """What a severity was before, is read as now, and the words that make the difference, with their places."""
    if changed := payload.get("difference"):
        before = payload.get("standing") or payload.get("previous")
        yield f"    before: {before}, by {changed['by']}{': ' if changed['why'] else ''}{changed['why']}"
        yield f"    now: {payload['severity']}, from {changed['source']}{_of(changed.get('request'))}"
        for name, evidence in (("new", changed["new"]), ("no longer holds", changed["outdated"])):
            for found in evidence:
                place = f"{found['field']} {found['start']}-{found['end']}"
                denied = ", denied" if found["negated"] else ""
                yield f"    {name}: {found['words']!r} ({place}, {found['rule']}{denied})"


def _of(request: str | None) -> str:
    return f" {request}" if request else ""


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
