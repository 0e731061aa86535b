"""What happens, as the log tells it, while it happens; and whether it all did."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dial2.database import Database
from dial2.errors import Permanent
from dial2.events import Recorded
from dial2.log.read import Checkpoint, tail
from dial2.wake import LOG_GREW, Wake

WITHIN_SECONDS = 20.0
_COLOURS = {"request": "cyan", "ticket": "white", "severity": "white", "clock": "yellow", "clocks": "yellow",
            "page": "magenta", "notice": "green", "call": "cyan", "callback": "white"}  # fmt: skip
_TOLD = ("severity", "person", "channel", "clock", "kind", "how", "to", "deadline", "why", "by", "status")
_ZONE = ZoneInfo("America/Toronto")
_UUID_LETTERS = 36


class Missed(Permanent):
    """The log does not hold what the story needs."""


class Step(msgspec.Struct, frozen=True):
    event: Recorded
    payload: dict[str, Any]
    seconds: float  # since the story began


class Timeline:
    """Follows the log from its beginning."""

    def __init__(self, database: Database, wake: Wake, console: Console) -> None:
        self.steps: list[Step] = []
        self._database = database
        self._wake = wake
        self._console = console
        self._began = time.monotonic()
        self._checkpoint = Checkpoint(0, 0)
        self._grew = asyncio.Condition()
        self._tickets: dict[str, int] = {}  # by request, page and call

    async def follow(self, stop: asyncio.Event) -> None:
        await self._wake.repeat(self._step, stop, LOG_GREW, name="timeline")

    async def _step(self) -> float:
        async with self._database.connection() as connection:
            new = await tail(connection, self._checkpoint, limit=200)
        self._checkpoint = new.checkpoint
        async with self._grew:
            for event in new.events:
                step = Step(event, msgspec.json.decode(event.payload), time.monotonic() - self._began)
                self.steps.append(step)
                self._show(step)
            self._grew.notify_all()
        return 0.01 if new.more else 0.5

    async def until(self, type_: str, **facts: object) -> Step:
        """The first event of this type with these facts. Raises `Missed` if it does not come."""
        found: Step | None = None

        def there() -> bool:
            nonlocal found
            found = next((step for step in self.steps if step.event.type == type_ and _fits(step, facts)), None)
            return found is not None

        try:
            async with asyncio.timeout(WITHIN_SECONDS), self._grew:
                await self._grew.wait_for(there)
        except TimeoutError:
            told = " ".join(f"{name}={value}" for name, value in facts.items())
            raise Missed(f"No {type_} {told} within {WITHIN_SECONDS:g} s") from None
        assert found is not None  # noqa: S101 - wait_for ends when it is there
        return found

    async def ticket_opened(self, channel: str) -> int:
        step = await self.until("ticket.opened", channel=channel)
        return int(step.payload["ticket"])

    def say(self, words: str) -> None:
        self._console.print(Text(f"\n  {words}", style="bold"))

    def _show(self, step: Step) -> None:
        family = step.event.type.partition(".")[0]
        facts = [f"{name} {_short(step.payload[name])}" for name in _TOLD if step.payload.get(name)]
        line = Text(f"{step.seconds:7.2f} s  ")
        line.append(f"{step.event.happened_at.astimezone(_ZONE):%a %H:%M:%S}  ", style="dim")
        line.append(f"{_stream(step.event.stream):<16}")
        line.append(f"{step.event.type:<20} ", style=_COLOURS.get(family, "white"))
        line.append(", ".join(facts), style="dim")
        line.truncate(self._console.width, overflow="ellipsis")
        self._console.print(line)

    def summary(self) -> Table:
        """How long each step took and who was reached how, a ticket a column."""
        opened = [step for step in self.steps if step.event.type == "ticket.opened"]
        table = Table("", *[f"ticket {step.payload['ticket']} ({step.payload['channel']})" for step in opened])
        for label, type_, facts in _MILESTONES:
            table.add_row(label, *[self._since(step, type_, facts) for step in opened])
        table.add_row("people", *[self._reached(step.payload["ticket"]) for step in opened])
        return table

    def _since(self, opened: Step, type_: str, facts: Mapping[str, object]) -> str:
        ticket = opened.payload["ticket"]
        found = next(
            (s for s in self.steps if s.event.type == type_ and _fits(s, {**facts, "ticket": ticket})), None
        )
        if found is None:
            return "-"
        received = datetime.fromisoformat(opened.payload["received_at"])
        return f"{(found.event.recorded_at - received).total_seconds():.2f} s after it was received"

    def _reached(self, ticket: int) -> str:
        """A line a person: on which channels, and what came of it."""
        pages = {
            s.payload["page"] for s in self.steps if s.event.type == "page.opened" and _fits(s, {"ticket": ticket})
        }
        lines: dict[str, list[str]] = {}
        for step in self.steps:
            word = _PAGE_WORDS.get(step.event.type)
            if word and step.payload.get("page") in pages:
                channel = step.payload.get("channel") or step.payload.get("how")
                lines.setdefault(step.payload["person"], []).append(f"{channel} {word}")
        return "\n".join(f"{person}: {', '.join(words)}" for person, words in lines.items()) or "-"


_MILESTONES: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("severity assigned", "severity.assigned", {}),
    ("clocks started", "clocks.started", {}),
    ("page opened", "page.opened", {}),
    ("acknowledged", "page.acknowledged", {}),
    ("called back", "callback.made", {}),
    ("proposed", "resolution.proposed", {}),
    ("agreed", "resolution.agreed", {}),
)
_PAGE_WORDS = {"page.delivered": "delivered", "page.failed": "failed", "page.acknowledged": "acknowledged"}


def _fits(step: Step, facts: Mapping[str, object]) -> bool:
    return all(step.payload.get(name) == value for name, value in facts.items())


def _short(value: object) -> str:
    text = str(value)
    if len(text) > 19 and text[4:5] == "-" and text[10:11] == "T":  # noqa: PLR2004 - an instant
        return f"{datetime.fromisoformat(text).astimezone(_ZONE):%a %H:%M}"
    return text


def _stream(stream: str) -> str:
    kind, _, name = stream.partition(":")
    return f"{kind} {name[-6:] if len(name) == _UUID_LETTERS else name}"
