"""The after-hours service: rulings, on a ticket's stream, and a client's vouchers, on stream `client:<key>`."""

from datetime import datetime
from typing import Literal

from dial2.events.envelope import Payload

Ruling = Literal["registered", "waits", "excluded", "opened"]


class AfterHoursRuled(Payload, frozen=True, kw_only=True, tag="after_hours.ruled"):
    """What becomes of a ticket outside support hours.

    "registered": it is handled now. "waits": for the next opening, `opens_at`. "excluded": the same, and the
    client is sent the restart document. "opened": support hours have begun. `asks`: what the service still needs.
    """

    ticket: int
    ruling: Ruling
    why: str
    opens_at: datetime | None = None
    asks: list[str] = []


class VouchersAdded(Payload, frozen=True, kw_only=True, tag="vouchers.added"):
    client: str
    minutes: int
    balance_minutes: int  # afterwards
    by: str
    why: str


class VouchersCharged(Payload, frozen=True, kw_only=True, tag="vouchers.charged"):
    """Work on a ticket after hours: `minutes` of vouchers for `worked_minutes` of work."""

    client: str
    ticket: int
    worked_minutes: int
    minutes: int
    balance_minutes: int  # afterwards; below zero only where whoever charged it said so
    by: str
