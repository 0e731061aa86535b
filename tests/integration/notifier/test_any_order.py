"""Whatever staff, provider and fate do, in any order: a person has the page, or everybody hears that nobody has.

Each run is a seed: random staff (keys, texts, silence, machines, STOP), a provider that refuses, loses answers and
repeats, drops and mixes up its callbacks, and a process that dies in the middle of anything. Always:

* an attempt's state only moves forward, and the provider is asked once for it;
* no two calls for one page ring one person at once;
* nothing more goes out for a page that somebody has;
* who has a page pressed, wrote or opened something himself;
* what the provider took, though its answer was lost, is found and not made twice;
* in the end each page is somebody's, or is exhausted and the desk was told.

DIAL2_MODEL_SEED repeats one run; `make soak` goes on for DIAL2_MODEL_RUNS of them.
"""

import os
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio

from dial2 import profile, roster
from dial2.database import Database
from dial2.events.call import StaffReplied
from dial2.events.page import PageAcknowledged, PageChannel, PageExhausted
from dial2.roster.live import LiveRoster
from dial2.service import Runtime
from dial2.settings import Settings, load
from dial2.wake import Wake
from notifier.adapters import providers
from tests.integration.notifier.model.provider import Provider, Request, Way
from tests.integration.notifier.model.world import PUBLIC_URL, STEPS, TOKEN, World
from tests.integration.notifier.site import ROSTER, story
from tests.servers import postgres

ACTS = 120
ORDER = ("planned", "sending", "unknown", "accepted", "delivered", "failed", "withdrawn")
SEEDS = (
    [int(os.environ["DIAL2_MODEL_SEED"])]
    if "DIAL2_MODEL_SEED" in os.environ
    else range(int(os.environ.get("DIAL2_MODEL_RUNS", "8")))
)


