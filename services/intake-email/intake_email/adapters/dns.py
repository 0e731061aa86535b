"""DNS over the network: what authentication looks up. Only this module imports dnspython."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver
import structlog

from intake_email.authentication.resolver import Kind, Unanswered

_SECONDS = 2.0  # for one question, all servers and tries together
_FAILURES = 3  # in a row, after which nobody is asked for a while: mail must not wait for what does not answer
_REST_SECONDS = 30.0
_MOST_CACHED = 10_000

log = structlog.get_logger(__name__)


class Dns:
    """Asks these servers, or the system's; keeps answers for as long as they say."""

    def __init__(self, servers: Sequence[str] = (), *, port: int = 53, seconds: float = _SECONDS) -> None:
        try:
            self._resolver = dns.asyncresolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = dns.asyncresolver.Resolver(configure=False)
        if servers:
            self._resolver.nameservers = list(servers)
        self._resolver.port = port
        self._resolver.lifetime = seconds
        self._resolver.cache = dns.resolver.LRUCache(_MOST_CACHED)
        self._failures = 0
        self._rests_until = 0.0

    async def look_up(self, name: str, kind: Kind) -> list[str]:
        clock = asyncio.get_running_loop().time
        if clock() < self._rests_until:
            raise Unanswered(f"DNS has not answered {self._failures} times in a row")
        try:
            answer = await self._resolver.resolve(name, kind, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            self._failures = 0
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, dns.name.BadEscape):
            return []
        except (dns.exception.DNSException, OSError) as error:
            self._failures += 1
            if self._failures >= _FAILURES and not await self._answers():
                self._rests_until = clock() + _REST_SECONDS
                log.warning("dns_does_not_answer", rest_seconds=_REST_SECONDS)
            raise Unanswered(f"{name} {kind}: {type(error).__name__}") from error
        self._failures = 0
        return _READ[kind](answer)

    async def _answers(self) -> bool:
        """Whether the servers work, and only the names that were asked for do not: senders choose those."""
        try:
            await self._resolver.resolve(dns.name.root, "NS", search=False)
        except (dns.exception.DNSException, OSError):
            return False
        self._failures = 0
        return True


class NoDns:
    """For a site that looks nothing up: only what trusted relays say counts."""

    async def look_up(self, name: str, kind: Kind) -> list[str]:
        raise Unanswered(f"{name} {kind}: DIAL2_MAIL_DNS is none")


def _texts(answer: Any) -> list[str]:  # noqa: ANN401 - the library's answers are typed as any record
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _hosts(answer: Any) -> list[str]:  # noqa: ANN401 - the same
    return [record.target.to_text(omit_final_dot=True) for record in answer]


def _addresses(answer: Any) -> list[str]:  # noqa: ANN401 - the same
    return [record.address for record in answer]


def _exchanges(answer: Any) -> list[str]:  # noqa: ANN401 - the same
    ranked = sorted(answer, key=lambda record: record.preference)
    return [record.exchange.to_text(omit_final_dot=True) for record in ranked]


_READ: dict[Kind, Callable[[Any], list[str]]] = {
    "TXT": _texts,
    "A": _addresses,
    "AAAA": _addresses,
    "MX": _exchanges,
    "PTR": _hosts,
}
