"""What the notifier does when something happens to a ticket, a request or a member of staff's telephone."""

from collections.abc import Mapping
from typing import Any

from dial2.consumer import Handler
from dial2.database import Work
from dial2.events import Payload
from dial2.events.call import CallWaited, CallWaiting, StaffReplied
from dial2.events.callback import CallbackOverdue
from dial2.events.client import ClientAssigned
from dial2.events.clock import ClockBreached, ClocksStarted, ClockWarned
from dial2.events.notice import NoticeFailed
from dial2.events.oncall import RosterRefused
from dial2.events.page import PageAcknowledged
from dial2.events.request import BounceReceived, RequestQuarantined
from dial2.events.ticket import (
    CallbackMade,
    DetailsMissing,
    ReopeningWithheld,
    ResolutionAgreed,
    ResolutionProposed,
    SeverityAssigned,
    SeverityProposed,
    TicketFollowedUp,
    TicketLinked,
    TicketMerged,
    TicketOpened,
    TicketReopened,
    TicketUnlinked,
    UpdateGiven,
)
from dial2.profile.model import Paging as PagingRules
from notifier import probes, requesters
from notifier.acknowledging import Acknowledging
from notifier.adapters import callers, pages, tickets
from notifier.bounces import Bounces
from notifier.incidents import Incidents
from notifier.notices import Notices
from notifier.on_hold import OnHold
from notifier.paging import Paging
from notifier.replies import Replies
from notifier.severities import Severities


class Handlers:
    """`rules` is what the profile says of paging."""

    def __init__(
        self,
        *,
        rules: PagingRules,
        paging: Paging,
        acknowledging: Acknowledging,
        notices: Notices,
        replies: Replies,
        bounces: Bounces,
        on_hold: OnHold,
    ) -> None:
        self.bounces = bounces
        self._rules = rules
        self._on_hold = on_hold
        self._paging = paging
        self._acknowledging = acknowledging
        self._incidents = Incidents(paging)
        self.severities = Severities(rules=rules, paging=paging, incidents=self._incidents, notices=notices)
        self._notices = notices
        self._replies = replies

    async def ticket_opened(self, event: TicketOpened, work: Work) -> None:
        await tickets.add(work.connection, event, work.cause.correlation if work.cause else None)
        await probes.opened(event, work)
        if not event.silent and event.doubt is None:
            await self.bounces.heard_from(work, event.contact.email)
        if event.channel == "phone":
            await callers.opened(work.connection, event.request, event.ticket)

    async def followed_up(self, event: TicketFollowedUp, work: Work) -> None:
        if event.auto is not None:
            return
        if event.message_id:
            await requesters.wrote(work.connection, event.ticket, event.contact.email, event.message_id)
        await self.bounces.heard_from(work, event.contact.email)

    async def client_assigned(self, event: ClientAssigned, work: Work) -> None:
        """From the next turn on, that client's people are paged."""
        await tickets.set_client(work.connection, event.ticket, event.client)

    async def details_missing(self, event: DetailsMissing, work: Work) -> None:
        await tickets.set_missing(work.connection, event.ticket, event.items)

    async def clocks_started(self, event: ClocksStarted, work: Work) -> None:
        """The last that is known of a new ticket: now its acknowledgement can say everything."""
        if ticket := await tickets.first_answer(work.connection, event.ticket):
            await self._notices.acknowledgement(work, ticket, event.promises)

    async def clock_warned(self, event: ClockWarned, work: Work) -> None:
        """Whoever acknowledged is paged again before the call back is late, and reminded before an update is."""
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.clock(work, ticket, event)
        page = await pages.newest_of(work.connection, event.ticket)
        if event.clock == "update" and page:
            await self._acknowledging.remind(work, ticket, page, event.deadline)
        if event.clock == "call_back" and page and page.state == "acknowledged":
            await self._paging.page_again(work, page, "the call-back clock is running out")

    async def clock_breached(self, event: ClockBreached, work: Work) -> None:
        """A promise is broken: the next level hears of it."""
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.clock(work, ticket, event)
        page = await pages.newest_of(work.connection, event.ticket)
        pages_for = event.clock in self._rules.on_breach and ticket.severity in self._rules.severities
        if page is None or not pages_for:
            return
        why = f"the {event.clock} clock was breached"
        match page.state:
            case "acknowledged":
                await self._paging.page_again(work, page, why, above=page.level)
            case "exhausted":
                await self._paging.page_again(work, page, why)
            case "closed":
                await self._paging.open(work, ticket, ticket.severity, why, above=page.level)
            case "open":
                pass  # it is climbing already

    async def callback_made(self, event: CallbackMade, work: Work) -> None:
        """Who calls the client back has the ticket, whatever the telephone says."""
        page = await pages.newest_of(work.connection, event.ticket)
        if page and page.wanted:
            await self._acknowledging.acknowledge(work, page, event.by, "staff")

    async def callback_overdue(self, event: CallbackOverdue, work: Work) -> None:
        ticket = await tickets.get(work.connection, event.ticket) if event.ticket else None
        await self._notices.callback_overdue(work, ticket, event)

    async def update_given(self, event: UpdateGiven, work: Work) -> None:
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.update(work, ticket, event)

    async def resolution_proposed(self, event: ResolutionProposed, work: Work) -> None:
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.proposal(work, ticket, event)

    async def resolution_agreed(self, event: ResolutionAgreed, work: Work) -> None:
        await self._close(work, event.ticket, "the resolution was agreed")

    async def ticket_merged(self, event: TicketMerged, work: Work) -> None:
        """Whoever asked hears of the other ticket from now on."""
        await tickets.merge(work.connection, event.ticket, event.into)
        await self._notices.merged(work, await tickets.get(work.connection, event.ticket), event.into)
        await self._close(work, event.ticket, f"merged into ticket {event.into}")

    async def ticket_reopened(self, event: TicketReopened, work: Work) -> None:
        """The client is told, and staff is paged again where the severity asks for it."""
        await tickets.set_closed(work.connection, event.ticket, closed=False)
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.reopened(work, ticket)
        if ticket.silent or ticket.severity not in self._rules.severities:
            return
        why = f"reopened: {event.why}"
        page = await pages.newest_of(work.connection, event.ticket)
        if page is None or page.state == "closed":
            await self._paging.open(work, ticket, ticket.severity, why)
        elif page.state == "acknowledged":
            await self._paging.page_again(work, page, why)

    async def request_quarantined(self, event: RequestQuarantined, work: Work) -> None:
        await self._notices.unread(work, event)

    async def staff_replied(self, event: StaffReplied, work: Work) -> None:
        await self._replies.answer(work, event)

    async def roster_refused(self, event: RosterRefused, work: Work) -> None:
        await self._notices.roster_refused(work, event)

    async def ticket_linked(self, event: TicketLinked, work: Work) -> None:
        await self._incidents.linked(work, event)

    async def ticket_unlinked(self, event: TicketUnlinked, work: Work) -> None:
        await self._incidents.unlinked(work, event)

    async def reopening_withheld(self, event: ReopeningWithheld, work: Work) -> None:
        ticket = await tickets.get(work.connection, event.ticket)
        await self._notices.reopening_withheld(work, ticket, event)

    async def call_waiting(self, event: CallWaiting, work: Work) -> None:
        await self._on_hold.waiting(work, event)

    async def call_waited(self, event: CallWaited, work: Work) -> None:
        await self._on_hold.waited(work, event)

    async def _close(self, work: Work, ticket: int, why: str) -> None:
        await tickets.set_closed(work.connection, ticket, closed=True)
        page = await pages.newest_of(work.connection, ticket)
        if page:
            await self._incidents.release(work, page, ticket, why)


