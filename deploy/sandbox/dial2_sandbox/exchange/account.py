"""What the provider knows of the account as a whole: its kind, its registration for texts, where it may call."""

from typing import Literal

import msgspec

Campaign = Literal["PENDING", "IN_PROGRESS", "VERIFIED", "FAILED"]


class Account(msgspec.Struct, kw_only=True):
    """`campaign` is the registration of the sender for texts to the United States (A2P 10DLC); None: never begun.

    `callable_countries` are ISO codes; None: all.
    """

    trial: bool = False
    status: Literal["active", "suspended", "closed"] = "active"
    campaign: Campaign | None = "VERIFIED"
    callable_countries: set[str] | None = None

    def may_call(self, country: str) -> bool:
        return self.callable_countries is None or country in self.callable_countries
