"""Who a mail is from, put together: within a limit of time, and whatever its sender wrote."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

import structlog

from dial2.dkim import Malformed, Message, Signature, signatures
from intake_email.authentication import arc, dmarc, spf, trace
from intake_email.authentication.dmarc import Judgement
from intake_email.authentication.findings import Findings
from intake_email.authentication.resolver import Resolver, Unanswered
from intake_email.authentication.spf_record import Ip
from intake_email.authentication.trace import Handover

Network = IPv4Network | IPv6Network
_SECONDS = 5.0
# Addresses that no domain's SPF is about (RFC 6890): a relay's that was not named, or a container's gateway.
_INSIDE = [
    ip_network(network)
    for network in (
        *("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
        *("fc00::/7", "fe80::/10"),
    )
]
_BY_US = "dial2"
NOT_UNDERSTOOD = {**dict.fromkeys(("spf", "dkim", "dmarc", "arc"), "permerror"), "by": _BY_US}
_BETTER = ("pass", "temperror", "fail", "neutral", "policy", "permerror", "none")

log = structlog.get_logger(__name__)


class Authenticator:
    """`relays` are networks of ours beside the loopback, `trusted` whose Authentication-Results are believed."""

    def __init__(
        self,
        resolver: Resolver,
        *,
        relays: Sequence[Network],
        trusted: Collection[str],
        seconds: float = _SECONDS,
    ) -> None:
        self._resolver = resolver
        self._relays = relays
        self._trusted = frozenset(map(str.lower, trusted))
        self._seconds = seconds

    async def verdicts(
        self, content: bytes, *, author: str, sender: str, via: str, received_at: datetime
    ) -> dict[str, str]:
        """Results of `spf`, `dkim`, `dmarc` and `arc`, who says so (`by`), and the `policy` that DMARC found.

        `author` is the address in From, `sender` the reverse path, `via` the door that the mail came in by. Never
        fails: what DNS does not answer in time is `temperror`.
        """
        message = Message(content)
        domain = _ascii(author.rpartition("@")[2])
        try:
            async with asyncio.timeout(self._seconds):
                found = await self._findings(message, sender, via, received_at)
                judged = found.dmarc or await self._judged(message, domain, found)
        except TimeoutError:
            log.warning("authentication_timed_out", via=via)
            return {**dict.fromkeys(("spf", "dkim", "dmarc", "arc"), "temperror"), "by": _BY_US}
        verdicts = {"spf": found.spf, "dkim": found.dkim, "dmarc": judged.result, "arc": found.arc, "by": found.by}
        return verdicts | ({"policy": judged.policy} if judged.policy else {})

    async def _findings(self, message: Message, sender: str, via: str, received_at: datetime) -> Findings:
        peer = _peer(via)
        if peer is None or self._is_relay(peer.ip):
            stated = trace.stated(message, self._trusted, self._is_relay)
            if stated is not None:
                return stated
        client = trace.handover(message, peer, self._is_relay) if peer else None
        if client and any(client.ip in network for network in _INSIDE):
            client = None
        (spf_result, sent_by), (dkim_result, signed_by), arc_result = await asyncio.gather(
            self._spf(client, sender), self._dkim(message, received_at), self._arc(message, received_at)
        )
        return Findings(
            spf=spf_result,
            sent_by=sent_by,
            dkim=dkim_result,
            signed_by=signed_by,
            arc=arc_result,
            by=_BY_US,
        )

    async def _judged(self, message: Message, domain: str, found: Findings) -> Judgement:
        if len(message.all("from")) != 1:
            return Judgement("fail")  # two authors: nobody knows whom a reader would see
        try:
            judged = await dmarc.judge(self._resolver, domain, signed_by=found.signed_by, sent_by=found.sent_by)
        except Unanswered:
            return Judgement("temperror")
        if judged.result == "fail" and "temperror" in (found.spf, found.dkim):
            return Judgement("temperror", judged.policy)
        if judged.result == "fail" and found.spf == "unknown":
            return Judgement("unknown", judged.policy)
        return judged

    async def _spf(self, client: Handover | None, sender: str) -> tuple[str, str | None]:
        if client is None:
            return "unknown", None
        result, domain = await spf.check(self._resolver, ip=client.ip, sender=_ascii(sender), helo=client.helo)
        return result, domain if result == "pass" else None

    async def _dkim(self, message: Message, now: datetime) -> tuple[str, list[str]]:
        results: list[str] = []
        signed_by: list[str] = []
        for signature in signatures(message):
            result = "permerror" if isinstance(signature, Malformed) else await self._held(signature, message, now)
            results.append(result)
            if result == "pass" and isinstance(signature, Signature):
                signed_by.append(signature.domain)
        return min(results, key=_BETTER.index, default="none"), signed_by

    async def _held(self, signature: Signature, message: Message, now: datetime) -> str:
        try:
            key = await self._key(signature.key_name)
        except Unanswered:
            return "temperror"
        return await asyncio.to_thread(signature.result, message, key, now)

    async def _arc(self, message: Message, now: datetime) -> str:
        try:
            chain = arc.chain(message)
        except Malformed:
            return "fail"
        if chain is None:
            return "none"
        names = chain.key_names
        try:
            keys: Mapping[str, str | None] = dict(
                zip(names, await asyncio.gather(*map(self._key, names)), strict=True)
            )
        except Unanswered:
            return "temperror"
        return await asyncio.to_thread(chain.result, message, keys, now)

    async def _key(self, name: str) -> str | None:
        return next(iter(await self._resolver.look_up(_ascii(name), "TXT")), None)

    def _is_relay(self, ip: Ip) -> bool:
        return ip.is_loopback or any(ip in network for network in self._relays)


def _peer(via: str) -> Handover | None:
    """Who spoke SMTP or LMTP with us; None for a mail from a mailbox."""
    protocol, address, _, helo = [*via.split(" ", 3), "", "", ""][:4]
    if protocol not in {"smtp", "lmtp"}:
        return None
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if ip.version == 6 else None  # noqa: PLR2004 - IPv6
    return Handover(mapped or ip, helo)


def _ascii(name: str) -> str:
    """A domain, or an address with its domain, as DNS has it (RFC 5890)."""
    local, at, domain = name.rpartition("@")
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return name
