"""Whether the domain in From is who sent the mail, by its owner's own policy: DMARC (RFC 9989)."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from dial2.dkim import tags
from intake_email.authentication.resolver import Resolver

Policy = Literal["none", "quarantine", "reject"]
_POLICIES: dict[str, Policy] = {"none": "none", "quarantine": "quarantine", "reject": "reject"}
_MOST_LABELS = 8  # 4.10: a longer name is walked from its seventh label on


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A record, and the domain that it was found at."""

    domain: str
    policy: Policy
    subdomains: Policy
    is_public_suffix: bool | None
    strict_dkim: bool
    strict_spf: bool


class Judgement(msgspec.Struct, frozen=True):
    """`policy` is what the owner asks for on failure; None where nothing is published.

    `unknown`: it did not pass, and how it would have with the sending host is not known.
    """

    result: Literal["none", "pass", "fail", "temperror", "unknown"]
    policy: Policy | None = None


async def judge(
    resolver: Resolver, author_domain: str, *, signed_by: Iterable[str], sent_by: str | None
) -> Judgement:
    """`signed_by` are the domains whose DKIM signature held, `sent_by` the one whose SPF passed.

    Raises `Unanswered`.
    """
    author_domain = author_domain.lower().rstrip(".")
    walked = await _walk(resolver, author_domain)
    if not walked:
        return Judgement("none")
    organisation = _organisation(author_domain, walked)
    record = next((one for one in walked if one.domain in (author_domain, organisation)), walked[-1])
    policy = record.policy if record.domain == author_domain else record.subdomains
    candidates = [(domain, record.strict_dkim) for domain in signed_by]
    if sent_by:
        candidates.append((sent_by, record.strict_spf))
    for domain, strict in candidates:
        if domain == author_domain:
            return Judgement("pass", policy)
        if not strict and _organisation(domain, await _walk(resolver, domain)) == organisation:
            return Judgement("pass", policy)
    return Judgement("fail", policy)


async def _walk(resolver: Resolver, domain: str) -> list[Published]:
    """The records at a domain and those above it, upwards until one says where the organisation ends."""
    labels = domain.split(".")
    starts = [0, *range(max(1, len(labels) - _MOST_LABELS + 1), len(labels))]
    found: list[Published] = []
    for start in starts:
        name = ".".join(labels[start:])
        record = _published(name, await resolver.look_up(f"_dmarc.{name}", "TXT"))
        if record:
            found.append(record)
            if record.is_public_suffix is not None:
                break
    return found


def _published(domain: str, texts: Iterable[str]) -> Published | None:
    """None where there is no record, or more than one."""
    records = [text for text in texts if text.split(";")[0].replace(" ", "") == "v=DMARC1"]
    if len(records) != 1:
        return None
    try:
        found = {name.lower(): value.lower() for name, value in tags.parse(records[0]).items()}
    except tags.MalformedTags:
        return None
    policy = _POLICIES.get(found.get("p", ""), "none")
    return Published(
        domain=domain,
        policy=policy,
        subdomains=_POLICIES.get(found.get("sp", ""), policy),
        is_public_suffix={"y": True, "n": False}.get(found.get("psd", "")),
        strict_dkim=found.get("adkim") == "s",
        strict_spf=found.get("aspf") == "s",
    )


def _organisation(domain: str, walked: list[Published]) -> str:
    """The organisational domain: 4.10.2."""
    for record in walked:
        if record.is_public_suffix is False:
            return record.domain
        if record.is_public_suffix and record.domain != domain:
            below = domain.removesuffix("." + record.domain).rpartition(".")[2]
            return f"{below}.{record.domain}"
    return walked[-1].domain if walked else domain
