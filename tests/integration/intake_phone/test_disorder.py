"""Every webhook of a call, late, twice and out of order: one ticket, and one end."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import count
from pathlib import Path
from random import Random

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.integration.intake_phone import stories
from tests.integration.intake_phone.conftest import SATURDAY, TUESDAY_MORNING, working
from tests.integration.intake_phone.office import Office, until
from tests.integration.intake_phone.stories import Webhook
from tests.servers.postgres import Database
from triage.app import service as triage

EXAMPLES = count(1)
IN_HOURS = (
    stories.nobody_answers_and_a_message_is_left,
    stories.the_desk_takes_the_call,
    stories.the_caller_hangs_up_while_the_desk_rings,
)


@pytest.fixture
async def office(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """With triage beside it, which opens the tickets."""
    async with working(database, tmp_path, monkeypatch, "tracktik", triage) as office:
        yield office


@pytest.fixture
async def told(office: Office) -> list[Sequence[Webhook]]:
    await office.set_clock(TUESDAY_MORNING)
    in_hours = [await stories.recorded(office, story) for story in IN_HOURS]
    await office.set_clock(SATURDAY)
    return [*in_hours, await stories.recorded(office, stories.the_caller_leaves_a_hold_to_be_called_back)]


async def ended(office: Office, calls: Sequence[str]) -> bool:
    """Whether each has come to its one final state, with nothing of it left open."""
    rows = await office.rows("SELECT sid, status, state::json ->> 'place' AS place FROM intake_phone.calls")
    states = {row["sid"]: (row["status"], row["place"]) for row in rows}
    return all(states[call] == ("completed", "over") for call in calls)


async def tickets_of(office: Office, requests: set[str]) -> Counter[str] | None:
    """How many each request has opened, once all have."""
    opened = [event.payload["request"] for event in await office.log() if event.type == "ticket.opened"]
    found = Counter(request for request in opened if request in requests)
    return found if set(found) == requests else None


@settings(
    max_examples=20,
    deadline=None,
    database=None,
    phases=[Phase.generate],  # an order is as good as any other: the seed is enough to see it again
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(disorder=st.randoms(use_true_random=False))
async def test_webhooks_late_twice_and_out_of_order_make_one_ticket_and_one_final_state(
    office: Office, told: list[Sequence[Webhook]], disorder: Random
) -> None:
    example = next(EXAMPLES)
    calls: list[str] = []
    async with httpx.AsyncClient() as client:
        for number, story in enumerate(told):
            of_call = [webhook.of_another_call(f"{example}-{number}") for webhook in story]
            calls.append(of_call[0].params["CallSid"])
            sent = [*of_call, *disorder.choices(of_call, k=len(of_call) // 2)]
            disorder.shuffle(sent)
            answers = [await webhook.sent(client, office.url) for webhook in sent]
            assert {answer.status_code for answer in answers} == {200}

    await until(lambda: ended(office, calls))
    of_calls = [event for event in await office.log() if event.payload.get("call") in calls]
    for type_ in ("call.started", "request.received", "call.ended"):
        times = Counter(event.payload["call"] for event in of_calls if event.type == type_)
        assert times == dict.fromkeys(calls, 1), type_
    requests = {event.payload["request"] for event in of_calls if event.type == "request.received"}
    tickets = await until(lambda: tickets_of(office, requests))
    assert tickets == dict.fromkeys(requests, 1)
