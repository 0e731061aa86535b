"""What this service does about others' events."""

from typing import cast

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.client import ClientAssigned
from dial2.events.page import (
    PageAcknowledged,
    PageAttempted,
    PageClosed,
    PageEscalated,
    PageExhausted,
    PageMoved,
)
from dial2.events.ticket import (
    CallbackMade,
    ResolutionAgreed,
    TicketLinked,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketUnlinked,
)
from intake_phone.adapters import attempts, pages, store, wanted


async def ticket_opened(event: TicketOpened, work: Work) -> None:
    """A caller still on the line is told the ticket's number before goodbye; the next call may be about it."""
    if event.channel == "phone":
        await store.set_ticket(work, event.request, event.ticket)
    if not event.silent:
        await attempts.set_contact(work, event.ticket, number=event.contact.number, client=event.client)
    if event.client and not event.silent:
        await pages.add_ticket(work, event.ticket, event.client)


async def resolution_agreed(event: ResolutionAgreed, work: Work) -> None:
    await _closed(event.ticket, work)


async def ticket_merged(event: TicketMerged, work: Work) -> None:
    await attempts.merge(work, event.ticket, event.into)
    await _closed(event.ticket, work)


async def ticket_reopened(event: TicketReopened, work: Work) -> None:
    await pages.reopen_ticket(work, event.ticket)
    await attempts.set_open(work, event.ticket, is_open=True)


async def client_assigned(event: ClientAssigned, work: Work) -> None:
    await attempts.set_client(work, event.ticket, event.client)
    await pages.set_client(work, event.ticket, event.client)


async def callback_made(event: CallbackMade, work: Work) -> None:
    """However it was made, nobody waits for it any more."""
    await wanted.done(work, event.ticket)


async def ticket_linked(event: TicketLinked, work: Work) -> None:
    """The tickets of an incident have one page, whichever of them it names."""
    await pages.link(work, event.ticket, event.incident)


async def ticket_unlinked(event: TicketUnlinked, work: Work) -> None:
    await pages.unlink(work, event.ticket)


async def page_moved(event: PageMoved, work: Work) -> None:
    await pages.move(work, event.page, event.ticket)


async def page_attempted(event: PageAttempted, work: Work) -> None:
    await pages.tried(work, event.page, event.ticket, event.person, event.level)


async def page_escalated(event: PageEscalated, work: Work) -> None:
    await pages.reopened(work, event.page)


async def page_exhausted(event: PageExhausted, work: Work) -> None:
    await pages.exhausted(work, event.page)


async def page_closed(event: PageClosed, work: Work) -> None:
    await pages.closed(work, event.page)


async def page_acknowledged(event: PageAcknowledged, work: Work) -> None:
    await pages.acknowledged(work, event.page, event.ticket, event.person)


async def _closed(ticket: int, work: Work) -> None:
    await pages.close_ticket(work, ticket)
    await attempts.set_open(work, ticket, is_open=False)
    await wanted.done(work, ticket)


HANDLERS = cast(
    "dict[type[Payload], Handler]",
    {
        TicketOpened: ticket_opened,
        ResolutionAgreed: resolution_agreed,
        TicketMerged: ticket_merged,
        ClientAssigned: client_assigned,
        TicketReopened: ticket_reopened,
        CallbackMade: callback_made,
        TicketLinked: ticket_linked,
        TicketUnlinked: ticket_unlinked,
        PageMoved: page_moved,
        PageAttempted: page_attempted,
        PageEscalated: page_escalated,
        PageAcknowledged: page_acknowledged,
        PageExhausted: page_exhausted,
        PageClosed: page_closed,
    },
)
