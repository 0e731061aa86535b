"""A page to staff about one ticket."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from dial2.vocabulary import Severity
from notifier.ladder import Policy

PageState = Literal["open", "acknowledged", "exhausted", "closed"]


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """`step` counts the turns; `person` is the one whose turn it is, the first of those who have it together.

    `policy` is the ladder as it was when the page was opened.
    """

    id: UUID
    ticket: int
    severity: Severity
    state: PageState
    step: int
    round: int
    rung: int
    level: int
    person: str
    round_began_at: datetime
    due_at: datetime | None
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    correlation: UUID | None
    policy: Policy | None  # None: opened before pages kept one

    @property
    def stream(self) -> str:
        return f"page:{self.id}"

    @property
    def wanted(self) -> bool:
        """Nobody has it yet."""
        return self.state in {"open", "exhausted"}
