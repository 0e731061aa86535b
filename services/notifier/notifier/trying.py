"""How the person whose turn it is is tried: each step is an attempt, planned for its time."""

from collections.abc import Sequence

from dial2.database import Work
from dial2.events.page import PageAttempted
from dial2.ids import uuid7
from dial2.roster.person import Step
from dial2.vocabulary import SEVERITIES
from notifier.adapters import attempts, tickets
from notifier.page import Page
from notifier.plan import Planned
from notifier.staff_messages import StaffMessages


async def try_steps(
    work: Work, page: Page, steps: Sequence[Step], messages: StaffMessages, *, level: int, why: str
) -> None:
    ticket = await tickets.get(work.connection, page.ticket)
    planned: list[Planned] = []
    for place, step in enumerate(steps):
        attempt = uuid7()
        planned.append(
            Planned(
                id=attempt,
                kind="page",
                channel=step.channel,
                destination=step.destination,
                message=messages.page(ticket, page, attempt, step.channel),
                urgency=SEVERITIES.index(page.severity),
                ticket=page.ticket,
                page=page.id,
                person=page.person,
                level=level,
                step=page.step,
                place=place,
                correlation=page.correlation,
                delay=step.after,
            )
        )
        attempted = PageAttempted(
            page=str(page.id),
            ticket=page.ticket,
            attempt=str(attempt),
            person=page.person,
            channel=step.channel,
            level=level,
            why=why,
            not_before=work.now + step.after if step.after else None,
        )
        work.append(page.stream, attempted, correlation=page.correlation)
    await attempts.plan(work.connection, planned)
