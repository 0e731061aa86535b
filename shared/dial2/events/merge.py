"""What a merge is to the ticket that goes on; only triage appends this. Stream `ticket:<number>`."""

from datetime import datetime

from dial2.events.envelope import Payload


class TicketAbsorbed(Payload, frozen=True, kw_only=True, tag="ticket.absorbed"):
    """`merged`, received at `received_at`, was merged into this one: what is said to either is said to it."""

    ticket: int
    merged: int
    received_at: datetime
    by: str