def registry(handlers: Handlers) -> Mapping[type[Payload], Handler]:
    """Every event that the notifier acts on."""
    acts: dict[type[Payload], Any] = {
        TicketOpened: handlers.ticket_opened,
        TicketFollowedUp: handlers.followed_up,
        SeverityAssigned: handlers.severities.assigned,
        SeverityProposed: handlers.severities.proposed,
        ClientAssigned: handlers.client_assigned,
        DetailsMissing: handlers.details_missing,
        ClocksStarted: handlers.clocks_started,
        ClockWarned: handlers.clock_warned,
        ClockBreached: handlers.clock_breached,
        CallbackMade: handlers.callback_made,
        CallbackOverdue: handlers.callback_overdue,
        UpdateGiven: handlers.update_given,
        ResolutionProposed: handlers.resolution_proposed,
        ResolutionAgreed: handlers.resolution_agreed,
        TicketReopened: handlers.ticket_reopened,
        TicketMerged: handlers.ticket_merged,
        TicketLinked: handlers.ticket_linked,
        TicketUnlinked: handlers.ticket_unlinked,
        ReopeningWithheld: handlers.reopening_withheld,
        RequestQuarantined: handlers.request_quarantined,
        BounceReceived: handlers.bounces.bounced,
        NoticeFailed: handlers.bounces.failed,
        PageAcknowledged: handlers.bounces.acknowledged,
        StaffReplied: handlers.staff_replied,
        RosterRefused: handlers.roster_refused,
        CallWaiting: handlers.call_waiting,
        CallWaited: handlers.call_waited,
    }
    return acts
