"""A whole number of units, as people write it: `90 minutes`, `2 weeks`."""

import re
from collections.abc import Sequence
from typing import Generic, TypeVar

U = TypeVar("U", bound=str)

_WRITTEN = re.compile(r"([0-9]{1,6}) ([a-z ]+)")


class Quantity(Generic[U]):
    """Equal to another of its own class, amount and unit."""

    __slots__ = ("amount", "unit")

    def __init__(self, amount: int, unit: U) -> None:
        self.amount = amount
        self.unit = unit

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self.amount, self.unit) == (other.amount, other.unit)

    def __hash__(self) -> int:
        return hash((type(self), self.amount, self.unit))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}.parse({str(self)!r})"


def written(text: object, units: Sequence[U]) -> tuple[int, U] | None:
    """The number and the unit, which may have the s of a plural; None for anything else."""
    found = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
    unit = next((unit for unit in units if found and found[2] in (unit, f"{unit}s")), None)
    return (int(found[1]), unit) if found and unit else None
