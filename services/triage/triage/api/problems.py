"""What the API answers beside what was asked for, as its OpenAPI document says it (RFC 9457)."""

from typing import Any

from pydantic import BaseModel, Field

Responses = dict[int | str, dict[str, Any]]


class Problem(BaseModel):
    """`detail` says what happened and what to do; `errors`, in a 422, what is wrong where."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]] | None = Field(default=None)


def _problem(description: str, title: str, status: int, detail: str) -> dict[str, Any]:
    example = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    content = {"application/problem+json": {"schema": Problem.model_json_schema(), "example": example}}
    return {"description": description, "content": content}


_UNKNOWN = _problem("No token, or nobody's", "Unauthorized", 401, "Send `Authorization: Bearer <your token>`")
_INVALID = _problem("What was sent makes no sense", "Unprocessable Content", 422, "body.why: Field required")
_AWAY = _problem(
    "The database is away: try again", "Service Unavailable", 503, "Postgres does not answer: send it again"
)
READING: Responses = {401: _UNKNOWN, 422: _INVALID, 503: _AWAY}
MISSING: Responses = {404: _problem("No such ticket", "Not Found", 404, "There is no ticket 1001")}
_VERSION = {"ETag": {"description": "The ticket's version now", "schema": {"type": "string"}, "example": '"4"'}}
COMMAND: Responses = {
    **READING,
    **MISSING,
    204: {"description": "Recorded", "headers": _VERSION},
    403: _problem("The role is not enough", "Forbidden", 403, "engineer is agent: merge needs the role lead."),
    409: _problem(
        "The ticket's state does not allow it",
        "Conflict",
        409,
        "Ticket 1001 is open: agree is for tickets that are proposed.",
    ),
    412: _problem(
        "The ticket has changed since it was read",
        "Precondition Failed",
        412,
        "Ticket 1001 is at version 4, and this was asked of version 3: read the ticket again, then decide.",
    ),
}
CREATED: Responses = {
    201: {
        "description": "The ticket that was opened",
        "headers": {**_VERSION, "Location": {"description": "Where it is", "schema": {"type": "string"}}},
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {"ticket": {"type": "integer"}},
                    "required": ["ticket"],
                },
                "example": {"ticket": 1050},
            }
        },
    }
}
