"""Which addresses are ours to take mail for, and whose mail that is."""

from collections.abc import Iterable, Mapping


class Addresses:
    """The support addresses, each with any `+tag` (RFC 5233), and postmaster wherever we are (RFC 5321, 4.5.1).

    `support` gives the client whose mail comes to an address, by its key in the roster; '' for everybody's.
    """

    def __init__(self, support: Mapping[str, str]) -> None:
        self._clients = {address.lower(): client for address, client in support.items()}
        self._domains = frozenset(address.rpartition("@")[2] for address in self._clients)

    def takes(self, address: str) -> bool:
        mailbox = _without_tag(address)
        local, at, domain = mailbox.rpartition("@")
        if not at:
            return domain == "postmaster"
        return mailbox in self._clients or (local == "postmaster" and domain in self._domains)

    def client_of(self, recipients: Iterable[str]) -> str | None:
        """The client of the first address that belongs to one."""
        return next(filter(None, (self._clients.get(_without_tag(address)) for address in recipients)), None)


def _without_tag(address: str) -> str:
    local, at, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if at else domain
