"""Which addresses are ours to take mail for."""

from collections.abc import Iterable


class Addresses:
    """The support addresses, each with any `+tag` (RFC 5233), and postmaster wherever we are (RFC 5321, 4.5.1)."""

    def __init__(self, support: Iterable[str]) -> None:
        self._support = frozenset(address.lower() for address in support)
        self._domains = frozenset(address.rpartition("@")[2] for address in self._support)

    def takes(self, address: str) -> bool:
        local, at, domain = address.lower().rpartition("@")
        if not at:
            return domain == "postmaster"
        local = local.partition("+")[0]
        return f"{local}@{domain}" in self._support or (local == "postmaster" and domain in self._domains)
