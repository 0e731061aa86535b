"""Whose a ticket is; only triage appends this. Stream `ticket:<number>`."""

from dial2.events.envelope import Payload


class ClientAssigned(Payload, frozen=True, kw_only=True, tag="client.assigned"):
    """Staff says which client's it is: by its key in the roster."""

    ticket: int
    client: str
    previous: str | None
    by: str
    why: str
