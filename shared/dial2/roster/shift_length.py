"""How long one turn of a rotation is: `1 day`, `2 weeks`, `12 hours`, `1 month`."""

import calendar
import re
from datetime import datetime, timedelta
from typing import Literal, Self, final, get_args

Unit = Literal["hour", "day", "week", "month"]

_UNITS: tuple[Unit, ...] = get_args(Unit)
_WRITTEN = re.compile(f"([1-9][0-9]{{0,3}}) ({'|'.join(_UNITS)})s?")
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_MONTHS = 12


@final
class ShiftLength:
    """Counted on the wall clock: a day of 23 or 25 hours is one day, and a month ends at the same time of day."""

    __slots__ = ("amount", "unit")

    def __init__(self, amount: int, unit: Unit) -> None:
        self.amount = amount
        self.unit = unit

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `2 weeks`; raises ValueError that says what is allowed."""
        written = _WRITTEN.fullmatch(text) if isinstance(text, str) else None
        if not written:
            raise ValueError(
                f"{text!r} is no length of a shift; write a whole number and a unit, such as '1 week' "
                f"(units: {', '.join(_UNITS)})"
            )
        return cls(int(written[1]), next(unit for unit in _UNITS if unit == written[2]))

    def hand_off(self, starts: datetime, number: int) -> datetime:
        """What the wall clock shows when turn `number` begins, counted from 0 at `starts` (naive).

        A month that has no such day hands off on its last.
        """
        if self.unit != "month":
            return starts + number * self.amount * _LENGTHS[self.unit]
        month = starts.year * _MONTHS + starts.month - 1 + number * self.amount
        year, month = month // _MONTHS, month % _MONTHS + 1
        return starts.replace(year=year, month=month, day=min(starts.day, calendar.monthrange(year, month)[1]))

    def turns_until(self, starts: datetime, shown: datetime) -> int:
        """How many turns have begun, within one, when the wall clock shows `shown`."""
        if self.unit != "month":
            return (shown - starts) // (self.amount * _LENGTHS[self.unit])
        return ((shown.year - starts.year) * _MONTHS + shown.month - starts.month) // self.amount

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ShiftLength) and (self.amount, self.unit) == (other.amount, other.unit)

    def __hash__(self) -> int:
        return hash((self.amount, self.unit))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"

    def __repr__(self) -> str:
        return f"ShiftLength.parse({str(self)!r})"
