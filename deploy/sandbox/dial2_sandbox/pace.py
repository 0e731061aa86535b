"""How fast time runs on the exchange."""

import asyncio
import time
from typing import Self

SECONDS_PER_WORD = 0.4


class Pace:
    """Turns the seconds a call takes into the seconds somebody has to wait for them.

    `scale` is the real length of one second on the telephone. A person whose next act is in a script's
    hands has at least `patience` real seconds for it, however short the scaled time is: otherwise a script
    would have to outrun its own exchange. Who should let a timeout pass says so instead.
    """

    def __init__(self, *, scale: float, patience: float) -> None:
        if scale <= 0:
            raise ValueError(f"a pace of {scale} is not possible: the scale is a number above 0")
        self.scale = scale
        self.patience = patience

    @classmethod
    def fast(cls) -> Self:
        """A ring of twenty seconds takes forty milliseconds."""
        return cls(scale=0.002, patience=5.0)

    @classmethod
    def unhurried(cls) -> Self:
        """Seconds are seconds."""
        return cls(scale=1.0, patience=0.0)

    def now(self) -> float:
        """A clock in seconds of the telephone."""
        return time.monotonic() / self.scale

    def speech(self, text: str) -> float:
        """How many seconds it takes to say `text`."""
        return len(text.split()) * SECONDS_PER_WORD

    def real(self, seconds: float, *, attended: bool = False) -> float:
        """The real seconds that `seconds` take; `attended` where a script decides what the person does."""
        return max(seconds * self.scale, self.patience if attended else 0.0)

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))
