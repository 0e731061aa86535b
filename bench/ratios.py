"""What was measured beside its floor, and what is aimed for: the machine is shared, so only ratios count."""

import statistics
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

Bound = Literal["≥", "≤"]

_HEADINGS = ("", "dial2", "floor", "ratio", "aim", "")


class Ratio(msgspec.Struct, frozen=True, kw_only=True):
    """One figure. The aim bounds `ours / floor`, from below or above; None where there is none."""

    name: str
    unit: str
    ours: float
    floor: float
    bound: Bound
    aim: float | None = None

    @property
    def value(self) -> float:
        return self.ours / self.floor

    @property
    def met(self) -> bool | None:
        if self.aim is None:
            return None
        return self.value >= self.aim if self.bound == "≥" else self.value <= self.aim

    @property
    def facts(self) -> dict[str, object]:
        """For programs."""
        return {**msgspec.to_builtins(self), "ratio": round(self.value, 3), "met": self.met}


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def table(ratios: Iterable[Ratio]) -> str:
    rows = [_HEADINGS, *map(_cells, ratios)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(_line(row, widths) for row in rows)


def _cells(ratio: Ratio) -> tuple[str, ...]:
    aim = f"{ratio.bound} {ratio.aim:g}" if ratio.aim is not None else ""
    verdict = {True: "met", False: "missed", None: ""}[ratio.met]
    figures = (f"{value:,.1f} {ratio.unit}" for value in (ratio.ours, ratio.floor))
    return (ratio.name, *figures, f"{ratio.value:.2f}", aim, verdict)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    name, *figures, verdict = cells
    middle = "".join(f"  {cell:>{width}}" for cell, width in zip(figures, widths[1:], strict=False))
    return f"{name:<{widths[0]}}{middle}  {verdict}".rstrip()
