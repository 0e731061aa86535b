"""What this service does about others' events."""

from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.ticket import TicketOpened
from intake_phone.adapters import store


async def ticket_opened(event: TicketOpened, work: Work) -> None:
    """A caller still on the line is told the ticket's number before goodbye."""
    if event.channel == "phone":
        await store.set_ticket(work, event.request, event.ticket)


HANDLERS = cast("dict[type[Payload], Handler]", {TicketOpened: ticket_opened})
