"""How much one peer, and all of them together, may ask for at a time."""

from collections import Counter
from ipaddress import IPv6Address, ip_address

import msgspec

from intake_email.smtp.reply import Reply, reply

_MINUTE = 60.0
_IPV6_NETWORK_BITS = 64  # what one customer of a provider is given (RFC 6177)
_FORGET_ABOVE = 10_000  # peers


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """`mails_per_minute` of one peer; None: as many as it can send."""

    connections: int
    connections_per_peer: int
    mails_per_minute: int | None


class Admission:
    """Counts connections and mails by peer. Times are seconds of any clock that never goes back."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._connections: Counter[str] = Counter()
        self._mails: dict[str, tuple[float, float]] = {}  # how many are still allowed, as of when

    def connect(self, peer: str) -> Reply | None:
        """Let a connection in, or say why not; one that was let in must `disconnect`."""
        if self._connections.total() >= self._limits.connections:
            return reply(421, f"4.3.2 All {self._limits.connections} connections are in use; please try again")
        if self._connections[peer] >= self._limits.connections_per_peer:
            most = self._limits.connections_per_peer
            return reply(421, f"4.7.0 More than {most} connections from you; please try again with fewer")
        self._connections[peer] += 1
        return None

    def disconnect(self, peer: str) -> None:
        self._connections[peer] -= 1
        if not self._connections[peer]:
            del self._connections[peer]

    def mail(self, peer: str, now: float) -> Reply | None:
        """Count a mail in, or say why not: a minute's worth at once, then as they come free."""
        most = self._limits.mails_per_minute
        if most is None:
            return None
        allowed, since = self._mails.get(peer, (float(most), now))
        allowed = min(float(most), allowed + (now - since) * most / _MINUTE)
        if allowed < 1:
            return reply(450, f"4.7.1 More than {most} mails a minute from you; please try again later")
        self._mails[peer] = (allowed - 1, now)
        if len(self._mails) > _FORGET_ABOVE:
            self._mails = {peer: known for peer, known in self._mails.items() if now - known[1] < _MINUTE}
        return None


def peer_of(address: str) -> str:
    """Whom an address counts for: itself, and in IPv6 its network. Who hung up at once has none."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        network = int(ip) >> _IPV6_NETWORK_BITS << _IPV6_NETWORK_BITS
        return f"{IPv6Address(network)}/{_IPV6_NETWORK_BITS}"
    return str(ip)
