"""Whether a host may send mail for a domain: Sender Policy Framework (RFC 7208)."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import msgspec

from intake_email.authentication import spf_record
from intake_email.authentication.resolver import Kind, Resolver, Unanswered
from intake_email.authentication.spf_record import Facts, Ip, Malformed, Record, Result, Term, expanded

_MOST_LOOKUPS = 10  # 4.6.4: terms that ask DNS, in all records together
_MOST_VOID = 2  # questions that come back empty
_MOST_HOSTS = 10  # of one MX or PTR


class Failure(Exception):
    """The evaluation ends with this result."""

    def __init__(self, result: Result) -> None:
        super().__init__(result)
        self.result = result


async def check(resolver: Resolver, *, ip: Ip, sender: str, helo: str) -> tuple[Result, str]:
    """The result, and the domain it is about: the reverse path's, or the client's own name where that is null."""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    local, at, domain = sender.rpartition("@")
    if not at:
        local, domain = "postmaster", helo
    elif not local:
        local = "postmaster"
    facts = Facts(ip=ip, sender=f"{local}@{domain}", helo=helo)
    domain = domain.lower().rstrip(".")
    try:
        result = await _Evaluation(resolver, facts).result(domain)
    except Failure as failure:
        return failure.result, domain
    except Unanswered:
        return "temperror", domain
    except Malformed:
        return "permerror", domain
    return result, domain


class _Evaluation:
    """One check_host() with all that it includes: they share the limits."""

    def __init__(self, resolver: Resolver, facts: Facts) -> None:
        self._resolver = resolver
        self._facts = facts
        self._lookups = 0
        self._void = 0

    async def result(self, domain: str) -> Result:
        record = await self._record(domain)
        if record is None:
            return "none"
        for term in record.terms:
            if await self._matches(term, domain):
                return term.result
        if record.redirect is None:
            return "neutral"
        self._count_lookup()
        redirected = await self.result(await self._expanded(record.redirect, domain))
        return "permerror" if redirected == "none" else redirected

    async def _record(self, domain: str) -> Record | None:
        if not _is_name(domain):
            return None
        records = [
            text
            for text in await self._resolver.look_up(domain, "TXT")
            if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")
        ]
        if len(records) > 1:
            raise Failure("permerror")
        return spf_record.read(records[0]) if records else None

    async def _matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if term.name in {"ip4", "ip6"}:
            return self._in_network(term)
        self._count_lookup()
        target = await self._expanded(term.value, domain) if term.value else domain
        return await self._matches_in_dns(term, target)

    async def _matches_in_dns(self, term: Term, target: str) -> bool:
        match term.name:
            case "include":
                return await self._included(target)
            case "a":
                return await self._is_address_of(target, term)
            case "mx":
                return await self._is_exchange_of(target, term)
            case "exists":
                return bool(await self._asked(target, "A"))
            case _:
                return await self._validated(target) is not None

    def _in_network(self, term: Term) -> bool:
        network: IPv4Network | IPv6Network
        try:
            network = (IPv4Network if term.name == "ip4" else IPv6Network)(term.value, strict=False)
        except ValueError as error:
            raise Malformed(f"{term.value[:60]!r} is no network") from error
        return self._facts.ip in network

    async def _included(self, target: str) -> bool:
        result = await self.result(target)
        if result in {"none", "permerror"}:
            raise Failure("permerror")
        if result == "temperror":
            raise Failure("temperror")
        return result == "pass"

    async def _is_address_of(self, name: str, term: Term) -> bool:
        addresses = await self._asked(name, "AAAA" if self._facts.ip.version == 6 else "A")  # noqa: PLR2004 - IPv6
        return any(self._is_near(ip_address(address), term) for address in addresses)

    def _is_near(self, address: Ip, term: Term) -> bool:
        bits = term.prefix4 if isinstance(address, IPv4Address) else term.prefix6
        return self._facts.ip in ip_network(f"{address}/{bits}", strict=False)

    async def _is_exchange_of(self, name: str, term: Term) -> bool:
        hosts = await self._asked(name, "MX")
        if len(hosts) > _MOST_HOSTS:
            raise Failure("permerror")
        for host in filter(None, hosts):
            if await self._is_address_of(host, term):
                return True
        return False

    async def _validated(self, domain: str) -> str | None:
        """The client's name within `domain` that leads back to it; errors on the way mean that there is none."""
        domain = domain.lower()
        try:
            names = await self._asked(self._facts.ip.reverse_pointer, "PTR")
        except Unanswered:
            return None
        for name in sorted(names[:_MOST_HOSTS], key=lambda name: name.lower() != domain):
            lower = name.lower()
            if lower == domain or lower.endswith("." + domain):
                try:
                    if await self._is_address_of(name, Term("pass", "a", "", 32, 128)):
                        return name
                except Unanswered:
                    continue
        return None

    async def _asked(self, name: str, kind: Kind) -> list[str]:
        if not _is_name(name) and kind != "PTR":
            return []
        answers = await self._resolver.look_up(name, kind)
        self._void += not answers
        if self._void > _MOST_VOID:
            raise Failure("permerror")
        return answers

    async def _expanded(self, text: str, domain: str) -> str:
        facts = self._facts
        if spf_record.uses_validated_name(text):
            name = await self._validated(domain)
            facts = msgspec.structs.replace(facts, validated=name or "unknown")
        return expanded(text, facts, domain)

    def _count_lookup(self) -> None:
        self._lookups += 1
        if self._lookups > _MOST_LOOKUPS:
            raise Failure("permerror")


def _is_name(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) > 1 and len(domain) <= 253 and all(0 < len(label) <= 63 for label in labels)  # noqa: PLR2004 - RFC 1035, 2.3.4
