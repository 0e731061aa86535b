"""What messages say about a ticket."""

from datetime import datetime
from uuid import UUID

import msgspec

from dial2.vocabulary import Category, Language, Severity


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    ticket: int
    silent: bool
    client: str | None
    contact_name: str
    email: str | None
    subject: str
    language: Language
    message_id: str | None  # of the client's newest mail
    received_at: datetime
    severity: Severity
    category: Category
    missing: list[str]  # names of checklist items
    correlation: UUID | None
    incident: int | None = None
    together: int = 1  # tickets of its incident
    pages: bool = False
    closed: bool = False
    assigned: bool = False  # its first severity is known
    probe: str | None = None

    @property
    def wanted(self) -> bool:
        """Somebody is to be paged for it."""
        return self.pages and not self.closed