class Model:
    """What may be done next, and what must always hold."""

    def __init__(self, world: World, log: Database, chance: random.Random) -> None:
        self.world = world
        self.log = log
        self.chance = chance
        self.states: dict[UUID, str] = {}
        self.owned: dict[UUID, int] = {}  # attempts asked for, when a page was found acknowledged
        self.acted: set[tuple[str, str]] = set()  # who did something about which page, or about any
        self.tickets = 0
        self.texts = 0

    async def act(self) -> None:
        if self.chance.random() < 0.05:
            self.world.database.dies = self.chance.choice(("before", "after"))
        acts = [self.hear, self.step, self.step, self.step, self.call_back, self.answer, self.text_arrives]
        acts += [self.reply, self.pass_time, self.open_ticket]
        await self.world.tries(self.chance.choice(acts)())
        self.world.database.dies = None
        await self.check()

    async def open_ticket(self) -> None:
        if self.tickets < 4:
            self.tickets += 1
            await self.happens(f"ticket:{self.tickets}", *story(self.tickets, email=None))

    async def happens(self, stream: str, *payloads: object) -> None:
        async with self.log.work("triage") as work:
            work.append(stream, *payloads)  # type: ignore[arg-type]  # payloads all

    async def hear(self) -> None:
        await self.world.hears()

    async def step(self) -> None:
        await self.world.step(self.chance.choice(STEPS))

    async def pass_time(self) -> None:
        await self.world.passes(timedelta(seconds=self.chance.choice((1, 5, 30, 70, 200, 301))))

    async def call_back(self) -> None:
        waiting = self.world.provider.callbacks
        if waiting:
            await self.world.calls_back(waiting.pop(self.chance.randrange(len(waiting))))

    async def text_arrives(self) -> None:
        if texts := self.world.provider.under_way("sms"):
            code = self.chance.choice(("", "", "30007", "30003"))
            becomes = "undelivered" if code else self.chance.choice(("sent", "delivered"))
            self.world.provider.becomes(self.chance.choice(texts), becomes, code=code)

    async def reply(self) -> None:
        person = self.chance.choice(("dispatcher", "engineer", "director"))
        word = self.chance.choice(("ack", "esc", "ack 1", "what?", "stop"))
        self.texts += 1
        stop = word == "stop"
        if stop and self.chance.random() < 0.7:
            return
        if word.startswith("ack"):
            self.acted.add((person, "any"))
        number = roster_number(person)
        self.world.provider.opted_out |= {number} if stop else set()
        replied = StaffReplied(message=f"SM{self.texts}", person=person, text=word, opted="stop" if stop else None)
        await self.happens(f"text:SM{self.texts}", replied)

    async def answer(self) -> None:
        """A telephone rings, and somebody, something or nobody takes it."""
        ringing = self.world.provider.under_way("voice")
        if not ringing:
            return
        call = self.chance.choice(ringing)
        how = self.chance.choice(("4", "5", "silence", "machine", "busy", "no-answer", "hangs up"))
        if how in {"busy", "no-answer"}:
            self.world.provider.becomes(call, how)
        elif how == "machine":
            self.world.provider.becomes(call, "completed", answered_by="machine_start")
        else:
            await self.talk(call, how)

    async def talk(self, call: Request, how: str) -> None:
        if call.status == "queued":
            self.world.provider.becomes(call, "in-progress")
        address = f"/page/{call.attempt.id}"
        params = {"CallSid": call.id, "CallStatus": "in-progress"}
        await self.world.post(f"{address}/voice", params)
        if how in {"4", "5"}:
            if how == "4" and call.attempt.person:
                self.acted.add((call.attempt.person, "any"))
            await self.world.post(f"{address}/key?loop=0", params | {"Digits": how})
        elif how == "silence":
            for loop in range(3):
                await self.world.post(f"{address}/key?loop={loop}", params | {"Digits": ""})
        self.world.provider.becomes(call, "completed")

    async def check(self) -> None:
        await self.only_forward()
        await self.one_call_at_a_time()
        await self.quiet_once_owned()
        await self.nothing_twice()

    async def only_forward(self) -> None:
        for row in await self.world.rows("SELECT id, state::text AS state FROM notifier.attempts"):
            before = self.states.get(row["id"], "planned")
            assert ORDER.index(row["state"]) >= ORDER.index(before), f"{row['id']}: {before} to {row['state']}"
            self.states[row["id"]] = row["state"]
        assert [id_ for id_, times in self.world.provider.asked.items() if times > 1] == []

    async def one_call_at_a_time(self) -> None:
        live = [
            (call.attempt.page, call.attempt.person)
            for call in self.world.provider.under_way("voice")
            if call.attempt.kind == "page"
        ]
        assert len(live) == len(set(live)), f"two calls at once: {live}"

    async def quiet_once_owned(self) -> None:
        """Of an acknowledged page the attempts that went out grow no more."""
        rows = await self.world.rows(
            """SELECT p.id, p.state, p.acknowledged_by,
                      count(a.id) FILTER (WHERE a.sending_at IS NOT NULL) AS sent
               FROM notifier.pages p LEFT JOIN notifier.attempts a ON a.page = p.id AND a.kind = 'page'
               GROUP BY p.id"""
        )
        for row in rows:
            if row["state"] != "acknowledged":
                continue
            assert row["sent"] == self.owned.setdefault(row["id"], row["sent"]), f"page {row['id']} went on"
            assert (row["acknowledged_by"], "any") in self.acted, f"{row['acknowledged_by']} did nothing"

    async def nothing_twice(self) -> None:
        """What the provider took is never held for lost, and so never asked for again; mail may be."""
        rows = await self.world.rows("SELECT id FROM notifier.attempts WHERE code = 'lost' AND channel <> 'email'")
        taken = {request.attempt.id for request in self.world.provider.requests.values()}
        assert [row["id"] for row in rows if row["id"] in taken] == []

    async def no_call_goes_on(self) -> None:
        """Once the provider can be asked, nothing rings that tells of no page that nobody has."""
        rows = await self.world.rows(
            """SELECT a.provider_id FROM notifier.attempts a
               WHERE a.channel = 'voice' AND a.kind = 'page' AND NOT EXISTS (
                   SELECT FROM notifier.attempts told JOIN notifier.pages p ON p.id = told.page
                   WHERE a.id IN (told.id, told.bundle) AND p.state IN ('open', 'exhausted'))"""
        )
        owned = {row["provider_id"] for row in rows}
        rings = [call.id for call in self.world.provider.under_way("voice") if call.status == "queued"]
        assert [id_ for id_ in rings if id_ in owned] == []

    async def settles(self) -> None:
        """Nobody does anything any more, and everything works."""
        self.world.provider.calm = True
        for patience in range(150):
            await self.all_that_is_due(times=12 if patience == 0 else 3)
            await self.no_call_goes_on()
            if not await self.unsettled():
                break
            await self.world.passes(timedelta(seconds=61))
        assert await self.unsettled() == []
        await self.ends_loudly()

    async def all_that_is_due(self, *, times: int) -> None:
        await self.world.hears()
        for name in STEPS:
            for _ in range(times):
                await self.world.step(name)
        while self.world.provider.callbacks:
            await self.call_back()
        await self.check()

    async def unsettled(self) -> list[str]:
        """Pages that still climb, and attempts whose fate nobody knows."""
        rows = await self.world.rows(
            """SELECT 'page ' || id AS what FROM notifier.pages WHERE state = 'open'
               UNION ALL
               SELECT 'attempt ' || id FROM notifier.attempts WHERE state IN ('sending', 'unknown')"""
        )
        return [row["what"] for row in rows]

    async def ends_loudly(self) -> None:
        """Each page is somebody's, or it is exhausted and the desk was told."""
        pages = await self.world.rows("SELECT id, ticket, state FROM notifier.pages")
        assert len(pages) == self.tickets
        exhausted = [row["ticket"] for row in pages if row["state"] == "exhausted"]
        told = await self.world.rows(
            """SELECT DISTINCT ticket FROM notifier.attempts
               WHERE destination = 'desk@example.com' AND ticket IS NOT NULL"""
        )
        assert set(exhausted) <= {row["ticket"] for row in told}
        assert set(exhausted) <= await self.of_type(PageExhausted)
        acknowledged = {row["ticket"] for row in pages if row["state"] == "acknowledged"}
        assert acknowledged <= await self.of_type(PageAcknowledged)
        assert len(exhausted) + len(acknowledged) == self.tickets

    async def of_type(self, event: type[PageExhausted] | type[PageAcknowledged]) -> set[int]:
        rows = await self.world.rows(
            "SELECT (payload ->> 'ticket')::integer AS ticket FROM dial2.events WHERE type = $1",
            str(event.__struct_config__.tag),
        )
        return {row["ticket"] for row in rows}


