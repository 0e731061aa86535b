"""How long one turn of a rotation is: `1 day`, `2 weeks`, `12 hours`, `1 month`."""

import calendar
from datetime import datetime, timedelta
from typing import Literal, Self, final, get_args

from dial2.quantity import Quantity, written

Unit = Literal["hour", "day", "week", "month"]

_UNITS: tuple[Unit, ...] = get_args(Unit)
_MOST = 9_999
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_MONTHS = 12


@final
class ShiftLength(Quantity[Unit]):
    """Counted on the wall clock: a day of 23 or 25 hours is one day, and a month ends at the same time of day."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `2 weeks`; raises ValueError that says what is allowed."""
        found = written(text, _UNITS)
        if found is None or not 0 < found[0] <= _MOST:
            raise ValueError(
                f"{text!r} is no length of a shift; write a whole number and a unit, such as '1 week' "
                f"(units: {', '.join(_UNITS)})"
            )
        return cls(*found)

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
