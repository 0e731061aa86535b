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
    "contact": {"name": "Dispatch", "email": "dispatch@northgate.example", "number": "+15145550142"},
    "subject": "Urgent Service Issue: nobody can sign in",
    "language": "en",
    "received_at": "2026-11-23T15:00:00Z",
    "missing": ["steps_tried"],
    "silent": False,
    "called_back": False,
    "incident": 3,
    "affected": {"functions": ["access"], "words": ["portal"]},
    "acknowledged_by": "engineer",
    "version": 2,
}
_EVENT: dict[str, Any] = {
    "version": 1,
    "type": "update.given",
    "happened_at": "2026-11-23T15:20:00Z",
    "recorded_at": "2026-11-23T15:20:00Z",
    "actor": "duty-lead",
    "payload": {"type": "update.given", "ticket": 1001, "by": "duty-lead", "text": "We are restarting it."},
}
_INCIDENT: dict[str, Any] = {
    "incident": 3,
    "opened_at": "2026-11-23T15:00:00Z",
    "tickets": [1001, 1002],
    "functions": ["access"],
    "words": ["portal"],
}
_ABSENT = {  # from the examples: null until it is so
    "proposal": "integer",
    "answer_by": "string",
    "closed_at": "string",
    "merged_into": "integer",
}
_NULLABLE = {"client", "email", "number", "incident", "acknowledged_by"}
_TYPES = {str: "string", int: "integer", bool: "boolean", list: "array", dict: "object"}


def _object(example: dict[str, Any], *absent: str) -> dict[str, Any]:
    """Every property is always there; examples lose their nulls to FastAPI, so `absent` ones are not required."""
    properties = {name: _property(name, value) for name, value in example.items()}
    properties |= {name: {"type": [_ABSENT[name], "null"]} for name in absent}
    return {"type": "object", "properties": properties, "required": list(example)}


def _property(name: str, value: object) -> dict[str, Any]:
    if isinstance(value, dict) and name != "payload":
        return _object(value)
    type_ = _TYPES[type(value)]
    return {"type": [type_, "null"] if name in _NULLABLE else type_}


def _ok(description: str, schema: dict[str, Any], example: object, header: dict[str, Any]) -> Responses:
    content = {"application/json": {"schema": schema, "example": example}}
    return {200: {"description": description, "headers": header, "content": content}}


_TEXT = {"schema": {"type": "string"}}
_LINK = {"Link": {"description": "the next page, where there is one (RFC 8288)", **_TEXT}}
_ETAG = {"ETag": {"description": "the ticket's version, for If-Match", **_TEXT, "example": '"2"'}}
_A_TICKET = _object(_TICKET, "proposal", "answer_by", "closed_at", "merged_into")
TICKETS = _ok("Tickets", {"type": "array", "items": _A_TICKET}, [_TICKET], _LINK)
TICKET = _ok(
    "The ticket and its events",
    {
        "type": "object",
        "properties": {"ticket": _A_TICKET, "history": {"type": "array", "items": _object(_EVENT)}},
        "required": ["ticket", "history"],
    },
    {"ticket": _TICKET, "history": [_EVENT]},
    _ETAG,
)
INCIDENTS = _ok("Incidents", {"type": "array", "items": _object(_INCIDENT, "closed_at")}, [_INCIDENT], _LINK)
