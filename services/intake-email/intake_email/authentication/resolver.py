"""DNS as authentication sees it; everything that looks names up is given one of these."""

from typing import Literal, Protocol

Kind = Literal["TXT", "A", "AAAA", "MX", "PTR"]


class Unanswered(Exception):
    """DNS said nothing, or that it cannot: it may another time."""


class Resolver(Protocol):
    async def look_up(self, name: str, kind: Kind) -> list[str]:
        """The records: addresses and texts as they are, hosts without the dot, those of MX the preferred first.

        Empty where there are none. Raises `Unanswered`.
        """
        ...
