"""How contracts write a length of time: `60 minutes`, `8 hours`, `2 business days`."""

import re
from datetime import timedelta
from typing import Literal, Self, final, get_args

Unit = Literal["second", "minute", "hour", "day", "business day"]

_UNITS: tuple[Unit, ...] = get_args(Unit)
_WRITTEN = re.compile(f"([0-9]{{1,6}}) ({'|'.join(_UNITS)})s?")
_ELAPSED = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(hours=24),
}


@final
class Duration:
    """A whole number of units. A day is 24 hours; how long a business day is, a calendar says."""

    __slots__ = ("amount", "unit")

    def __init__(self, amount: int, unit: Unit) -> None:
        self.amount = amount
        self.unit = unit

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `90 minutes`; raises ValueError that says what is allowed."""
        written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if not written:
            raise ValueError(
                f"{text!r} is no duration; write a whole number and a unit, such as '60 minutes', '8 hours' "
                f"or '2 business days' (units: {', '.join(_UNITS)})"
            )
        unit = next(unit for unit in _UNITS if unit == written[2])
        return cls(int(written[1]), unit)

    def time(self, business_day: timedelta | None = None) -> timedelta:
        """Return how much time this is where one business day is `business_day` of open time.

        Raises ValueError for business days where none is defined.
        """
        if self.unit != "business day":
            return self.amount * _ELAPSED[self.unit]
        if business_day is None:
            raise ValueError(f"'{self}' needs a calendar that says how long its business_day is")
        return self.amount * business_day

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and (self.amount, self.unit) == (other.amount, other.unit)

    def __hash__(self) -> int:
        return hash((self.amount, self.unit))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    def __repr__(self) -> str:
        return f"Duration.parse({str(self)!r})"
