"""Whom news of a ticket is for: whoever asked, also about those that were merged into it."""

from msgspec.structs import replace

from dial2.connection import Connection
from notifier.adapters import tickets
from notifier.ticket import Ticket


async def of(connection: Connection, ticket: Ticket) -> list[Ticket]:
    """The ticket as each of its requesters knows it: in their own thread, language and words."""
    known = {_address(ticket): ticket}
    for merged in await tickets.merged_into(connection, ticket.ticket):
        if merged.email and not merged.silent:
            known.setdefault(_address(merged), seen_by(merged, ticket))
    return list(known.values())


def seen_by(requester: Ticket, ticket: Ticket) -> Ticket:
    """`ticket` for whoever asked for that of `requester`: nothing of the other requester is in it."""
    return replace(
        ticket,
        client=requester.client,
        contact_name=requester.contact_name,
        email=requester.email,
        subject=requester.subject,
        language=requester.language,
        message_id=requester.message_id,
        received_at=requester.received_at,
    )


async def wrote(connection: Connection, ticket: int, address: str | None, message_id: str) -> None:
    """The next notice to whoever wrote answers this message."""
    known = await tickets.get(connection, ticket)
    asked = [each for each in [known, *await tickets.merged_into(connection, ticket)] if _is(each, address)]
    await tickets.set_last_message(connection, asked[0].ticket if asked else ticket, message_id)


def _is(ticket: Ticket, address: str | None) -> bool:
    return _address(ticket) == (address or "").casefold()


def _address(ticket: Ticket) -> str:
    return (ticket.email or "").casefold()
