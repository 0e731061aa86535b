"""What a process has in hand and since when: two assignments a step, no input or output."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dial2.errors import Transient

STUCK_SECONDS = 120.0  # no step takes so long, and no passing fault lasts so long unnoticed


class Pulse:
    """Steps of this process's loops that have been begun and have not succeeded yet."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step of the loop `name`. One that fails and is tried again counts from the first time."""
        self._begun.setdefault(name, time.monotonic())
        yield
        self._begun.pop(name, None)

    def stuck(self) -> dict[str, float]:
        """The loops that have not got on for too long, and for how many seconds."""
        now = time.monotonic()
        return {name: now - begun for name, begun in self._begun.items() if now - begun > STUCK_SECONDS}

    async def ready(self) -> None:
        """A check: raises `Transient` that names the loops that do not get on."""
        if stuck := self.stuck():
            told = ", ".join(f"{name} for {seconds:.0f} s" for name, seconds in sorted(stuck.items()))
            raise Transient(f"does not get on: {told}")
