"""How contracts write a length of time: `60 minutes`, `8 hours`, `2 business days`."""

from datetime import timedelta
from typing import Literal, Self, final, get_args

from dial2.quantity import Quantity, written

Unit = Literal["second", "minute", "hour", "day", "business day"]

_UNITS: tuple[Unit, ...] = get_args(Unit)
_ELAPSED = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(hours=24),
}


@final
class Duration(Quantity[Unit]):
    """A whole number of units. A day is 24 hours; how long a business day is, a calendar says."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read `90 minutes`; raises ValueError that says what is allowed."""
        found = written(text, _UNITS)
        if found is None:
            raise ValueError(
                f"{text!r} is no duration; write a whole number and a unit, such as '60 minutes', '8 hours' "
                f"or '2 business days' (units: {', '.join(_UNITS)})"
            )
        return cls(*found)

    def time(self, business_day: timedelta | None = None) -> timedelta:
        """Return how much time this is where one business day is `business_day` of open time.

        Raises ValueError for business days where none is defined.
        """
        if self.unit != "business day":
            return self.amount * _ELAPSED[self.unit]
        if business_day is None:
            raise ValueError(f"'{self}' needs a calendar that says how long its business_day is")
        return self.amount * business_day
