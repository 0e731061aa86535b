"""What reading answers, as the API's OpenAPI document shows it."""

from typing import Any

from triage.api.problems import Responses

_TICKET: dict[str, Any] = {
    "ticket": 1001,
    "request": "0192f0c1",
    "status": "open",
    "severity": "critical",
    "severity_by": "rules",
    "category": "other",
    "channel": "email",
    "client": "north-gate",
    "contact": {"name": "", "email": "dispatch@northgate.example", "number": None},
    "subject": "Urgent Service Issue: nobody can sign in",
    "language": "en",
    "received_at": "2026-11-23T15:00:00Z",
    "missing": ["steps_tried"],
    "silent": False,
    "called_back": False,
    "proposal": None,
    "answer_by": None,
    "closed_at": None,
    "merged_into": None,
    "incident": 3,
    "affected": {"functions": ["access"], "words": ["sign"]},
    "version": 2,
}
_EVENT = {
    "version": 1,
    "type": "update.given",
    "happened_at": "2026-11-23T15:20:00Z",
    "recorded_at": "2026-11-23T15:20:00Z",
    "actor": "duty-lead",
    "payload": {"type": "update.given", "ticket": 1001, "by": "duty-lead", "text": "We are restarting it."},
}
_INCIDENT = {
    "incident": 3,
    "opened_at": "2026-11-23T15:00:00Z",
    "closed_at": None,
    "tickets": [1001, 1002],
    "functions": ["access"],
    "words": ["sign"],
}


def _object(example: dict[str, Any]) -> dict[str, Any]:
    """Every property of the example is always there."""
    properties = {name: _property(value) for name, value in example.items()}
    return {"type": "object", "properties": properties, "required": list(example)}


def _property(value: object) -> dict[str, Any]:
    return _object(value) if isinstance(value, dict) else {}


def _ok(description: str, schema: dict[str, Any], example: object, header: dict[str, Any]) -> Responses:
    content = {"application/json": {"schema": schema, "example": example}}
    return {200: {"description": description, "headers": header, "content": content}}


_TEXT = {"schema": {"type": "string"}}
_LINK = {"Link": {"description": "the next page, where there is one (RFC 8288)", **_TEXT}}
_ETAG = {"ETag": {"description": "the ticket's version, for If-Match", **_TEXT, "example": '"2"'}}
_PAYLOAD = _object(_EVENT) | {"properties": {**_object(_EVENT)["properties"], "payload": {"type": "object"}}}

TICKETS = _ok("Tickets", {"type": "array", "items": _object(_TICKET)}, [_TICKET], _LINK)
TICKET = _ok(
    "The ticket and its events",
    {
        "type": "object",
        "properties": {"ticket": _object(_TICKET), "history": {"type": "array", "items": _PAYLOAD}},
        "required": ["ticket", "history"],
    },
    {"ticket": _TICKET, "history": [_EVENT]},
    _ETAG,
)
INCIDENTS = _ok("Incidents", {"type": "array", "items": _object(_INCIDENT)}, [_INCIDENT], {})