def roster_number(person: str) -> str:
    return {"dispatcher": "+15145550101", "engineer": "+15145550102", "director": "+15145550103"}[person]


@asynccontextmanager
async def ways(provider: Provider) -> AsyncIterator[Mapping[PageChannel, Way]]:
    channels: Sequence[PageChannel] = ("voice", "sms", "email", "chat")
    yield {channel: Way(provider, channel) for channel in channels}


@pytest_asyncio.fixture
async def model(
    database: postgres.Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Model]:
    chance = random.Random(request.param)  # noqa: S311 - repeatable on purpose
    given = {
        "DATABASE_URL": database.url,
        "SECRET": "s" * 32,
        "ROSTER": str(tmp_path / "roster.toml"),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_NUMBER": "+15145550100",
        "CALLS_PER_SECOND": "1000000",
        "TEXTS_PER_SECOND": "1000000",
        "SUPPORT_ADDRESS": "support@example.com",
    }
    for name, value in given.items():
        monkeypatch.setenv(f"DIAL2_{name}", value)
    (tmp_path / "roster.toml").write_text(ROSTER)
    provider = Provider(chance)
    monkeypatch.setattr(providers, "opened", lambda *_, **__: ways(provider))

    def runtime(fragile: Database, wake: Wake) -> Runtime:
        return Runtime(
            settings=load(Settings),
            profile=profile.load("tracktik"),
            roster=LiveRoster(roster.load(tmp_path / "roster.toml")),
            database=fragile,
            wake=wake,
        )

    world = World(database, runtime, provider)
    log = Database(database.url, size=2)
    await world.start()
    yield Model(world, log, chance)
    await world.close()
    await log.close()


@pytest.mark.parametrize("model", SEEDS, indirect=True)
async def test_somebody_has_the_page_or_everybody_hears_that_nobody_has(model: Model) -> None:
    await model.open_ticket()
    for _ in range(ACTS):
        await model.act()
    await model.settles()
