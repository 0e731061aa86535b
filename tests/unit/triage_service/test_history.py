"""A ticket's history as staff reads it: at any moment, what was promised then, and why that had changed."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from triage.history import lines, merged

TICKET: Mapping[str, Any] = {
    "ticket": 1001,
    "subject": "No access",
    "status": "open",
    "severity": "critical",
    "client": None,
    "channel": "email",
    "language": "en",
}


def promise(clock: str, deadline: str) -> dict[str, str]:
    return {"clock": clock, "deadline": deadline, "warn_at": "earlier", "calendar": "always"}


def event(time: str, type_: str, **payload: object) -> dict[str, Any]:
    moment = f"2026-11-16T{time}:00+00:00"
    return {"type": type_, "happened_at": moment, "recorded_at": moment, "actor": "someone", "payload": payload}


HISTORY = [
    event("15:00", "clocks.started", promises=[promise("call_back", "17:00"), promise("update", "18:00")]),
    event("15:10", "clocks.moved", why="severity low became critical", promises=[promise("call_back", "16:00")]),
    event("15:20", "clock.resumed", clock="update", why="the client answered", promise=promise("update", "18:10")),
    event("15:30", "clock.met", clock="call_back"),
    event("15:40", "clocks.moved", why="example version 2 is in force", promises=[], withdrawn=["update"]),
    event("15:50", "clocks.moved", why="example version 3 is in force", promises=[promise("update", "19:00")]),
    event("16:00", "resolution.agreed"),
]


def promised(hour: int, minute: int) -> list[str]:
    told = list(lines(TICKET, HISTORY, datetime(2026, 11, 16, hour, minute, tzinfo=UTC)))
    standing = told[told.index("Promised:") + 1 :] if "Promised:" in told else []
    return [" ".join(line.split()[:3]).rstrip(",") for line in standing]


def test_at_each_moment_it_shows_what_was_promised_then() -> None:
    assert promised(14, 59) == []
    assert promised(15, 0) == ["call_back by 17:00", "update by 18:00"]
    assert promised(15, 10) == ["call_back by 16:00", "update by 18:00"]
    assert promised(15, 20) == ["call_back by 16:00", "update by 18:10"]


def test_what_was_met_or_withdrawn_is_no_longer_promised() -> None:
    assert promised(15, 30) == ["update by 18:10"]
    assert promised(15, 40) == []
    assert promised(15, 50) == ["update by 19:00"]
    assert promised(16, 0) == []


def test_every_change_of_a_deadline_says_why() -> None:
    told = "\n".join(lines(TICKET, HISTORY, None))
    for why in ("severity low became critical", "the client answered", "example version 2 is in force"):
        assert why in told


def test_a_proposal_says_what_was_before_what_is_now_and_which_words_make_the_difference() -> None:
    new = {"rule": "scope.all", "words": "everybody", "field": "body", "start": 4, "end": 13, "negated": False}
    old = {"rule": "scope.one", "words": "one user", "field": "body", "start": 0, "end": 8, "negated": False}
    changed = {
        "source": "a follow-up",
        "by": "duty-lead",
        "why": "heard from the client",
        "request": "r2",
        "new": [new],
        "outdated": [old],
    }
    event_ = event("16:10", "severity.proposed", severity="critical", standing="low", difference=changed)
    told = list(lines(TICKET, [event_], None))
    assert told[3:] == [
        "    before: low, by duty-lead: heard from the client",
        "    now: critical, from a follow-up r2",
        "    new: 'everybody' (body 4-13, scope.all)",
        "    no longer holds: 'one user' (body 0-8, scope.one)",
    ]


def test_tickets_that_were_merged_into_it_are_known_from_then_on() -> None:
    history = [event("15:00", "ticket.absorbed", merged=1000), event("16:00", "ticket.absorbed", merged=999)]
    assert merged(history, None) == [1000, 999]
    assert merged(history, datetime(2026, 11, 16, 15, 30, tzinfo=UTC)) == [1000]
    assert merged(history, datetime(2026, 11, 16, 14, 30, tzinfo=UTC)) == []
