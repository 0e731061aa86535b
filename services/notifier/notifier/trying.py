"""How those whose turn it is are tried: each step is an attempt, planned for its time."""

from collections.abc import Mapping, Sequence

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
    work: Work,
    page: Page,
    people: Mapping[str, Sequence[Step]],
    messages: StaffMessages,
    *,
    level: int,
    why: str,
) -> None:
    """By person, the steps; all of them count from now."""
    ticket = await tickets.get(work.connection, page.ticket)
    planned: list[Planned] = []
    steps = [(person, step) for person, own in people.items() for step in own]
    for place, (person, step) in enumerate(steps):
        attempt = uuid7()
        planned.append(
            Planned(
                id=attempt,
                kind="page",
                channel=step.channel,
                destination=step.destination,
                message=messages.page(ticket, page, person, attempt, step.channel),
                urgency=SEVERITIES.index(page.severity),
                ticket=page.ticket,
                page=page.id,
                person=person,
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
            person=person,
            channel=step.channel,
            level=level,
            why=why,
            not_before=work.now + step.after if step.after else None,
        )
        work.append(page.stream, attempted, correlation=page.correlation)
    await attempts.plan(work.connection, planned)
